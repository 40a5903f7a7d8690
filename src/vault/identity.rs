//! Making, restoring, unlocking and forgetting an identity.
//!
//! ```text
//! shelf   identity        the seed, sealed under the passphrase (Argon2id)
//!         identity/name   the name, sealed under a key from the seed
//! ```

use room::Me;
use seal::card::check_name;
use seal::identity::Seed;
use seal::passphrase::{self, Kdf};
use seal::words::{self, Language};
use zeroize::Zeroizing;

use super::messages::{Failure, Reply, Status};
use super::session::{Offer, Vault};
use crate::browser::worker;

/// The sealed seed's place on the shelf.
pub(crate) const SEED: &str = "identity";
const NAME: &str = "identity/name";

pub(crate) async fn status(vault: &Vault) -> Result<Reply, Failure> {
    let person = vault.person().ok();
    let me = person.as_ref().map(|person| &person.me);
    Ok(Reply::Status(Status {
        identity: vault.identity(),
        name: me.map(|me| me.name.clone()),
        safety_words: me
            .map(|me| safety_words(&me.seed.root().fingerprint().0))
            .unwrap_or_default(),
        persisted: worker::is_persisted().await,
        storage: vault.shelf.is_durable(),
    }))
}

/// A new seed, and its words to write down.
pub(crate) fn make(vault: &Vault, name: &str, passphrase: &str) -> Result<Reply, Failure> {
    let seed = Seed::make(&mut vault.rng.clone());
    let recovery = words::recovery(&seed, Language::English);
    vault.offer(offer(vault, seed, name, passphrase)?);
    Ok(Reply::Words(
        recovery.split(' ').map(str::to_owned).collect(),
    ))
}

/// The words are written down: keeps the identity.
pub(crate) async fn confirm(vault: &Vault) -> Result<Reply, Failure> {
    let offer = vault.accept()?;
    keep(vault, offer).await
}

/// Comes back by 24 words. What the store then serves first is taken on trust; `room` remembers that.
pub(crate) async fn restore(
    vault: &Vault,
    words: &str,
    name: &str,
    passphrase: &str,
) -> Result<Reply, Failure> {
    let seed = words::restore(words)?;
    let offer = offer(vault, seed, name, passphrase)?;
    keep(vault, offer).await
}

pub(crate) async fn unlock(vault: &Vault, passphrase: &str) -> Result<Reply, Failure> {
    let sealed = vault.shelf.get(SEED).await?.ok_or(Failure::NoIdentity)?;
    let seed = passphrase::open_seed(&sealed, passphrase)?;
    let name = match vault.shelf.get(NAME).await? {
        Some(sealed) => {
            let plain = seed
                .local("name")
                .open(NAME.as_bytes(), &sealed)
                .map_err(|_| Failure::StorageRefused)?;
            String::from_utf8_lossy(&plain).into_owned()
        }
        None => String::new(),
    };
    vault.open(Me { seed, name });
    status(vault).await
}

/// Removes everything that this device keeps.
pub(crate) async fn forget(vault: &Vault) -> Result<Reply, Failure> {
    vault.forget();
    for name in vault.shelf.names("").await? {
        vault.shelf.remove(&name).await?;
    }
    Ok(Reply::Done)
}

/// The words that people read aloud to compare a fingerprint: one list, whatever language is shown,
/// or two people could not compare.
pub(crate) fn safety_words(fingerprint: &[u8; 32]) -> Vec<String> {
    words::safety(fingerprint, Language::English)
        .map(str::to_owned)
        .to_vec()
}

fn offer(vault: &Vault, seed: Seed, name: &str, passphrase: &str) -> Result<Offer, Failure> {
    let name = name.trim();
    check_name(name).map_err(|_| Failure::BadName)?;
    let mut rng = vault.rng.clone();
    let kdf = Kdf::standard(&mut rng);
    let sealed =
        passphrase::seal_seed(&seed, passphrase, &kdf, &mut rng).ok_or(Failure::Internal)?;
    Ok(Offer {
        me: Me {
            seed,
            name: name.to_owned(),
        },
        sealed,
    })
}

async fn keep(vault: &Vault, offer: Offer) -> Result<Reply, Failure> {
    let Offer { me, sealed } = offer;
    let name = Zeroizing::new(me.name.clone().into_bytes());
    let name = me
        .seed
        .local("name")
        .seal(NAME.as_bytes(), &name, &mut vault.rng.clone());
    vault.shelf.put(NAME, &name).await?;
    vault.shelf.put(SEED, &sealed).await?;
    vault.open(me);
    status(vault).await
}
