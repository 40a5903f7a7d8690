//! The person's place: ways to the identity, devices, another identity.

mod pairing;

use core::cell::RefCell;
use std::rc::Rc;

use room::devices::LeftOver;
use room::doors::{self, Door, Doors, Proof as By, SealedSeed};
use room::pair::{Answer, Offer};
use room::{Error, Home, Kdf, Language, Me, Passkey, PrfOutput, PublicKey, RoomId, Seed};
use seal::words;
use zeroize::Zeroizing;

use super::identity;
use super::messages::{
    DeviceView, Event, Failure, GivenUpRoom, MeReply, MeRequest, MeView, PasskeyFacts, PrfBytes,
    Proof, Reply, UnknownKey,
};
use super::session::{Vault, room_id};
use crate::browser::host::Device;
use crate::browser::{self, worker};

/// Two devices that are about to share an identity, and an identity that is about to be.
#[derive(Default)]
pub(crate) struct Pending {
    offer: RefCell<Option<Rc<Offer<Device>>>>,
    answer: RefCell<Option<Rc<Answer<Device>>>>,
    given: RefCell<Option<Me>>,
    new: RefCell<Option<(Me, SealedSeed)>>,
}

impl Pending {
    /// Forgets all of it.
    pub(crate) fn clear(&self) {
        self.offer.take();
        self.answer.take();
        self.given.take();
        self.new.take();
    }
}

pub(crate) async fn answer(vault: &Vault, request: MeRequest) -> Result<Reply, Failure> {
    let reply = match request {
        MeRequest::Overview => overview(vault, Vec::new()).await?,
        MeRequest::Survey => survey(vault).await?,
        MeRequest::Passkey => MeReply::Passkey(passkey(vault).await?),
        MeRequest::UnlockByPasskey { prf } => {
            return identity::unlock(vault, By::Passkey(&output(prf)?)).await;
        }
        MeRequest::AddPasskey { passkey, prf } => add_passkey(vault, &passkey, prf).await?,
        MeRequest::RemovePasskey => {
            vault.person()?;
            Doors::new(&*vault.shelf).remove(Door::Passkey).await?;
            overview(vault, Vec::new()).await?
        }
        MeRequest::ChangePassphrase { by, new } => change_passphrase(vault, by, new).await?,
        MeRequest::NameDevice { device, name } => {
            let home = home(vault, true).await?;
            let device = device_of(&home, &device).await?;
            home.name_device(&device, &name).await?;
            overview(vault, Vec::new()).await?
        }
        MeRequest::RevokeDevice { device } => {
            let (person, home) = (vault.person()?, home(vault, true).await?);
            let device = device_of(&home, &device).await?;
            let tell = progress(vault);
            let left = home.revoke_device(&person.me, &device, &tell).await?;
            overview(vault, left).await?
        }
        MeRequest::RevokeKey { room, key } => {
            let (person, home) = (vault.person()?, home(vault, true).await?);
            let key = PublicKey::parse(&key).map_err(|_| Failure::NotFound)?;
            let room = room_id(&room)?;
            home.revoke_keys(&person.me, &room, &[key]).await?;
            survey(vault).await?
        }
        MeRequest::FinishRevoking => {
            let (person, home) = (vault.person()?, home(vault, true).await?);
            let left = home.finish_revoking(&person.me, &progress(vault)).await?;
            overview(vault, left).await?
        }
        MeRequest::SignOut => sign_out(vault).await?,
        MeRequest::BeginNew { passphrase } => {
            return begin_new(vault, &Zeroizing::new(passphrase));
        }
        MeRequest::ConfirmNew => confirm_new(vault).await?,
        MeRequest::Disown => disown(vault).await?,
        other => return pairing::answer(vault, other).await,
    };
    Ok(Reply::Me(reply))
}

async fn passkey(vault: &Vault) -> Result<Option<PasskeyFacts>, Failure> {
    let kept = Doors::new(&*vault.shelf).kept().await?;
    Ok(kept.passkey.map(|passkey| PasskeyFacts {
        credential: passkey.credential().to_vec(),
        salt: passkey.salt().to_vec(),
        host: passkey.host().to_owned(),
    }))
}

