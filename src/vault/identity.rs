//! Making, restoring, unlocking and forgetting an identity.
//! What stands on the shelf is told in [`room::doors`].

use room::doors::{DoorError, Doors, Proof, SealedSeed};
use room::{Kdf, Me, Seed, UnlockError};
use seal::card::check_name;
use seal::words::{self, Language};

use super::messages::{Failure, Reply, Status};
use super::session::{Offer, Vault};
use super::trustees;
use crate::browser::worker;

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
    let Offer { me, sealed } = vault.accept()?;
    keep(vault, me, &sealed).await?;
    status(vault).await
}

/// Comes back by 24 words, or by the shares of trustees. What the store then serves first is taken on trust; `room` remembers that.
pub(crate) async fn restore(
    vault: &Vault,
    words: &str,
    name: &str,
    passphrase: &str,
) -> Result<Reply, Failure> {
    // the own words stand in one line or several; of shares each line is one
    let seed = match words::restore(words) {
        Err(_) if words.lines().filter(|line| !line.trim().is_empty()).count() > 1 => {
            trustees::of_shares(words)?
        }
        other => other?,
    };
    let Offer { me, sealed } = offer(vault, seed, name, passphrase)?;
    keep(vault, me, &sealed).await?;
    status(vault).await
}

pub(crate) async fn unlock(vault: &Vault, by: Proof<'_>) -> Result<Reply, Failure> {
    let doors = Doors::new(&*vault.shelf);
    let seed = doors.open(by).await.map_err(|error| match (error, by) {
        (DoorError::Unlock(UnlockError::Wrong), Proof::Passkey(_)) => Failure::PasskeyRefused,
        (other, _) => other.into(),
    })?;
    let name = doors.name(&seed).await?;
    vault.open(Me { seed, name });
    status(vault).await
}

/// Removes everything that this device keeps.
pub(crate) async fn forget(vault: &Vault) -> Result<Reply, Failure> {
    super::me::wipe(vault).await?;
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
    let sealed = SealedSeed::make(&seed, passphrase, &kdf, &mut rng)?;
    Ok(Offer {
        me: Me {
            seed,
            name: name.to_owned(),
        },
        sealed,
    })
}

/// Keeps an identity here, instead of any before it, and opens it.
pub(crate) async fn keep(vault: &Vault, me: Me, sealed: &SealedSeed) -> Result<(), Failure> {
    let doors = Doors::new(&*vault.shelf);
    let mut rng = vault.rng.clone();
    doors.keep(&me.seed, &me.name, sealed, &mut rng).await?;
    vault.open(me);
    Ok(())
}
