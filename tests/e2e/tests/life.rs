//! Ten thousand made-up customers of a company, in a workbook and in a printed register: both are looked through in the
//! browser, and classified by what was found.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{Done, Language, World, customers};

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
/// A workbook of ten thousand rows and hundreds of pages are read on a machine that does other things.
const LONG: Duration = Duration::from_secs(180);
const PERSONS: usize = 10_000;
const LIST: &str = "客户名单.xlsx";
const REGISTER: &str = "客户登记册.pdf";

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_persons_are_found_counted_and_classified() -> Done {
    let world = World::start("life").await?;
    let files = tempfile::tempdir()?;
    let persons = customers::customers(PERSONS);
    let (list, register) = (files.path().join(LIST), files.path().join(REGISTER));
    customers::workbook(&list, &persons)?;
    customers::register(&register, "客户登记册", &persons)?;

    // collected
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.make_folder("客户", "folder-plain").await?;
    seller.open_folder("客户").await?;
    seller.upload(&[&list, &register]).await?;
    seller.transferred(LONG).await?;

    // classified by what both files say
    seller.click("tab-compliance").await?;
    seller.click("tab-information").await?;
    seller.click("look-unknown").await?;
    seller.click("scan-start").await?;
    seller.see_within("marks-take", LONG).await?;
    seller.gone_within("scan-far", LONG).await?;
    for line in seller.read_all("scan-line").await? {
        assert!(
            line.contains("身份证号 10,000") && line.contains("手机号 10,000"),
            "{line}"
        );
    }
    seller.click("classify-save").await?;
    seller.gone_within("classify-dialog", LONG).await?;
    let holds =
        "return document.querySelector('[data-test=info-personal]')?.textContent.startsWith('2 ')";
    seller
        .wait_for("two with personal information", LONG, holds)
        .await?;
    seller.leave().await
}