async fn add_passkey(vault: &Vault, new: &PasskeyFacts, prf: PrfBytes) -> Result<MeReply, Failure> {
    let (person, prf) = (vault.person()?, output(prf)?);
    let salt = new.salt.as_slice().try_into();
    let salt: [u8; 32] = salt.map_err(|_| Failure::Internal)?;
    let passkey = Passkey::new(salt, &new.credential, &new.host).map_err(|_| Failure::Internal)?;
    let mut rng = vault.rng.clone();
    Doors::new(&*vault.shelf)
        .add_passkey(&person.me.seed, &passkey, &prf, &mut rng)
        .await?;
    overview(vault, Vec::new()).await
}

async fn change_passphrase(vault: &Vault, by: Proof, new: String) -> Result<MeReply, Failure> {
    vault.person()?;
    let (new, mut rng) = (Zeroizing::new(new), vault.rng.clone());
    let kdf = Kdf::standard(&mut rng);
    let doors = Doors::new(&*vault.shelf);
    match by {
        Proof::Passphrase(old) => {
            let old = Zeroizing::new(old);
            let by = By::Passphrase(&old);
            doors.change_passphrase(by, &new, &kdf, &mut rng).await?;
        }
        Proof::Passkey(prf) => {
            let prf = output(prf)?;
            let by = By::Passkey(&prf);
            doors.change_passphrase(by, &new, &kdf, &mut rng).await?;
        }
    }
    overview(vault, Vec::new()).await
}

fn output(prf: PrfBytes) -> Result<PrfOutput, Failure> {
    PrfOutput::parse(&prf.0).map_err(|_| Failure::NoPrf)
}

async fn home(vault: &Vault, fresh: bool) -> Result<Rc<Home<Device>>, Failure> {
    vault.person()?.home(&vault.host, fresh).await
}

async fn device_of(home: &Home<Device>, device: &str) -> Result<room::DeviceId, Failure> {
    let all = home.devices().await?;
    let known = all.iter().find(|one| one.device.to_string() == device);
    known.map(|one| one.device).ok_or(Failure::NotFound)
}

async fn overview(vault: &Vault, left: Vec<LeftOver>) -> Result<MeReply, Failure> {
    let home = home(vault, left.is_empty()).await?;
    let kept = Doors::new(&*vault.shelf).kept().await?;
    let devices = home.devices().await?;
    let before = home.given_up();
    let title = |room: &RoomId| title_of(&home, room);
    Ok(MeReply::Overview(Box::new(MeView {
        passphrase: kept.passphrase,
        passkey: kept.passkey.is_some(),
        devices: devices.iter().map(device_view).collect(),
        unknown: Vec::new(),
        left: left.iter().map(|(room, _)| title(room)).collect(),
        surveyed: false,
        given_up_done: before.iter().all(|one| one.finished),
        given_up: before
            .into_iter()
            .flat_map(|one| one.rooms)
            .map(|room| GivenUpRoom {
                room: room.room.to_string(),
                title: room.title,
                owner: room.owner,
                mine: room.mine,
                done: room.done.is_some(),
                back: room.back,
            })
            .collect(),
    })))
}

fn device_view(device: &room::devices::DeviceView) -> DeviceView {
    DeviceView {
        device: device.device.to_string(),
        name: device.name.clone(),
        this: device.this,
        added: device.added as f64,
        seen: device.seen as f64,
        revoked: device.revoked.map(|at| at as f64),
        rooms: u32::try_from(device.rooms.len()).unwrap_or(u32::MAX),
    }
}

fn title_of(home: &Home<Device>, room: &RoomId) -> String {
    let mut titles = home.rooms().into_iter().filter(|known| known.room == *room);
    let here = titles.next().map(|known| known.title);
    here.or_else(|| {
        let before = home.given_up().into_iter().flat_map(|one| one.rooms);
        let mut before = before.filter(|known| known.room == *room);
        before.next().map(|known| known.title)
    })
    .unwrap_or_default()
}

