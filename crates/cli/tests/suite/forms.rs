//! Forms and notices from the command line.

use std::fs;

use crate::support::{Person, Server};
use serde_json::{Value, json};

#[test]
fn a_form_is_drafted_signed_sent_filed_listed_and_verified_by_a_stranger() {
    let server = Server::start();
    let (seller, stranger) = (Person::new(&server), Person::new(&server));
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    seller.ok(&["identity", "new", "--name", "Wang Fang"]);
    seller.ok(&["room", "create", "Lotus", "--token", &server.token]);
    fs::write(at("list.csv"), "name\n王芳\n").unwrap();
    seller.ok(&["put", "Lotus", &at("list.csv"), "--to", "customers"]);
    let printed = seller.ok(&["forms", "draft", "Lotus", "processing-record"]);
    assert_eq!(printed["fields"]["activities"][0]["folder"], "/customers");
    let unknown = seller.run(&["forms", "draft", "Lotus", "no-such-form"]);
    assert_eq!(unknown.status.code(), Some(2));

    let (draft, signed) = (at("draft.json"), at("record.json"));
    seller.ok(&["forms", "draft", "Lotus", "processing-record", "-o", &draft]);
    let refused = seller.run(&["forms", "sign", "Lotus", &draft, "-o", &signed]);
    assert!(!refused.status.success());
    let mut form: Value = serde_json::from_slice(&fs::read(&draft).unwrap()).unwrap();
    form["fields"]["controller"] = json!("甲公司");
    form["fields"]["contact"] = json!("privacy@example.com");
    form["fields"]["activities"][0]["documents"] = json!(7);
    fs::write(&draft, form.to_string()).unwrap();
    let said = seller.ok(&["forms", "sign", "Lotus", &draft, "-o", &signed]);
    assert_eq!(said["changed"], json!(["activities[0].documents"]));
    seller.ok(&["put", "Lotus", &signed, "--to", "papers"]);
    seller.ok(&["forms", "file", "Lotus", "papers/record.json", &signed]);
    let listed = seller.ok(&["forms", "list", "Lotus"]);
    assert_eq!(listed[0]["form"], "processing-record");
    assert_eq!(listed[0]["hash"], said["hash"]);
    let due = seller.ok(&["forms", "due", "Lotus", "--days", "400"]);
    assert_eq!(due[0]["what"], "processing-record");
    assert_eq!(seller.ok(&["forms", "due", "Lotus"]), json!([]));

    // offline, and without an identity
    let seen = stranger.ok(&["verify", &signed]);
    assert_eq!(
        (&seen["kind"], &seen["holds"]),
        (&json!("processing-record"), &json!(true))
    );
    assert_eq!(seen["signers"][0]["name"], "Wang Fang");
    assert_eq!(seen["about"]["changed"], json!(["activities[0].documents"]));
    let text = fs::read_to_string(&signed)
        .unwrap()
        .replace("privacy@", "nobody@");
    fs::write(at("forged.json"), text).unwrap();
    let forged = stranger.run(&["verify", &at("forged.json")]);
    assert!(!forged.status.success());
}

#[test]
fn notices_are_made_of_a_table_and_nothing_is_sent() {
    let server = Server::start();
    let seller = Person::new(&server);
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let table = at("persons.csv");
    fs::write(
        &table,
        "name,e-mail\n王芳,wf@example.com\n,x@example.com\n=SUM(A1),s@example.com\n",
    )
    .unwrap();
    let mut words = vec!["notices", "merge", "transfer", "--table", &table, "-o"];
    let output = at("notices.csv");
    words.push(&output);
    // what is missing is said, and nothing is made
    let refused = seller.run(&words);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("recipient_contact"));
    assert!(!folder.path().join("notices.csv").exists());
    for said in [
        "company=甲公司",
        "recipient=乙公司",
        "recipient_contact=b@example.com",
        "reason=合并",
        "kinds=姓名、手机号码",
        "date=2027-03-01",
        "contact=a@example.com",
        "today=2027-01-15",
    ] {
        words.extend(["--say", said]);
    }
    let made = seller.ok(&words);
    assert_eq!(
        (&made["rows"], &made["made"], &made["skipped_rows"]),
        (&json!(3), &json!(2), &json!([2]))
    );
    let notices = fs::read_to_string(&output).unwrap();
    assert!(notices.contains("尊敬的王芳：") && notices.contains("\"'=SUM(A1)\""));
    // what is there stays
    assert!(!seller.run(&words).status.success());
    let texts = at("texts");
    let mut into_texts: Vec<&str> = words
        .iter()
        .copied()
        .filter(|word| *word != "-o" && *word != output)
        .collect();
    into_texts.extend(["--texts", &texts]);
    seller.ok(&into_texts);
    let one = fs::read_to_string(folder.path().join("texts/000001.txt")).unwrap();
    assert!(one.starts_with("关于您的个人信息转移的告知"));
    assert_eq!(fs::read_dir(&texts).unwrap().count(), 2);
    // no identity was needed, and the store has nothing
    let kept = server.kept();
    assert!(!kept.windows(6).any(|some| some == "王芳".as_bytes()));
    assert_eq!(seller.ok(&["notices", "list"]).as_array().unwrap().len(), 6);
}
