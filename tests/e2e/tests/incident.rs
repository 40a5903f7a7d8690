//! An incident from the lock to the report: a locked room serves a buyer nothing, its papers are verified by a stranger,
//! and it is open again at the end. A drill locks nothing. Who does not manage sees none of it. And a message outside the
//! app that says that something is new, and nothing else.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
};

use e2e::{Done, Language, Person, Recorded, Terminal, World, fault, places};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const PASSPHRASE: &str = "granite-willow-7730-ferry";
const LONG: Duration = Duration::from_secs(60);
const LIST: &str = "客户名单.txt";
const TITLE: &str = "晨星股权转让";

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("incident", screen).await
}

/// A picture of one part of a long page, at a desk and on a phone.
async fn shoot_at(person: &Person, part: &str, screen: &str) -> Done {
    let folder = places::shots().join("incident").join(person.language.tag());
    let script = format!("document.querySelector('{part}').scrollIntoView({{ block: 'start' }})");
    for width in ["desk", "phone"] {
        if width == "phone" {
            person.on_a_phone().await?;
        }
        person.run(&script, vec![]).await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        person
            .picture(&folder.join(format!("{screen}-{width}.png")))
            .await?;
    }
    person.at_a_desk().await
}

/// A seller with a document, and a buyer who has opened it.
async fn sold(world: &World, buyer_speaks: Language) -> Done<(Person, Person)> {
    let files = tempfile::tempdir()?;
    let list = files.path().join(LIST);
    fs::write(&list, "张某 13810000007\n李某 13810000014\n")?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room(TITLE).await?;
    seller.upload(&[&list]).await?;
    seller.transferred(LONG).await?;
    let url = seller.invite("买方").await?;
    let buyer = world.person("buyer", buyer_speaks).await?;
    buyer.go(&url).await?;
    buyer.join_as_new("Anna Counsel", PASSPHRASE).await?;
    buyer.see_document(LIST).await?;
    Ok((seller, buyer))
}

