//! What stands on this machine: who one is (sealed), and which store was used last.
//!
//! ```text
//! HOME/identity.json   {"name", "server", "seed": base64 of the sealed seed}
//! HOME/shelf/...       what `room` keeps of each room on this device, sealed
//! HOME/drill/...     the same of a drill, while it runs
//! HOME/witness/...     what a witness has signed, and its key
//! ```

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use room::{Me, Seed};
use seal::passphrase::{Kdf, open_seed, seal_seed};
use seal::rng::Platform;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A person's folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder(PathBuf);

/// The identity, still sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) server: Option<String>,
    seed: String,
}

impl Folder {
    /// The one that was named, or the system's.
    pub(crate) fn new(named: Option<PathBuf>) -> Result<Self, Error> {
        let system = || {
            let config = env::var_os("XDG_CONFIG_HOME")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from);
            let home = env::var_os("HOME")
                .filter(|path| !path.is_empty())
                .map(|home| PathBuf::from(home).join(".config"));
            Some(config.or(home)?.join("sealroom"))
        };
        let folder = named
            .or_else(system)
            .ok_or_else(|| Error::usage("say where to keep things: --home"))?;
        Ok(Self(folder))
    }

    pub(crate) fn shelf(&self) -> PathBuf {
        self.0.join("shelf")
    }

    /// What a drill keeps while it runs.
    pub(crate) fn drill(&self) -> PathBuf {
        self.0.join("drill")
    }

    pub(crate) fn witness(&self) -> PathBuf {
        self.0.join("witness")
    }

    fn identity(&self) -> PathBuf {
        self.0.join("identity.json")
    }

    /// The identity that is kept here.
    pub(crate) fn load(&self) -> Result<Stored, Error> {
        let text = match fs::read(self.identity()) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(Error::usage(
                    "there is no identity yet: sealroom identity new --name NAME",
                ));
            }
            Err(e) => return Err(e.into()),
        };
        serde_json::from_slice(&text).map_err(|_| Error::usage("the identity's file is damaged"))
    }

    /// Keeps a new identity; never replaces one.
    pub(crate) fn keep(
        &self,
        seed: &Seed,
        name: &str,
        server: Option<String>,
        passphrase: &str,
    ) -> Result<(), Error> {
        if self.identity().exists() {
            return Err(Error::usage(
                "there is an identity here already; use another --home",
            ));
        }
        let mut rng = Platform::new()?;
        let kdf = Kdf::standard(&mut rng);
        let sealed = seal_seed(seed, passphrase, &kdf, &mut rng).ok_or(room::Error::NoMemory)?;
        self.save(&Stored {
            name: name.to_owned(),
            server,
            seed: BASE64_STANDARD.encode(sealed),
        })
    }

    pub(crate) fn save(&self, stored: &Stored) -> Result<(), Error> {
        let text = serde_json::to_vec(stored).map_err(io::Error::from)?;
        write(&self.identity(), &text)?;
        Ok(())
    }
}

impl Stored {
    /// Opens the seed.
    pub(crate) fn unlock(&self, passphrase: &str) -> Result<Me, Error> {
        let sealed = BASE64_STANDARD
            .decode(&self.seed)
            .map_err(|_| seal::passphrase::UnlockError::Damaged)?;
        Ok(Me {
            seed: open_seed(&sealed, passphrase)?,
            name: self.name.clone(),
        })
    }
}

/// Writes a file whole or not at all, readable by its owner only.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let temporary = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, path)?;
    // the new name, too, outlives a crash
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// Where what is read and not kept goes: nothing of it comes to a disk.
pub(crate) fn nowhere() -> io::Result<fs::File> {
    let place = if cfg!(windows) { "NUL" } else { "/dev/null" };
    fs::OpenOptions::new().write(true).open(place)
}

/// Removes a folder with everything in it, if it is there.
pub(crate) fn clear(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
