//! The data folder, for this user's eyes only.
//!
//! ```text
//! data/            0700
//!   store/         objects: everything that a room is, sealed
//!   server.key     0600, hex of the server key's seed
//!   operator.token 0600, what making a room needs
//!   authority.*    0600, the local certificate authority, if one was made
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ledger::Hash;
use zeroize::Zeroizing;

use crate::gate::ServerKey;

/// What goes wrong with the folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder cannot be used.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file does not hold what it should.
    #[error(
        "{0} is damaged: restore it from a backup. Without it, nothing can be added to this server's rooms"
    )]
    Damaged(PathBuf),
    /// The platform's random numbers fail; nothing is made without them.
    #[error("the system gives no random numbers")]
    Random,
}

/// A data folder that exists.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// The operator's token, and whether it was made just now.
pub struct Token {
    /// The text.
    pub text: Zeroizing<String>,
    /// Whether this is the first start.
    pub is_new: bool,
}

impl Folder {
    /// Opens a folder, or makes it.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        let folder = Self(path.to_owned());
        make(path)?;
        make(&folder.store())?;
        folder.clear_unfinished()?;
        Ok(folder)
    }

    /// Removes what a killed process was about to write. Fresh ones may be another process's work.
    fn clear_unfinished(&self) -> Result<(), FolderError> {
        let io = |source| FolderError::Io {
            path: self.0.clone(),
            source,
        };
        for file in fs::read_dir(&self.0).map_err(io)? {
            let file = file.map_err(io)?;
            let path = file.path();
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            let unfinished = extension.len() > 3 && extension.starts_with("new");
            if unfinished && is_old(&file).map_err(io)? {
                fs::remove_file(&path).map_err(io)?;
            }
        }
        Ok(())
    }

    /// Where the objects are.
    pub fn store(&self) -> PathBuf {
        self.0.join("store")
    }

    /// A file in the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The server's key, made at the first start.
    pub fn key(&self) -> Result<ServerKey, FolderError> {
        let path = self.file("server.key");
        let (text, _) = read_or_make(&path, || Ok(Zeroizing::new(Hash(*random()?).to_string())))?;
        parse_key(&text).ok_or(FolderError::Damaged(path))
    }

    /// The operator's token, made at the first start.
    pub fn token(&self) -> Result<Token, FolderError> {
        let path = self.file("operator.token");
        let make = || {
            Ok(Zeroizing::new(
                URL_SAFE_NO_PAD.encode(random::<24>()?.as_slice()),
            ))
        };
        let (text, is_new) = read_or_make(&path, make)?;
        if text.len() < 16 {
            return Err(FolderError::Damaged(path));
        }
        Ok(Token { text, is_new })
    }
}

/// A server key from the hex of its seed.
pub fn parse_key(text: &str) -> Option<ServerKey> {
    let seed = Zeroizing::new(Hash::parse(text.trim()).ok()?.0);
    Some(ServerKey::from_seed(&seed))
}

/// Writes a file that only this user may read, whole or not at all.
pub(crate) fn write_private(path: &Path, text: &str) -> Result<bool, FolderError> {
    let io = |source| FolderError::Io {
        path: path.to_owned(),
        source,
    };
    // a number of the process would come again in a container, where a killed one left its file
    let suffix = u64::from_le_bytes(*random::<8>()?);
    let fresh = path.with_extension(format!("new{suffix:016x}"));
    let mut file = private().open(&fresh).map_err(io)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    // a hard link, because two processes may start at once and one of them has to win
    let linked = written.and_then(|()| match fs::hard_link(&fresh, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        other => other.map(|()| true),
    });
    fs::remove_file(&fresh).map_err(io)?;
    if let Some(folder) = path.parent() {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(io)?;
    }
    linked.map_err(io)
}

fn read_or_make(
    path: &Path,
    make: impl Fn() -> Result<Zeroizing<String>, FolderError>,
) -> Result<(Zeroizing<String>, bool), FolderError> {
    let io = |source| FolderError::Io {
        path: path.to_owned(),
        source,
    };
    let is_new = !path.exists() && write_private(path, &make()?)?;
    let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
    Ok((Zeroizing::new(text.trim().to_owned()), is_new))
}

fn is_old(file: &fs::DirEntry) -> io::Result<bool> {
    let modified = file.metadata()?.modified()?;
    let age = SystemTime::now().duration_since(modified);
    Ok(age.unwrap_or_default() > Duration::from_secs(3600))
}

fn make(path: &Path) -> Result<(), FolderError> {
    let io = |source| FolderError::Io {
        path: path.to_owned(),
        source,
    };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
        builder.mode(0o700).create(path).map_err(io)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(io)
    }
    #[cfg(not(unix))]
    builder.create(path).map_err(io)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>, FolderError> {
    let mut bytes = Zeroizing::new([0; N]);
    getrandom::fill(bytes.as_mut()).map_err(|_| FolderError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_and_token_are_made_once_and_are_private() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(&base.path().join("data")).expect("a data folder");
        let (key, token) = (
            folder.key().expect("a key"),
            folder.token().expect("a token"),
        );
        assert!(token.is_new && token.text.len() == 32);
        let again = folder.token().expect("a token");
        assert!(!again.is_new && *again.text == *token.text);
        assert_eq!(folder.key().expect("a key").public(), key.public());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |name: &str| {
                fs::metadata(folder.file(name))
                    .expect("there")
                    .permissions()
                    .mode()
                    & 0o777
            };
            assert_eq!(
                (mode("server.key"), mode("operator.token"), mode("store")),
                (0o600, 0o600, 0o700)
            );
        }
    }

    /// In a container every start has the number of the one that was killed.
    #[test]
    fn what_a_killed_start_left_does_not_stop_the_next() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(base.path()).expect("a data folder");
        let left = folder.file(&format!("server.new{}", std::process::id()));
        fs::write(&left, "half a k").expect("written");
        assert!(folder.key().is_ok());
        assert!(left.exists(), "it may be another process's work");
        let old = SystemTime::now() - Duration::from_secs(7200);
        let file = File::options().write(true).open(&left).expect("there");
        file.set_modified(old).expect("made old");
        let key = folder.file("server.key");
        let file = File::options().write(true).open(&key).expect("there");
        file.set_modified(old).expect("made old");
        Folder::open(base.path()).expect("a data folder");
        assert!(!left.exists() && key.exists());
    }

    #[test]
    fn a_damaged_key_is_not_replaced() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(base.path()).expect("a data folder");
        fs::write(folder.file("server.key"), "no key").expect("written");
        assert!(matches!(folder.key(), Err(FolderError::Damaged(_))));
    }
}
