//! What the law asks to be written down: forms that the room fills and two people sign, registers, notices whose names
//! stay on the machine, and reports that reach the auditor and nobody else.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path, time::Duration};

use e2e::{Done, InviteOptions, Language, Person, Terminal, World, markers::Markers};

const PASSPHRASE: &str = "copper-meadow-5518-lantern";
const LONG: Duration = Duration::from_secs(60);
/// Persons who do not exist.
const NAMES: [&str; 3] = ["欧阳明月某", "诸葛清风某", "司马长青某"];

async fn shoot(person: &Person, screen: &str) -> Done {
    person.shoot("compliance", screen).await
}

async fn pick_folder(person: &Person, name: &str) -> Done {
    person.see("folder-picker").await?;
    let pick = format!("[data-test=pick-target][data-name='{name}']");
    person.click(&pick).await
}

/// A seller with a customers' folder, and a second manager.
async fn two_managers(world: &World) -> Done<(Person, Person)> {
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.make_folder("客户", "folder-plain").await?;
    seller.make_folder("合规", "folder-plain").await?;
    let url = seller.invite("Deng").await?;
    let deng = world.person("deng", Language::English).await?;
    deng.go(&url).await?;
    deng.join_as_new("Deng", PASSPHRASE).await?;
    seller.appoint("Deng", "manager").await?;
    seller.click("tab-documents").await?;
    Ok((seller, deng))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_sign_what_the_room_fills_and_anybody_verifies_it() -> Done {
    let world = World::start("compliance-forms").await?;
    let (seller, deng) = two_managers(&world).await?;
    let files = tempfile::tempdir()?;
    let list = files.path().join("客户名单.csv");
    fs::write(&list, "姓名,手机\n王某,13800000000\n")?;
    seller.open_folder("客户").await?;
    seller.upload(&[&list]).await?;
    seller.transferred(LONG).await?;

    seller.duty("tab-forms").await?;
    seller.see_within("forms", LONG).await?;
    shoot(&seller, "forms").await?;

    // the processing record: what the room knows stands there, what is missing is said
    seller
        .click("[data-kind=processing-record] [data-test=form-new]")
        .await?;
    seller.see_within("form-editor", LONG).await?;
    let rows = seller.read("form-activities").await?;
    assert!(rows.contains("/客户"), "{rows}");
    assert!(rows.contains("由资料室填写"), "{rows}");
    shoot(&seller, "record").await?;
    seller.click("form-sign").await?;
    seller.see("form-wrong-here").await?;
    shoot(&seller, "missing").await?;
    seller.write("form-controller", "晨星科技有限公司").await?;
    seller.write("form-contact", "privacy@example.com").await?;
    seller.click("form-save").await?;
    pick_folder(&seller, "合规").await?;
    shoot(&seller, "save").await?;
    seller.click("form-act-go").await?;
    seller.gone_within("form-act", LONG).await?;
    seller.click("form-back").await?;
    seller
        .see_within("[data-kind=processing-record] [data-state=Draft]", LONG)
        .await?;
    shoot(&seller, "draft").await?;

    // it is opened again, and signed
    seller
        .click("[data-kind=processing-record] [data-test=form-open]")
        .await?;
    seller.see_within("form-editor", LONG).await?;
    let typed = seller.see("form-controller").await?;
    assert_eq!(
        typed.prop("value").await?.as_deref(),
        Some("晨星科技有限公司")
    );
    seller.click("form-sign").await?;
    pick_folder(&seller, "合规").await?;
    shoot(&seller, "sign").await?;
    seller.click("form-act-go").await?;
    seller.see_within("form-paper", LONG).await?;
    shoot(&seller, "signed").await?;
    seller.click("form-back").await?;
    seller
        .see_within("[data-kind=processing-record] [data-state=Signed]", LONG)
        .await?;
    assert!(
        !seller
            .sees("[data-kind=processing-record] [data-state=Draft]")
            .await
    );

    // the impact assessment
    assess(&seller).await?;
    seller.click("form-sign").await?;
    pick_folder(&seller, "合规").await?;
    seller.click("form-act-go").await?;
    seller.see_within("form-paper", LONG).await?;

    // a second person signs it, and it is checked without the room
    deng.click("refresh").await?;
    deng.duty("tab-forms").await?;
    let assessment = "[data-kind=impact-assessment] [data-state=Signed] [data-test=form-open]";
    deng.see_within(assessment, LONG).await?;
    deng.click(assessment).await?;
    deng.see_within("form-paper", LONG).await?;
    assert_eq!(deng.read_all("form-signer").await?.len(), 1);
    deng.click("form-cosign").await?;
    shoot(&deng, "cosign").await?;
    deng.click("form-cosign-go").await?;
    deng.wait_for(
        "both of them",
        LONG,
        "return document.querySelectorAll('[data-test=form-signer]').length === 2",
    )
    .await?;
    assert!(!deng.sees("form-cosign").await);
    shoot(&deng, "both").await?;
    deng.click("form-download").await?;
    let name = "个人信息保护影响评估报告.json";
    let signed = deng.saved_within(name, LONG).await?;
    verified(&world, &signed).await?;

    // its next version begins with what was written
    deng.click("form-next-version").await?;
    deng.see_within("form-next", LONG).await?;
    let typed = deng.see("form-subject").await?;
    assert_eq!(
        typed.prop("value").await?.as_deref(),
        Some("客户名单的转让")
    );
    deng.click("form-sign").await?;
    deng.click("form-act-go").await?;
    deng.see_within("form-older", LONG).await?;
    assert_eq!(deng.read_all("form-signer").await?.len(), 1);
    deng.click("form-older").await?;
    deng.see_within("[data-test=form-older-dialog] [data-test=form-paper]", LONG)
        .await?;
    deng.close_dialog().await?;

    // who may only read reads it
    let url = seller.invite("Anna").await?;
    let anna = world.person("anna", Language::English).await?;
    anna.go(&url).await?;
    anna.join_as_new("Anna", PASSPHRASE).await?;
    anna.open_folder("合规").await?;
    anna.preview(name).await?;
    anna.see_within("artefact-signed", LONG).await?;
    shoot(&anna, "read").await?;
    anna.close_dialog().await?;
    for person in [seller, deng, anna] {
        person.leave().await?;
    }
    Ok(())
}

/// Fills the impact assessment.
async fn assess(seller: &Person) -> Done {
    seller
        .click("[data-kind=impact-assessment] [data-test=form-new]")
        .await?;
    seller.see_within("form-editor", LONG).await?;
    for (field, text) in [
        ("subject", "客户名单的转让"),
        ("assessor", "王芳"),
        ("lawful", "因业务转让，依法转移。"),
        ("impact", "可能被用于骚扰。"),
        ("fitting", "措施与风险相适应。"),
        ("decided-by", "王芳"),
    ] {
        seller.write(&format!("form-{field}"), text).await?;
    }
    for (field, code) in [
        ("risk", "medium"),
        ("residual", "low"),
        ("decision", "with-measures"),
    ] {
        seller.choose(&format!("form-{field}"), code).await?;
    }
    // one field that the room filled is changed by hand, which stands in what is signed
    seller
        .click("[data-name=measures] [data-test=form-by-hand]")
        .await?;
    seller.click("form-measures-two-persons").await?;
    seller
        .see("[data-name=measures] [data-test=form-take]")
        .await?;
    shoot(seller, "assessment").await
}

/// The command line accepts the file, and one that was changed not.
async fn verified(world: &World, signed: &Path) -> Done {
    let stranger = Terminal::new(world, PASSPHRASE)?;
    let report = stranger.run(&["verify", signed.to_str().unwrap()]).await?;
    assert_eq!(report["holds"], true, "{report}");
    assert_eq!(report["signers"].as_array().unwrap().len(), 2, "{report}");
    let said = report.to_string();
    assert!(said.contains("measures"), "{said}");
    let changed = signed.with_file_name("changed.json");
    let text = fs::read_to_string(signed)?;
    fs::write(&changed, text.replace("客户名单的转让", "客户名单的保管"))?;
    assert!(
        stranger
            .run(&["verify", changed.to_str().unwrap()])
            .await
            .is_err()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_and_a_finding_followed_to_its_end() -> Done {
    let world = World::start("compliance-registers").await?;
    let (seller, deng) = two_managers(&world).await?;
    let files = tempfile::tempdir()?;
    let proof = files.path().join("加密记录.txt");
    fs::write(&proof, "已加密。\n")?;
    seller.open_folder("合规").await?;
    seller.upload(&[&proof]).await?;
    seller.transferred(LONG).await?;
    seller.duty("tab-registers").await?;
    seller.see_within("no-rights", LONG).await?;
    seller.see("no-findings").await?;
    seller.see("no-reviews").await?;
    shoot(&seller, "registers-empty").await?;

    // no name goes in
    seller.click("right-log").await?;
    seller.write("right-reference", "欧阳明月").await?;
    seller.choose("right-kind", "删除").await?;
    seller.set_day("right-received", -40).await?;
    seller.click("right-save").await?;
    seller
        .see_within("[data-test=failure][data-failure=BadName]", LONG)
        .await?;
    seller.write("right-reference", "R-2027/001").await?;
    shoot(&seller, "right-log").await?;
    seller.click("right-save").await?;
    seller.gone_within("right-dialog", LONG).await?;
    let due = seller.read("right-due").await?;
    assert!(due.contains("已逾期"), "{due}");

    // it is answered after the person was verified
    seller.click("right-act").await?;
    assert!(!seller.sees("label:has([data-test=right-answer])").await);
    seller.write("right-text", "电话回访").await?;
    seller.click("right-step-go").await?;
    seller.gone_within("right-step", LONG).await?;
    seller.click("right-act").await?;
    seller.see("label:has([data-test=right-answer])").await?;
    seller.write("right-text", "已从名单中删除").await?;
    shoot(&seller, "right-answer").await?;
    seller.click("right-step-go").await?;
    seller.gone_within("right-step", LONG).await?;
    seller.see_within("rights-none", LONG).await?;
    seller.click("label:has([data-test=rights-all])").await?;
    let line = seller.read("right").await?;
    assert!(line.contains("已答复") && line.contains("逾期"), "{line}");

    // a finding: who is responsible for it does not close it
    seller.click("finding-raise").await?;
    seller.write("finding-text", "名单未加密保存").await?;
    seller.choose("finding-who", "Deng").await?;
    seller.set_day("finding-due", 5).await?;
    shoot(&seller, "finding").await?;
    seller.click("finding-save").await?;
    seller.gone_within("finding-dialog", LONG).await?;
    deng.click("refresh").await?;
    deng.duty("tab-registers").await?;
    deng.see_within("finding-act", LONG).await?;
    deng.click("finding-act").await?;
    deng.click("label:has([data-test=finding-show])").await?;
    deng.write("finding-doc", "加密").await?;
    deng.click("doc-take").await?;
    deng.see("finding-doc-chosen").await?;
    shoot(&deng, "finding-evidence").await?;
    deng.click("finding-step-go").await?;
    deng.gone_within("finding-step", LONG).await?;
    deng.see_within("finding-evidence", LONG).await?;
    deng.click("finding-act").await?;
    deng.see("finding-step").await?;
    assert!(!deng.sees("label:has([data-test=finding-close])").await);
    deng.close_dialog().await?;
    seller.click("refresh").await?;
    seller
        .see_within("[data-test=finding][data-state=Shown]", LONG)
        .await?;
    shoot(&seller, "registers").await?;
    seller.click("finding-act").await?;
    seller.see("label:has([data-test=finding-close])").await?;
    seller.write("finding-words", "已核实").await?;
    seller.click("finding-step-go").await?;
    seller.gone_within("finding-step", LONG).await?;
    seller.click("label:has([data-test=findings-all])").await?;
    seller
        .see_within("[data-test=finding][data-state=Closed]", LONG)
        .await?;

    // a document that was not looked at in time is outdated
    seller.click("review-add").await?;
    seller.write("review-doc", "加密").await?;
    seller.click("doc-take").await?;
    seller.set_day("review-next", -3).await?;
    seller.set("review-every", "90").await?;
    seller.click("review-save").await?;
    seller.gone_within("review-dialog", LONG).await?;
    let review = seller.read("review").await?;
    assert!(review.contains("已过期"), "{review}");
    shoot(&seller, "review").await?;
    seller.click("review-done").await?;
    seller
        .wait_for(
            "in 90 days",
            LONG,
            "return document.querySelector('[data-test=review]')?.textContent.includes('还剩 90 天')",
        )
        .await?;
    seller.leave().await?;
    deng.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_merged_and_no_name_leaves_the_machine() -> Done {
    let world = World::start("compliance-notices").await?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    let files = tempfile::tempdir()?;
    let table = files.path().join("收件人.csv");
    let [one, two, three] = NAMES;
    fs::write(
        &table,
        format!("姓名,地址\n{one},北京\n,上海\n{two},广州\n{three},深圳\n"),
    )?;
    seller.duty("tab-notices").await?;
    seller.see_within("notice-company", LONG).await?;
    shoot(&seller, "notice").await?;
    // what nothing is said for is told before anything is made
    seller.pick("notice-table", &[&table]).await?;
    seller.see_within("notice-wrong", LONG).await?;
    let wrong = seller.read("notice-wrong").await?;
    assert!(
        wrong.contains("company") && !wrong.contains("姓名"),
        "{wrong}"
    );
    for (place, text) in [
        ("company", "晨星科技有限公司"),
        ("recipient", "海石有限公司"),
        ("recipient_contact", "400-000-0000"),
        ("contact", "privacy@example.com"),
        ("kinds", "姓名、手机号"),
        ("reason", "股权转让"),
        ("date", "2027年1月15日"),
        ("today", "2026年12月1日"),
    ] {
        seller.write(&format!("notice-{place}"), text).await?;
    }
    seller.click("notice-look").await?;
    seller.see_within("notice-made", LONG).await?;
    assert!(seller.read("notice-made").await?.contains("3"));
    let skipped = seller.read("notice-skipped").await?;
    assert!(
        skipped.contains("第 2 行") && skipped.contains("姓名"),
        "{skipped}"
    );
    let letters = seller.read_all("letter").await?;
    assert!(letters[0].contains(&format!("尊敬的{one}")), "{letters:?}");
    shoot(&seller, "letters").await?;
    seller.click("notice-save-table").await?;
    let made = fs::read_to_string(seller.saved_within("告知.csv", LONG).await?)?;
    for name in NAMES {
        assert!(made.contains(&format!("尊敬的{name}")), "{made}");
    }
    seller.click("notice-save-text").await?;
    let text = fs::read_to_string(seller.saved_within("告知.txt", LONG).await?)?;
    assert_eq!(text.matches('\u{c}').count(), 3);

    // neither the network nor the server's folder nor its log has a name
    let mut markers = Markers::default();
    for name in NAMES {
        markers.text(name);
    }
    nowhere(&world, &markers)?;
    seller.leave().await
}

/// None of these words went through the network, or is at the server.
fn nowhere(world: &World, markers: &Markers) -> Done {
    let mut hits = Vec::new();
    for request in world.tap.requests() {
        assert!(
            request.complete(),
            "a body was too long to be looked through"
        );
        hits.extend(markers.in_bytes(&request.target, &request.head)?);
        hits.extend(markers.in_bytes(&request.target, &request.body)?);
    }
    hits.extend(markers.in_folder(&world.server.data())?);
    hits.extend(markers.in_bytes("the log", world.server.log()?.as_bytes())?);
    assert_eq!(hits, vec![]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reaches_the_auditor_and_nobody_else() -> Done {
    let world = World::start("compliance-reports").await?;
    let seller = world.person("seller", Language::Chinese).await?;
    seller.go(&world.first_page()?).await?;
    seller.make_identity("王芳", PASSPHRASE).await?;
    seller.create_room("晨星股权转让").await?;
    seller.make_folder("举报", "folder-plain").await?;
    seller.make_group("员工").await?;
    seller.set_rule("举报", "员工", "write").await?;
    // nobody is in the group yet: there is nothing to look at
    seller.click("changes-review").await?;
    seller.apply().await?;
    let mut people = Vec::new();
    for (name, language, audits) in [
        ("Otto", Language::English, true),
        ("李雷", Language::Chinese, false),
    ] {
        let mut options = InviteOptions::into(name, &["员工"]);
        options.audits = audits;
        let url = seller.invite_with(&options).await?;
        let person = world.person(name, language).await?;
        person.go(&url).await?;
        person.join_as_new(name, PASSPHRASE).await?;
        people.push(person);
    }
    let [otto, lilei] = <[Person; 2]>::try_from(people).map_err(|_| "two").unwrap();
    lilei.sees_folder("举报", true).await?;
    lilei.click("tab-channel").await?;
    lilei.see_within("no-channels", LONG).await?;
    shoot(&lilei, "report-none").await?;

    // the auditor hands its channel to the manager, who publishes it
    otto.sees_folder("举报", true).await?;
    otto.click("tab-channel").await?;
    otto.see_within("channel-make", LONG).await?;
    otto.click("channel-make").await?;
    otto.write("channel-words", "Write to me, also without a name.")
        .await?;
    otto.choose("report-where", "").await?;
    shoot(&otto, "channel").await?;
    otto.click("channel-go").await?;
    let channel = otto.saved_within("report-channel.json", LONG).await?;
    seller.click("refresh").await?;
    seller.duty("tab-channel").await?;
    seller.pick("channel-file", &[&channel]).await?;
    pick_folder(&seller, "举报").await?;
    shoot(&seller, "publish").await?;
    seller.click("publish-go").await?;
    seller.gone_within("publish-dialog", LONG).await?;

    // somebody reports without a name
    let words = "客户名单被复制到了U盘";
    lilei.click("refresh").await?;
    lilei.see_within("channel-open", LONG).await?;
    lilei.click("channel-open").await?;
    lilei.see_within("report-form", LONG).await?;
    lilei.write("report-words", words).await?;
    let means = lilei.read("report-means").await?;
    assert!(means.contains("操作记录"), "{means}");
    shoot(&lilei, "report").await?;
    lilei.click("report-send").await?;
    lilei.see_within("report-done", LONG).await?;
    shoot(&lilei, "report-done").await?;
    lilei.click("report-key").await?;
    let key = lilei.saved_within("答复密钥.txt", LONG).await?;

    // the auditor reads and answers it
    otto.click("refresh").await?;
    otto.see_within("report-open", LONG).await?;
    otto.click("report-open").await?;
    otto.see_within("report-text", LONG).await?;
    assert_eq!(otto.read("report-text").await?, words);
    otto.see("report-nameless").await?;
    let answer = "We look into it at once";
    otto.write("report-answer", answer).await?;
    otto.choose("report-where", "举报").await?;
    shoot(&otto, "report-read").await?;
    otto.click("report-answer-go").await?;
    otto.see_within("report-answered", LONG).await?;
    otto.close_dialog().await?;

    // the answer opens with the key alone, and the manager opens neither
    lilei.click("refresh").await?;
    lilei.choose("answer-doc", "answer.sealed").await?;
    lilei.pick("answer-key", &[&key]).await?;
    lilei.see_within("answer", LONG).await?;
    assert!(lilei.read("answer").await?.contains(answer));
    shoot(&lilei, "answer").await?;
    let other = key.with_file_name("other.txt");
    fs::write(&other, "0".repeat(64))?;
    seller.click("refresh").await?;
    for doc in ["answer.sealed", "报告.sealed"] {
        seller.see_within("answer-doc", LONG).await?;
        seller.choose("answer-doc", doc).await?;
        seller.pick("answer-key", &[&other]).await?;
        seller
            .see_within("[data-test=failure][data-failure=NotForYou]", LONG)
            .await?;
    }
    let mut markers = Markers::default();
    markers.text(words).text(answer);
    nowhere(&world, &markers)?;
    for person in [seller, otto, lilei] {
        person.leave().await?;
    }
    Ok(())
}
