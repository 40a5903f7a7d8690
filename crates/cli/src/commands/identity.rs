//! Who one is.

use room::{Fingerprint, Language, Seed};
use seal::rng::Platform;
use seal::words::{recovery, restore};
use serde_json::json;

use super::{Context, trustees};
use crate::args::Identity;
use crate::error::Error;
use crate::secret;

pub(super) async fn run(context: &Context, what: Identity) -> Result<(), Error> {
    match what {
        Identity::New { name } => {
            check(&name)?;
            let passphrase = context.passphrase(true)?;
            let seed = Seed::make(&mut Platform::new()?);
            context
                .folder
                .keep(&seed, &name, context.server(), &passphrase)?;
            let words = recovery(&seed, Language::English);
            let value = json!({ "name": name, "words": words.split(' ').collect::<Vec<_>>(), "safety": safety(&seed) });
            let lines = [
                "These 24 words restore your identity. Write them down; they are not shown again."
                    .to_owned(),
                String::new(),
                words.to_string(),
                String::new(),
                format!("Others know you by: {}", safety(&seed)),
            ];
            context.out.result(&value, &lines)
        }
        Identity::Restore { name } => {
            check(&name)?;
            context
                .out
                .say("Type the 24 recovery words, then end the input (Ctrl-D).");
            let seed = restore(&secret::stdin()?)?;
            let passphrase = context.passphrase(true)?;
            context
                .folder
                .keep(&seed, &name, context.server(), &passphrase)?;
            shown(context, &name, &seed)
        }
        Identity::Recover { name, rehearse } => {
            check(&name)?;
            trustees::take(context, &name, rehearse)
        }
        Identity::Show => {
            let stored = context.folder.load()?;
            let me = stored.unlock(&context.passphrase(false)?)?;
            shown(context, &stored.name, &me.seed)
        }
    }
}

pub(super) fn shown(context: &Context, name: &str, seed: &Seed) -> Result<(), Error> {
    let lines = [
        format!("Name:         {name}"),
        format!("Safety words: {}", safety(seed)),
    ];
    context
        .out
        .result(&json!({ "name": name, "safety": safety(seed) }), &lines)
}

fn safety(seed: &Seed) -> String {
    words(&seed.root().fingerprint())
}

/// A fingerprint as safety words.
pub(super) fn words(fingerprint: &Fingerprint) -> String {
    fingerprint.words(Language::English).join(" ")
}

fn check(name: &str) -> Result<(), Error> {
    seal::card::check_name(name).map_err(|e| Error::usage(e.to_string()))
}
