//! Passphrases: from a file, the environment, or the keyboard; never from an argument.

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::error::Error;

/// The identity's passphrase.
pub(crate) fn identity(file: Option<&Path>, confirm: bool) -> Result<Zeroizing<String>, Error> {
    if let Some(known) = given(file, "SEALROOM_PASSPHRASE")? {
        return Ok(known);
    }
    if !io::stdin().is_terminal() {
        return Err(Error::usage(
            "the passphrase is needed: --passphrase-file or SEALROOM_PASSPHRASE",
        ));
    }
    let typed = Zeroizing::new(rpassword::prompt_password("Passphrase: ")?);
    if confirm && *Zeroizing::new(rpassword::prompt_password("Once more: ")?) != *typed {
        return Err(Error::usage("the two passphrases differ"));
    }
    Ok(typed)
}

/// A link's passphrase, if one is given.
pub(crate) fn link(file: Option<&Path>) -> Result<Option<Zeroizing<String>>, Error> {
    given(file, "SEALROOM_LINK_PASSPHRASE")
}

/// Everything on standard input.
pub(crate) fn stdin() -> Result<Zeroizing<String>, Error> {
    let mut text = Zeroizing::new(String::with_capacity(16 << 10));
    io::stdin()
        .lock()
        .take(16 << 10)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn given(file: Option<&Path>, variable: &str) -> Result<Option<Zeroizing<String>>, Error> {
    let text = match file {
        Some(file) => Some(Zeroizing::new(fs::read_to_string(file)?)),
        None => env::var(variable).ok().map(Zeroizing::new),
    };
    let text = text.map(|text| Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()));
    match text {
        Some(text) if text.is_empty() => Err(Error::usage("the passphrase is empty")),
        text => Ok(text),
    }
}
