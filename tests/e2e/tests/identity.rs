//! Who somebody is on a device: passkey beside the passphrase, a second device by a code, devices
//! revoked one by one, signing out so that nothing is left, and a key that is given up.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{Done, Language, Person, World};
use serde_json::{Value, json};

const OWNER: &str = "陈静（卖方财务）";
const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
const OTHER: &str = "granite-harbour-7741-plume";
const ROOM: &str = "北辰精密";
const LONG: Duration = Duration::from_secs(60);

/// A passkey belongs to a name, not to a number.
fn named(world: &World, path: &str) -> String {
    world.url(path).replace("127.0.0.1", "localhost")
}

async fn owner(world: &World, language: Language) -> Done<(Person, Vec<String>)> {
    let owner = world.person("owner", language).await?;
    let token = format!("/#token={}", world.token()?);
    owner.go(&named(world, &token)).await?;
    let words = owner.make_identity(OWNER, PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    Ok((owner, words))
}

async fn my_place(person: &Person) -> Done {
    person.click("me").await?;
    person.click("my-identity").await?;
    person.see("me-devices").await?;
    Ok(())
}

async fn sees_text(person: &Person, test: &str, text: &str) -> Done {
    let script = format!(
        "return [...document.querySelectorAll('[data-test={test}]')].some(e => e.innerText.includes('{text}'))"
    );
    person.wait_for(text, LONG, &script).await?;
    Ok(())
}

async fn authenticator(person: &Person, prf: bool) -> Done<String> {
    person.browser("WebAuthn.enable", json!({})).await?;
    let options = json!({ "options": {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "hasPrf": prf,
        "isUserVerified": true,
        "automaticPresenceSimulation": true,
    }});
    let made = person
        .browser("WebAuthn.addVirtualAuthenticator", options)
        .await?;
    Ok(made["authenticatorId"]
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_beside_the_passphrase_which_can_be_changed() -> Done {
    let world = World::start("passkey").await?;
    let (owner, _) = owner(&world, Language::English).await?;
    my_place(&owner).await?;
    owner.shoot("identity", "me").await?;

    // an authenticator without PRF is refused with a sentence, and nothing is kept
    let poor = authenticator(&owner, false).await?;
    owner.click("add-passkey").await?;
    owner.see("[data-failure=NoPrf]").await?;
    let gone = json!({ "authenticatorId": poor });
    owner
        .browser("WebAuthn.removeVirtualAuthenticator", gone)
        .await?;

    let rich = authenticator(&owner, true).await?;
    owner.click("add-passkey").await?;
    owner.see("[data-test=passkey][data-set=true]").await?;
    owner.click("lock").await?;
    owner.see("unlock-passkey").await?;
    owner.shoot("identity", "unlock").await?;
    owner.click("unlock-passkey").await?;
    owner.gone_within("unlock-form", LONG).await?;
    owner.see("me-doors").await?;

    // the passphrase was forgotten: the passkey is enough for another
    owner.click("change-passphrase").await?;
    owner.see("passphrase-dialog").await?;
    owner.shoot("identity", "passphrase").await?;
    owner.write("old-passphrase", OTHER).await?;
    owner.write("new-passphrase", OTHER).await?;
    owner.click("passphrase-change").await?;
    owner
        .see_within("[data-failure=WrongPassphrase]", LONG)
        .await?;
    owner.click("by-passkey").await?;
    owner.click("passphrase-change").await?;
    owner.gone_within("passphrase-dialog", LONG).await?;
    owner.click("lock").await?;
    owner.write("passphrase", PASSPHRASE).await?;
    owner.click("unlock").await?;
    owner
        .see_within("[data-failure=WrongPassphrase]", LONG)
        .await?;
    owner.unlock(OTHER).await?;

    // removed: only the passphrase is left
    owner.see("me-doors").await?;
    owner.click("remove-passkey").await?;
    owner.click("confirm-yes").await?;
    owner.see("[data-test=passkey][data-set=false]").await?;
    owner.click("lock").await?;
    owner.see("unlock-form").await?;
    assert!(!owner.sees("unlock-passkey").await);
    let gone = json!({ "authenticatorId": rich });
    owner
        .browser("WebAuthn.removeVirtualAuthenticator", gone)
        .await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_device_comes_by_a_code_and_goes_by_itself() -> Done {
    let world = World::start("second").await?;
    let (first, _) = owner(&world, Language::Chinese).await?;
    my_place(&first).await?;
    first.shoot("identity", "me").await?;
    first.click("add-device").await?;
    let code = first.read("pair-code").await?;
    first.shoot("identity", "code").await?;

    let second = world.person("second", Language::Chinese).await?;
    second.go(&named(&world, "/")).await?;
    second.see("make-form").await?;
    second.click("pair-instead").await?;
    second.see("pair-form").await?;
    second.shoot("identity", "enter-code").await?;
    second
        .write("pair-code-field", &code.to_lowercase().replace('-', " "))
        .await?;
    second.click("enter-code").await?;
    second.see("safety-words").await?;
    first.see("compare").await?;
    let shown = |text: String| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let there = shown(second.read("safety-words").await?);
    let here = shown(
        first
            .read("[data-test=compare] [data-test=safety-words]")
            .await?,
    );
    assert_eq!(here, there);
    first.shoot("identity", "compare").await?;
    second.shoot("identity", "compare-there").await?;

    // a third who photographed the code is told that it is used
    let third = world.person("third", Language::English).await?;
    third.go(&named(&world, &format!("/d#{code}"))).await?;
    third.see("pair-form").await?;
    third.click("enter-code").await?;
    third.see("[data-failure=PairCodeUsed]").await?;

    first.click("words-same").await?;
    second.see_within("pair-keep", LONG).await?;
    second.shoot("identity", "keep").await?;
    second.write("new-passphrase", OTHER).await?;
    second.click("keep-identity").await?;
    second.gone_within("pair-keep", LONG).await?;
    second.open_room(ROOM).await?;
    first.see_within("offer-done", LONG).await?;
    first.click("offer-close").await?;

    // the second is on the list of the first, which names and revokes it
    first.reload().await?;
    first.unlock(PASSPHRASE).await?;
    first.see("[data-test=device][data-this=false]").await?;
    first
        .click("[data-this=false] [data-test=name-device]")
        .await?;
    first.write("device-name", "陈静的手机").await?;
    first.click("name-save").await?;
    first.gone("name-dialog").await?;
    sees_text(&first, "device", "陈静的手机").await?;
    first.click("survey").await?;
    first.see_within("devices-clean", LONG).await?;
    first.shoot("identity", "devices").await?;
    first.click("revoke-device").await?;
    first.see("confirm-dialog").await?;
    first.shoot("identity", "revoke").await?;
    first.click("confirm-yes").await?;
    first
        .see_within("[data-test=device][data-revoked=true]", LONG)
        .await?;
    third.leave().await?;
    second.leave().await?;
    first.leave().await
}

/// What the browser keeps of this origin.
const KEPT: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const found = [];
        for (const { name, version } of await indexedDB.databases()) {
            const db = await new Promise((ok, no) => {
                const open = indexedDB.open(name, version);
                open.onsuccess = () => ok(open.result);
                open.onerror = () => no(open.error);
            });
            for (const table of db.objectStoreNames) {
                const keys = db.transaction(table).objectStore(table).getAllKeys();
                await new Promise(ok => { keys.onsuccess = ok; });
                found.push(...keys.result);
            }
            db.close();
        }
        const root = await navigator.storage.getDirectory();
        for await (const name of root.keys()) found.push('file ' + name);
        for (const key of Object.keys(localStorage)) {
            if (!['sealroom.language', 'sealroom.theme'].includes(key)) found.push('pref ' + key);
        }
        return found;
    })().then(done, error => done(['failed: ' + error]));";

async fn kept(person: &Person) -> Done<Vec<String>> {
    let found: Value = person.run_and_wait(KEPT, vec![]).await?;
    Ok(serde_json::from_value(found)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_leaves_nothing_in_the_browser() -> Done {
    let world = World::start("signout").await?;
    let (owner, words) = owner(&world, Language::English).await?;
    assert!(kept(&owner).await?.contains(&"identity".to_owned()));
    my_place(&owner).await?;
    owner.click("sign-out").await?;
    owner.see("sign-out-dialog").await?;
    owner.shoot("identity", "sign-out").await?;
    let closed = "return document.querySelector('[data-test=sign-out-yes]').disabled";
    assert_eq!(owner.run(closed, vec![]).await?, json!(true));
    owner.click("have-words").await?;
    owner.click("sign-out-yes").await?;
    owner.see_within("make-form", LONG).await?;
    assert_eq!(kept(&owner).await?, Vec::<String>::new());
    // the words bring it back, and the device that went is not among those that are there
    owner.restore_identity(&words, OWNER, OTHER).await?;
    owner.open_room(ROOM).await?;
    my_place(&owner).await?;
    let devices =
        "return document.querySelectorAll('[data-test=device][data-revoked=false]').length";
    assert_eq!(owner.run(devices, vec![]).await?, json!(1));
    owner.click("survey").await?;
    owner.see_within("devices-clean", LONG).await?;
    owner.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_others_know_is_given_up_in_every_room() -> Done {
    let world = World::start("disown").await?;
    let (owner, _) = owner(&world, Language::Chinese).await?;
    let invite = owner.invite("买方").await?;
    let buyer = world.person("buyer", Language::English).await?;
    buyer.go(&invite).await?;
    buyer.join_as_new("Li Wei", PASSPHRASE).await?;
    my_place(&buyer).await?;
    buyer.click("new-key").await?;
    buyer.see("new-key-form").await?;
    buyer.shoot("identity", "new-key").await?;
    buyer.write("new-passphrase", OTHER).await?;
    buyer.click("new-key-begin").await?;
    buyer.confirm_words().await?;
    buyer
        .see_within("[data-test=given-up-room][data-done=true]", LONG)
        .await?;
    buyer.shoot("identity", "given-up").await?;

    // the owner sees it, and invites again
    owner.reload().await?;
    owner.unlock(PASSPHRASE).await?;
    owner.click("tab-people").await?;
    sees_text(&owner, "member-state", "已放弃密钥").await?;
    owner.shoot("identity", "gave-up").await?;
    let invite = owner.invite("买方（新）").await?;
    buyer.go(&invite).await?;
    buyer.unlock(OTHER).await?;
    buyer.join().await?;
    my_place(&buyer).await?;
    buyer
        .see("[data-test=given-up-room][data-back=true]")
        .await?;
    buyer.leave().await?;
    owner.leave().await
}