/// What each room's own records say of one's devices.
async fn survey(vault: &Vault) -> Result<MeReply, Failure> {
    let (person, home) = (vault.person()?, home(vault, true).await?);
    let rooms = home.rooms();
    let tell = progress(vault);
    let (mut unknown, mut left) = (Vec::new(), Vec::new());
    for (at, known) in rooms.iter().enumerate() {
        tell(at, rooms.len());
        match home.keys_in(&person.me, &known.room).await {
            Ok(keys) => unknown.extend(keys.into_iter().filter(|key| key.device.is_none()).map(
                |key| UnknownKey {
                    room: known.room.to_string(),
                    title: known.title.clone(),
                    key: key.key.to_string(),
                    seen: key.seen.map(|at| at as f64),
                },
            )),
            Err(Error::Ended | Error::Expired | Error::NotFound) => {}
            Err(why) => left.push((known.room, why)),
        }
    }
    tell(rooms.len() - left.len(), rooms.len());
    let MeReply::Overview(mut view) = overview(vault, left).await? else {
        return Err(Failure::Internal);
    };
    (view.unknown, view.surveyed) = (unknown, true);
    Ok(MeReply::Overview(view))
}

/// Tells the page how many rooms are done.
fn progress(vault: &Vault) -> impl Fn(usize, usize) + '_ {
    |done, total| {
        let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
        vault.tell(Event::RoomsDone {
            done: number(done),
            total: number(total),
        });
    }
}

/// Everything goes from this device; what it was allowed goes from the rooms that can be reached.
async fn sign_out(vault: &Vault) -> Result<MeReply, Failure> {
    let person = vault.person()?;
    // the home that others here use as well: from now on it opens no room
    let left = match person.home(&vault.host, false).await {
        Ok(home) => {
            let left = home.leave_device(&person.me, &progress(vault)).await;
            left.map_or(u32::MAX, |left| {
                u32::try_from(left.len()).unwrap_or(u32::MAX)
            })
        }
        Err(_) => u32::MAX,
    };
    wipe(vault).await?;
    Ok(MeReply::SignedOut(left))
}

/// Removes everything that this device keeps.
pub(crate) async fn wipe(vault: &Vault) -> Result<(), Failure> {
    vault.forget();
    worker::tell_tabs();
    doors::wipe(&*vault.shelf).await?;
    browser::wipe().await;
    Ok(())
}

fn sealed(vault: &Vault, seed: &Seed, passphrase: &str) -> Result<SealedSeed, Failure> {
    let mut rng = vault.rng.clone();
    let kdf = Kdf::standard(&mut rng);
    Ok(SealedSeed::make(seed, passphrase, &kdf, &mut rng)?)
}

fn begin_new(vault: &Vault, passphrase: &str) -> Result<Reply, Failure> {
    let person = vault.person()?;
    let me = Me {
        seed: Seed::make(&mut vault.rng.clone()),
        name: person.me.name.clone(),
    };
    let recovery = words::recovery(&me.seed, Language::English);
    let sealed = sealed(vault, &me.seed, passphrase)?;
    *vault.pending.new.borrow_mut() = Some((me, sealed));
    let words = recovery.split(' ').map(str::to_owned);
    Ok(Reply::Words(words.collect()))
}

/// The new home takes down what is to be disowned before this device changes over.
async fn confirm_new(vault: &Vault) -> Result<MeReply, Failure> {
    let old = vault.person()?;
    let new = vault.pending.new.borrow().clone();
    let (me, sealed) = new.ok_or(Failure::NoIdentity)?;
    let old_home = old.home(&vault.host, true).await?;
    let new_home = Home::load(Rc::clone(&vault.host), &me.seed).await?;
    new_home.introduce(&worker::device_name());
    new_home.take_over(&old_home, &old.me).await?;
    identity::keep(vault, me, &sealed).await?;
    vault.pending.clear();
    old_home.forget_here().await?;
    disown(vault).await
}

async fn disown(vault: &Vault) -> Result<MeReply, Failure> {
    let (person, home) = (vault.person()?, home(vault, true).await?);
    let left = home.disown(&person.me, &progress(vault)).await?;
    overview(vault, left).await
}
