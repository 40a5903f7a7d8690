//! A document on paper: its receipt comes first, what is printed is what is shown, and who may only view has no way
//! to it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, LinkOptions, Person, World,
    documents::{Documents, LETTER, PHOTO, SECRET_TEXT},
};

const PASSPHRASE: &str = "harvest-violin-4417-cobalt";
const LONG: Duration = Duration::from_secs(70);

/// Instead of the browser's dialog: what stands on the sheets when it would open.
const STUB: &str = "window.sheets = [];
    window.print = () => {
        const sheets = document.querySelector('.print');
        window.sheets.push([sheets.textContent, sheets.querySelectorAll('img').length]);
    };
    return true";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_has_a_receipt_and_who_may_only_view_prints_nothing() -> Done {
    let world = World::start("print").await?;
    let documents = Documents::make(1)?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王建国", PASSPHRASE).await?;
    seller.create_room("北辰精密股权转让项目").await?;
    seller
        .upload(&[&documents.file(LETTER), &documents.file(PHOTO)])
        .await?;
    seller.transferred(Duration::from_secs(60)).await?;
    let invite = seller.invite("Margaret Ashworth").await?;
    let reader = world.person("reader", Language::English).await?;
    reader.go(&invite).await?;
    reader.join_as_new("Margaret Ashworth", PASSPHRASE).await?;
    reader.see_document(LETTER).await?;

    reader.wait_for("another print", LONG, STUB).await?;
    print(&reader, LETTER, 1).await?;
    let text = reader
        .wait_for("the text", LONG, "return window.sheets[0][0]")
        .await?;
    assert!(text.as_str().unwrap().contains(SECRET_TEXT), "{text}");
    print(&reader, PHOTO, 2).await?;
    let pictures = "return window.sheets[1][1] === 1";
    reader.wait_for("the picture", LONG, pictures).await?;

    // the seller sees that, and nothing else was printed
    seller.click("tab-activity").await?;
    seller.see("timeline").await?;
    let printed =
        "return document.querySelectorAll('[data-test=event][data-deed=Printed]').length === 2";
    seller.wait_for("two receipts", LONG, printed).await?;

    // one who may only view looks at the same document
    let options = LinkOptions {
        view_only: true,
        ..LinkOptions::labelled("view only")
    };
    seller.click("tab-documents").await?;
    let link = seller.link(&options).await?;
    let visitor = world.person("visitor", Language::English).await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    visitor.see("view-only").await?;
    visitor.preview(LETTER).await?;
    visitor.see("preview-view-only").await?;
    assert!(!visitor.sees("preview-print").await && !visitor.sees("preview-download").await);
    for person in [visitor, reader, seller] {
        person.leave().await?;
    }
    Ok(())
}

/// Prints a document, until so many were printed in all.
async fn print(person: &Person, name: &str, count: usize) -> Done {
    person.preview(name).await?;
    let ready = "const print = document.querySelector('[data-test=preview-print]');
        return !!print && !print.disabled";
    person.wait_for("the button", LONG, ready).await?;
    person.click("preview-print").await?;
    let printed = format!("return window.sheets.length === {count}");
    person.wait_for("the sheets", LONG, &printed).await?;
    person.close_dialog().await
}