/// The file of this kind that was saved last.
async fn paper(person: &Person, kind: &str) -> Done<PathBuf> {
    let begin = format!("{kind}-");
    for _ in 0..200 {
        let names = fs::read_dir(person.downloads())?.flatten();
        let names = names.map(|one| one.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names
            .filter(|name| name.starts_with(&begin) && name.ends_with(".json"))
            .collect();
        names.sort();
        if let Some(name) = names.pop() {
            return person.saved(&name).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    fault(format!("no {kind} was saved"))
}

/// The key that signed a request, as it names itself.
fn signer(request: &Recorded) -> Option<String> {
    let headers = request.headers();
    let mut headers = headers.iter();
    let (_, input) = headers.find(|(name, _)| name == "signature-input")?;
    let key = input.split("keyid=\"").nth(1)?;
    key.split('"').next().map(str::to_owned)
}

async fn verified(stranger: &Terminal, file: &Path) -> Done<Value> {
    stranger.run(&["verify", file.to_str().unwrap()]).await
}

async fn step(person: &Person, phase: &str, state: &str, words: &str) -> Done {
    let line = format!("[data-test=incident-step][data-phase={phase}]");
    person
        .click(&format!("{line} [data-test=incident-step-change]"))
        .await?;
    person.see("step-dialog").await?;
    person.click(state).await?;
    if !words.is_empty() {
        person.write("step-words", words).await?;
    }
    if phase == "stop" {
        let choose = "const who = document.querySelector('[data-test=step-member]');
            who.value = [...who.options].find(one => one.textContent === '王芳').value;
            who.dispatchEvent(new Event('change', { bubbles: true }));";
        person
            .wait_for(
                "the members",
                LONG,
                "return document.querySelectorAll('[data-test=step-member] option').length > 1",
            )
            .await?;
        person.run(choose, vec![]).await?;
        shoot(person, "step").await?;
    }
    person.click("step-save").await?;
    person.gone_within("step-dialog", LONG).await?;
    let state = match state {
        "step-done" => "done",
        _ => "given-up",
    };
    person
        .see_within(&format!("{line}[data-state={state}]"), LONG)
        .await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_is_locked_told_of_and_opened_again() -> Done {
    let world = World::start("incident").await?;
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let (seller, buyer) = sold(&world, Language::English).await?;
    seller.duty("tab-incident").await?;
    seller.see("no-incident").await?;
    shoot(&seller, "none").await?;
    seller.click("incident-begin").await?;
    seller.see("incident-stops").await?;
    seller
        .write("incident-summary", "客户名单的链接被发到了群里")
        .await?;
    seller
        .wait_for(
            "whom it stops",
            LONG,
            "return document.querySelector('[data-test=incident-stops]').textContent.includes('1 人')",
        )
        .await?;
    shoot(&seller, "begin").await?;

    // what the buyer asked for last is asked again, byte by byte, once the room is locked
    world.tap.forget();
    buyer.preview_text(LIST).await?;
    let all = world.tap.requests();
    let wants = |one: &&Recorded| one.target.ends_with("/urls") || one.target.ends_with("/parts");
    let by = all.iter().find(wants).map(signer).unwrap();
    let asked: Vec<_> = all
        .into_iter()
        .filter(|one| one.method == "POST" && signer(one) == by)
        .collect();
    seller.click("incident-go").await?;
    seller.gone_within("incident-dialog", LONG).await?;
    seller
        .see("[data-test=incident-lock-state][data-locked=true]")
        .await?;
    seller
        .see("[data-test=room-state][data-state=Locked]")
        .await?;
    for request in &asked {
        let status = world.tap.send_again(request).await?;
        assert!(status >= 400, "{} {status}", request.target);
    }
    // and the buyer is told why
    buyer.click("refresh").await?;
    buyer
        .see("[data-test=room-over][data-state=RoomLocked]")
        .await?;
    shoot(&buyer, "locked-out").await?;
    shoot(&seller, "open").await?;
    shoot_at(&seller, "[data-test=incident-steps]", "steps").await?;

    // who opened what
    seller.click("evidence-take").await?;
    seller.see_within("evidence-whole", LONG).await?;
    let opened = seller.read_all("opened-line").await?.join("\n");
    assert!(
        opened.contains("Anna Counsel") && opened.contains(LIST),
        "{opened}"
    );
    shoot_at(&seller, "[data-test=evidence-form]", "evidence").await?;
    let evidence = paper(&seller, "incident-evidence").await?;
    let proven = verified(&stranger, &evidence).await?;
    assert_eq!(proven["about"]["says"]["whole"], true);
    assert_eq!(proven["about"]["drill"], false);
    seller.transferred(LONG).await?;

    step(&seller, "stop", "step-done", "终止了外泄的链接").await?;
    for phase in ["isolate", "report", "investigate", "improve"] {
        step(&seller, phase, "step-done", "").await?;
    }
    step(&seller, "notify", "step-given", "没有个人受到影响").await?;
    shoot_at(&seller, "[data-test=incident-date]", "done").await?;

    // a notice, and the one that takes its place
    seller.click("notice-authority").await?;
    seller.see_within("notice-known", LONG).await?;
    shoot(&seller, "notice").await?;
    seller.write("said-contact", "dpo@example.com").await?;
    seller.click("notice-sign").await?;
    seller.gone_within("notice-dialog", LONG).await?;
    let notice = paper(&seller, "notice-authority").await?;
    let proven = verified(&stranger, &notice).await?;
    assert_eq!(proven["kind"], "notice-authority");
    assert_eq!(proven["about"]["says"]["revision"], 1);
    let text = fs::read_to_string(&notice)?;
    assert!(text.contains("终止了外泄的链接") && !text.contains(TITLE));
    seller.transferred(LONG).await?;
    seller
        .see_within("[data-test=incident-paper][data-name^=notice]", LONG)
        .await?;
    seller.click("notice-authority").await?;
    seller.see_within("notice-again", LONG).await?;
    seller
        .write("said-cause", "链接转发时没有核对收件人")
        .await?;
    seller.click("notice-sign").await?;
    seller.gone_within("notice-dialog", LONG).await?;
    seller.transferred(LONG).await?;
    let second = paper(&seller, "notice-authority").await?;
    let proven = verified(&stranger, &second).await?;
    assert_eq!(proven["about"]["says"]["revision"], 2);
    seller.click("notice-persons").await?;
    seller.see_within("notice-known", LONG).await?;
    seller.click("notice-sign").await?;
    seller.gone_within("notice-dialog", LONG).await?;
    seller.transferred(LONG).await?;
    verified(&stranger, &paper(&seller, "notice-persons").await?).await?;
    shoot_at(&seller, "[data-test=incident-papers]", "papers").await?;

    // the end, and the report of all of it
    seller.click("incident-close").await?;
    seller
        .write("incident-close-words", "链接已终止，流程已改")
        .await?;
    shoot(&seller, "close").await?;
    seller.click("incident-close-go").await?;
    seller.gone_within("incident-close-dialog", LONG).await?;
    seller.see("incidents-over").await?;
    seller.click("[data-test=incidents-over] summary").await?;
    seller.click("incident-report").await?;
    let report = paper(&seller, "incident-report").await?;
    let proven = verified(&stranger, &report).await?;
    assert!(proven["about"]["says"]["closed"].is_string(), "{proven}");
    let text = fs::read_to_string(&report)?;
    for kind in ["incident-evidence", "notice-authority", "notice-persons"] {
        assert!(text.contains(kind), "{kind}");
    }
    seller.transferred(LONG).await?;

    // it is still locked, and opened by the setting that every owner has
    seller.click("tab-settings").await?;
    seller.click("room-open").await?;
    seller
        .see_within("[data-test=room-state][data-state=Open]", LONG)
        .await?;
    buyer.click("try-again").await?;
    buyer.see_document(LIST).await?;
    buyer.preview_text(LIST).await?;
    // the papers are none of the buyer's
    assert!(!buyer.sees("tab-compliance").await);
    assert!(!buyer.page_text().await.contains("安全事件文件"));
    let room = seller.address().await?.replace("/settings", "/incident");
    buyer.go(&room).await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer
        .see_within("[data-test=failure][data-failure=NotAllowed]", LONG)
        .await?;
    buyer.leave().await?;
    seller.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_locks_nothing_and_a_manager_asks_an_owner() -> Done {
    let world = World::start("drill").await?;
    let stranger = Terminal::new(&world, PASSPHRASE)?;
    let (seller, buyer) = sold(&world, Language::English).await?;
    let url = seller.invite("Deng").await?;
    let deng = world.person("deng", Language::English).await?;
    deng.go(&url).await?;
    deng.join_as_new("Deng", PASSPHRASE).await?;
    seller.appoint("Deng", "manager").await?;
    deng.click("refresh").await?;

    // a drill, by a manager
    deng.duty("tab-incident").await?;
    deng.click("incident-drill").await?;
    deng.write(
        "incident-summary",
        "Practice: a notebook was left on a train",
    )
    .await?;
    shoot(&deng, "drill-begin").await?;
    deng.click("incident-go").await?;
    deng.gone_within("incident-dialog", LONG).await?;
    deng.see("[data-test=incident][data-drill=true]").await?;
    deng.see("drill-note").await?;
    assert!(!deng.sees("incident-lock-state").await);
    shoot(&deng, "drill").await?;
    deng.click("evidence-take").await?;
    deng.see_within("evidence-whole", LONG).await?;
    let evidence = paper(&deng, "drill-incident-evidence").await?;
    let proven = verified(&stranger, &evidence).await?;
    assert_eq!(proven["about"]["drill"], true);
    deng.transferred(LONG).await?;
    buyer.click("refresh").await?;
    buyer.preview_text(LIST).await?;

    // and something that happened: an owner locks
    deng.click("incident-begin").await?;
    deng.write("incident-summary", "A link was posted in a group")
        .await?;
    shoot(&deng, "manager-begin").await?;
    deng.click("incident-go").await?;
    deng.gone_within("incident-dialog", LONG).await?;
    deng.see("[data-test=incident-lock-state][data-locked=false]")
        .await?;
    assert!(!deng.sees("incident-lock").await);
    buyer.click("refresh").await?;
    buyer.see_document(LIST).await?;
    seller.click("refresh").await?;
    seller.duty("tab-incident").await?;
    seller.see_within("incident-lock", LONG).await?;
    shoot(&seller, "asked-to-lock").await?;
    seller.click("incident-lock").await?;
    seller
        .see_within("[data-test=incident-lock-state][data-locked=true]", LONG)
        .await?;
    for person in [&deng, &buyer] {
        person.click("refresh").await?;
        person
            .see("[data-test=room-over][data-state=RoomLocked]")
            .await?;
    }
    seller.click("incident-unlock").await?;
    shoot(&seller, "unlock").await?;
    seller.click("confirm-yes").await?;
    seller
        .see_within("[data-test=incident-lock-state][data-locked=false]", LONG)
        .await?;
    buyer.click("try-again").await?;
    buyer.see_document(LIST).await?;
    for person in [deng, buyer, seller] {
        person.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_outside_the_app_says_that_something_is_new_and_nothing_else() -> Done {
    let mut world = World::start("told").await?;
    world.token()?;
    let (seller, buyer) = sold(&world, Language::English).await?;
    // nothing is set up
    buyer.click("me").await?;
    buyer.click("my-identity").await?;
    buyer
        .see_within("[data-test=told-room][data-state=none]", LONG)
        .await?;
    shoot_at(&buyer, "[data-test=me-told]", "told-unset").await?;

    let mails = Mails::start().await?;
    let smtp = format!("smtp://{}", mails.address);
    let from = "Sealroom <no-reply@example.com>";
    let public = world.tap.origin();
    let words = [
        "--smtp-url",
        &smtp,
        "--mail-from",
        from,
        "--public-url",
        &public,
    ];
    world.server.restart_with(&words).await?;
    buyer.reload().await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer
        .see_within("[data-test=told-room][data-state=off]", LONG)
        .await?;
    buyer.click("told-set").await?;
    buyer
        .write("told-to", "two@example.com, three@example.com")
        .await?;
    buyer.click("told-send").await?;
    buyer
        .see_within("[data-test=failure][data-failure=NoAddress]", LONG)
        .await?;
    buyer.close_dialog().await?;
    buyer.click("told-set").await?;
    buyer.write("told-to", "anna@example.com").await?;
    shoot(&buyer, "told-set").await?;
    buyer.click("told-send").await?;
    buyer
        .see_within("[data-test=told-room][data-state=waits]", LONG)
        .await?;
    buyer.see("told-code").await?;
    let first = mails.next().await?;
    let code = first
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 8 && line.bytes().all(|c| c.is_ascii_digit()));
    let code = code.unwrap().to_owned();
    buyer.write("told-code", "00000000").await?;
    buyer.click("told-confirm").await?;
    buyer
        .see_within("[data-test=failure][data-failure=WrongCode]", LONG)
        .await?;
    shoot(&buyer, "told-code").await?;
    buyer.close_dialog().await?;
    shoot_at(&buyer, "[data-test=me-told]", "told-waits").await?;
    buyer.click("told-type").await?;
    buyer.write("told-code", &code).await?;
    buyer.click("told-confirm").await?;
    buyer
        .see_within("[data-test=told-room][data-state=on]", LONG)
        .await?;
    buyer.click("told-try").await?;
    let trial = mails.next().await?;
    assert!(trial.contains("trial"), "{trial}");
    shoot_at(&buyer, "[data-test=me-told]", "told-on").await?;

    // the seller locks the room
    seller.duty("tab-incident").await?;
    seller.click("incident-begin").await?;
    seller.write("incident-summary", "链接外泄").await?;
    seller.click("incident-go").await?;
    seller.gone_within("incident-dialog", LONG).await?;
    let told = mails.next().await?;
    assert!(told.contains("anna@example.com"), "{told}");
    let room = seller.address().await?;
    let id = room.split("/r/").nth(1).unwrap_or_default();
    let id: String = id.chars().take(64).collect();
    for mail in [&first, &trial, &told] {
        // in clear, and as headers and bodies may spell it
        for said in [
            TITLE,
            "王芳",
            "Anna Counsel",
            LIST,
            "链接外泄",
            &id,
            PASSPHRASE,
        ] {
            assert!(!spelled(mail).contains(said), "{said} in {mail}");
        }
    }
    let log = world.server.log()?;
    assert!(!log.contains("anna@example.com") && !log.contains(&code));

    // the room is locked for the buyer, who still ends it once it is open
    seller.click("incident-unlock").await?;
    seller.click("confirm-yes").await?;
    seller.gone_within("confirm-dialog", LONG).await?;
    buyer.reload().await?;
    buyer.unlock(PASSPHRASE).await?;
    buyer.see_within("told-stop", LONG).await?;
    buyer.click("told-stop").await?;
    buyer
        .see_within("[data-test=told-room][data-state=off]", LONG)
        .await?;
    seller.leave().await?;
    buyer.leave().await
}

/// A mail's text, whichever way it was sent.
fn spelled(mail: &str) -> String {
    let plain = mail.replace("=\r\n", "");
    let mut out = Vec::new();
    let mut rest = plain.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = behind.get(..2).filter(|_| *first == b'=');
        let hex = hex.and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = &behind[2..];
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A mail server that takes everything and keeps it.
#[derive(Clone)]
struct Mails {
    address: std::net::SocketAddr,
    came: Arc<Mutex<Vec<String>>>,
}

impl Mails {
    async fn start() -> Done<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let mails = Self {
            address: listener.local_addr()?,
            came: Arc::default(),
        };
        let serving = mails.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { drop(serving.talk(stream).await) });
            }
        });
        Ok(mails)
    }

    /// The next one, recipients first.
    async fn next(&self) -> Done<String> {
        for _ in 0..600 {
            let next = {
                let mut came = self.came.lock().unwrap();
                (!came.is_empty()).then(|| came.remove(0))
            };
            if let Some(mail) = next {
                return Ok(mail);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        fault("no mail came")
    }

    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read);
        let mut mail = String::new();
        write.write_all(b"220 sink\r\n").await?;
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let answer: &[u8] = if line.starts_with("DATA") {
                write.write_all(b"354 go\r\n").await?;
                while !mail.ends_with("\r\n.\r\n") {
                    if lines.read_line(&mut mail).await? == 0 {
                        return Ok(());
                    }
                }
                self.came.lock().unwrap().push(std::mem::take(&mut mail));
                b"250 ok\r\n"
            } else if line.starts_with("QUIT") {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            } else {
                if line.starts_with("RCPT") {
                    mail.push_str(&line);
                }
                b"250 ok\r\n"
            };
            write.write_all(answer).await?;
        }
    }
}
