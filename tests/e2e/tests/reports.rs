//! A report that is made in the app: it is read as a paper, printed, kept in the room, verified by the command line
//! and by a stranger's browser; and a changed one is shown and printed nowhere.
#![allow(clippy::unwrap_used)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use e2e::{Done, Language, Person, Terminal, World, documents::Documents, fault};

const PASSPHRASE: &str = "copper-meadow-8841-lantern";
const LONG: Duration = Duration::from_secs(60);

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("reports", screen).await
}

/// The file that was saved with this ending, whole.
async fn saved(person: &Person, ending: &str) -> Done<PathBuf> {
    for _ in 0..200 {
        for entry in fs::read_dir(person.downloads())? {
            let path = entry?.path();
            if path.to_str().is_some_and(|it| it.ends_with(ending))
                && fs::metadata(&path)?.len() > 0
            {
                return Ok(path);
            }
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    fault(format!("no file with the ending {ending} was saved"))
}

/// Makes a report, and waits until it can be read.
async fn make(person: &Person, which: &str, kind: &str) -> Done {
    person
        .click(&format!("label:has([data-test={which}])"))
        .await?;
    person.click("report-make").await?;
    let made = format!("[data-test=report-made][data-kind={kind}] [data-test=artefact-title]");
    person.see_within(&made, LONG).await?;
    Ok(())
}

/// What a PDF says, where the machine has a program that reads them.
fn said(pdf: &Path) -> Option<String> {
    let out = Command::new("pdftotext").arg(pdf).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

fn is_pdf(path: &Path, title: &str) -> Done {
    let bytes = fs::read(path)?;
    assert!(bytes.starts_with(b"%PDF-1.7"), "{}", path.display());
    if let Some(text) = said(path) {
        assert!(text.contains(title), "{text}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_made_read_printed_kept_and_verified_by_strangers() -> Done {
    let world = World::start("reports").await?;
    let documents = Documents::make(6)?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.transferred(LONG).await?;

    seller.duty("tab-reports").await?;
    seller.see("report-form").await?;
    shoot(&seller, "choose").await?;
    make(&seller, "report-audit", "audit-report").await?;
    seller.see("artefact-holds").await?;
    assert_eq!(seller.read("artefact-title").await?, "审计报告");
    assert!(seller.read("verify-signer").await?.contains("王芳"));
    shoot(&seller, "audit").await?;
    seller.click("artefact-save").await?;
    let file = saved(&seller, ".json").await?;
    seller.click("artefact-pdf").await?;
    is_pdf(&saved(&seller, ".zh-CN.pdf").await?, "审计报告")?;
    seller.click("artefact-pdf-other").await?;
    is_pdf(&saved(&seller, ".en.pdf").await?, "Audit report")?;
    seller.click("report-table").await?;
    let table = fs::read_to_string(saved(&seller, ".csv").await?)?;
    assert!(
        table.starts_with('\u{feff}') && table.contains("审阅时间"),
        "{table}"
    );

    // in the room it is a document like others, and is read as what it is
    seller.click("report-keep").await?;
    seller.see("report-where").await?;
    shoot(&seller, "where").await?;
    seller.click("report-keep-go").await?;
    seller.transferred(LONG).await?;
    seller.click("tab-documents").await?;
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    seller.see_document(&name).await?;
    seller.preview(&name).await?;
    seller.see_within("artefact-title", LONG).await?;
    shoot(&seller, "preview").await?;
    seller.close_dialog().await?;

    // a changed one is not shown, wherever it comes from
    let changed = file.with_file_name("changed.json");
    let text = fs::read_to_string(&file)?;
    fs::write(
        &changed,
        text.replace("\\\"chains\\\": ", "\\\"chains\\\": 1"),
    )?;
    assert_ne!(fs::read_to_string(&changed)?, text);
    seller.upload(&[&changed]).await?;
    seller.transferred(LONG).await?;
    seller.preview("changed.json").await?;
    seller.see_within("artefact-refused", LONG).await?;
    assert!(!seller.sees("artefact-pdf").await && !seller.sees("artefact-title").await);
    shoot(&seller, "refused").await?;

    // somebody with the file alone
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let report = stranger.run(&["verify", file.to_str().unwrap()]).await?;
    assert_eq!(
        (report["holds"].clone(), report["kind"].clone()),
        (true.into(), "audit-report".into())
    );
    assert!(
        stranger
            .run(&["verify", changed.to_str().unwrap()])
            .await
            .is_err()
    );

    let judge = world.person("judge", Language::English).await?;
    judge.go(&world.url("/verify")).await?;
    judge.pick("verify-files", &[&changed]).await?;
    judge.see_within("verify-failed", LONG).await?;
    assert!(!judge.sees("artefact").await);
    judge.pick("verify-files", &[&file]).await?;
    judge.see_within("artefact-title", LONG).await?;
    assert_eq!(judge.read("artefact-title").await?, "Audit report");
    assert_eq!(report["room"], judge.read("verify-room").await?.as_str());
    shoot(&judge, "verified").await?;
    judge.click("artefact-pdf").await?;
    is_pdf(&saved(&judge, ".en.pdf").await?, "Audit report")?;
    judge.leave().await?;
    seller.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_can_be_made_and_what_is_for_a_person_to_fill_is_a_draft() -> Done {
    let world = World::start("every-report").await?;
    let documents = Documents::make(3)?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("James Whitfield", PASSPHRASE).await?;
    seller.create_room("Project Northstar").await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.transferred(LONG).await?;
    seller.duty("tab-reports").await?;
    seller.see("report-form").await?;
    let reports = [
        ("report-matrix", "permission-matrix"),
        ("report-transparency", "transparency-report"),
        ("report-activity", "activity-report"),
        ("report-training", "training-record"),
    ];
    for (which, kind) in reports {
        make(&seller, which, kind).await?;
        seller.see("artefact-holds").await?;
        shoot(&seller, kind).await?;
    }
    make(&seller, "report-duties", "responsibilities").await?;
    seller.see("artefact-unsigned").await?;
    seller.see("report-draft").await?;
    assert!(!seller.sees("artefact-save").await && !seller.sees("report-keep").await);
    shoot(&seller, "draft").await?;
    seller.click("artefact-pdf").await?;
    is_pdf(&saved(&seller, ".en.pdf").await?, "Responsibilities")?;
    seller.leave().await
}
