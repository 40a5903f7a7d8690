//! Passkeys that answer a salt: WebAuthn with its PRF extension.
//!
//! Only a page may ask one, and only in answer to the person. A passkey is used for its PRF
//! alone: nobody verifies a signature, because there is no account to sign in to.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use crate::browser::js;
use crate::browser::trouble::Trouble;
use crate::vault::messages::{Failure, PasskeyFacts, PrfBytes};

/// How long the person may take.
const TIMEOUT: f64 = 120_000.0;
/// ES256, Ed25519, RS256: what authenticators know.
const ALGORITHMS: [f64; 3] = [-7.0, -8.0, -257.0];

/// Does this browser know passkeys at all? Whether they know PRF shows when one is made.
/// None has an address of numbers alone for a home.
pub(crate) fn is_known() -> bool {
    let named = host().is_ok_and(|host| host.contains(|c: char| c.is_ascii_alphabetic()));
    named && js::global("PublicKeyCredential").is_some() && container().is_some()
}

/// Makes a passkey for this page's host, and asks it for the first time.
pub(crate) async fn make(name: &str) -> Result<(PasskeyFacts, PrfBytes), Failure> {
    let (salt, host) = (random(32)?, host()?);
    let options = object(&[
        (
            "rp",
            object(&[("name", "Sealroom".into()), ("id", host.as_str().into())]),
        ),
        (
            "user",
            object(&[
                // the same person may have several; none is to be overwritten
                ("id", random(16)?.into()),
                ("name", name.into()),
                ("displayName", name.into()),
            ]),
        ),
        ("challenge", random(32)?.into()),
        ("pubKeyCredParams", algorithms()),
        (
            "authenticatorSelection",
            object(&[
                ("residentKey", "required".into()),
                ("requireResidentKey", true.into()),
                ("userVerification", "required".into()),
            ]),
        ),
        ("attestation", "none".into()),
        ("timeout", TIMEOUT.into()),
        ("extensions", extensions(&salt)),
    ]);
    let made = ask("create", options).await?;
    let id = js::field(&made, "rawId").ok_or(Failure::NoPrf)?;
    let facts = PasskeyFacts {
        credential: Uint8Array::new(&id).to_vec(),
        salt: salt.to_vec(),
        host,
    };
    let answered = extension(&made);
    let able = |answered: &JsValue| js::field(answered, "enabled").is_some_and(|it| it.is_truthy());
    if !answered.as_ref().is_some_and(able) {
        return Err(Failure::NoPrf);
    }
    // many answer only when they are asked again
    let output = match answered.as_ref().and_then(output) {
        Some(output) => output,
        None => open(&facts).await?,
    };
    Ok((facts, output))
}

/// Asks a passkey for what it answers to its salt.
pub(crate) async fn open(passkey: &PasskeyFacts) -> Result<PrfBytes, Failure> {
    let salt = Uint8Array::from(passkey.salt.as_slice());
    let allowed = object(&[
        ("type", "public-key".into()),
        ("id", Uint8Array::from(passkey.credential.as_slice()).into()),
    ]);
    let options = object(&[
        ("challenge", random(32)?.into()),
        ("rpId", passkey.host.as_str().into()),
        ("allowCredentials", Array::of1(&allowed).into()),
        ("userVerification", "required".into()),
        ("timeout", TIMEOUT.into()),
        ("extensions", extensions(&salt)),
    ]);
    let shown = ask("get", options).await?;
    extension(&shown)
        .as_ref()
        .and_then(output)
        .ok_or(Failure::NoPrf)
}

async fn ask(method: &str, options: JsValue) -> Result<JsValue, Failure> {
    let container = container().ok_or(Failure::NoPrf)?;
    let options = object(&[("publicKey", options)]);
    let asked = js::call(&container, method, &[&options]).map_err(refused)?;
    js::wait(Ok(asked.unchecked_into())).await.map_err(refused)
}

/// The person said no, took too long, or showed another one: browsers do not tell which.
fn refused(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Unsupported => Failure::NoPrf,
        _ => Failure::PasskeyRefused,
    }
}

/// What the extension says of a credential.
fn extension(credential: &JsValue) -> Option<JsValue> {
    let results = js::call(credential, "getClientExtensionResults", &[]).ok()?;
    js::field(&results, "prf")
}

fn output(extension: &JsValue) -> Option<PrfBytes> {
    let first = js::field(&js::field(extension, "results")?, "first")?;
    let bytes = Uint8Array::new(&first);
    let answer = (bytes.length() == 32).then(|| PrfBytes(Zeroizing::new(bytes.to_vec())));
    // the browser's own copy, over which this is a view
    bytes.fill(0, 0, bytes.length());
    answer
}

fn extensions(salt: &Uint8Array) -> JsValue {
    let eval = object(&[("first", salt.into())]);
    object(&[("prf", object(&[("eval", eval)]))])
}

fn algorithms() -> JsValue {
    let one = |id: &f64| object(&[("type", "public-key".into()), ("alg", (*id).into())]);
    ALGORITHMS.iter().map(one).collect::<Array>().into()
}

fn container() -> Option<JsValue> {
    js::global("navigator").and_then(|navigator| js::field(&navigator, "credentials"))
}

fn host() -> Result<String, Failure> {
    let host = gloo::utils::window().location().hostname();
    host.map_err(|_| Failure::NoPrf)
}

fn random(length: u32) -> Result<Uint8Array, Failure> {
    let bytes = Uint8Array::new_with_length(length);
    let crypto = js::global("crypto").ok_or(Failure::NoPrf)?;
    js::call(&crypto, "getRandomValues", &[&bytes]).map_err(|_| Failure::NoPrf)?;
    Ok(bytes)
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // a plain object takes any field
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
