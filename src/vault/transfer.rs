//! Transfers: files on their way up and down.
//!
//! A transfer runs beside the request that started it and tells the page how far it is. It can
//! be paused, goes on by itself after a lost connection, and when it failed, [`resume`] tries
//! what is left again. A few run at a time; the others wait for their turn. A file that fails
//! does not stop the others.

mod again;
mod backup;
mod bible;
mod down;
mod names;
mod slots;
mod up;

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::FutureExt;
use futures::future::{AbortHandle, Abortable};
use room::Control;

pub(crate) use again::encrypt_again;
pub(crate) use backup::back_up;
pub(crate) use bible::bind;
pub(crate) use down::{download, download_version, view};
pub(crate) use up::{send_in, upload, upload_onto};

use super::messages::{Event, Failure, Progress, Reply, TransferId, TransferState};
use super::meter::Meter;
use super::session::Vault;
use crate::browser::clock;
use slots::Slots;

/// Transfers that move at the same time.
const AT_ONCE: usize = 3;

/// Every transfer that is not over, or failed and may be tried again.
#[derive(Debug)]
pub(crate) struct Transfers {
    last: Cell<TransferId>,
    all: RefCell<BTreeMap<TransferId, Rc<Transfer>>>,
    slots: Slots,
}

/// One transfer.
#[derive(Debug)]
pub(crate) struct Transfer {
    id: TransferId,
    job: Job,
    control: RefCell<Control>,
    /// Drops what runs where it stands.
    stop: RefCell<AbortHandle>,
    meter: RefCell<Meter>,
    phase: Cell<Phase>,
}

#[derive(Debug)]
enum Job {
    Up(up::Up),
    Down(down::Down),
    Again(again::Again),
    Backup(backup::Backup),
    Bible(Box<bible::Bible>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Waits for its turn.
    Queued,
    Running,
    /// The connection is lost.
    Waiting,
    Failed,
}

impl Default for Transfers {
    fn default() -> Self {
        Self {
            last: Cell::new(0),
            all: RefCell::default(),
            slots: Slots::new(AT_ONCE),
        }
    }
}

impl Transfers {
    /// Does any of them get on, or try to? One that is paused does not, nor one that waits for it.
    pub(crate) fn any_moving(&self) -> bool {
        let moves = |one: &Rc<Transfer>| {
            matches!(one.phase.get(), Phase::Running | Phase::Waiting)
                && !one.control.borrow().is_paused()
        };
        self.all.borrow().values().any(moves)
    }

    fn find(&self, id: TransferId) -> Result<Rc<Transfer>, Failure> {
        self.all.borrow().get(&id).cloned().ok_or(Failure::NotFound)
    }

    fn forget(&self, id: TransferId) {
        self.all.borrow_mut().remove(&id);
    }
}

pub(crate) fn pause(vault: &Vault, id: TransferId) -> Result<Reply, Failure> {
    let one = vault.transfers.find(id)?;
    one.control.borrow().pause();
    one.tell(vault);
    Ok(Reply::Done)
}

/// Goes on after a pause, or tries again what failed.
pub(crate) fn resume(vault: &Rc<Vault>, id: TransferId) -> Result<Reply, Failure> {
    let one = vault.transfers.find(id)?;
    one.meter.borrow_mut().rest();
    if one.phase.get() == Phase::Failed {
        one.meter.borrow_mut().again();
        one.control.replace(Control::new());
        one.phase.set(Phase::Queued);
        run(vault, one);
    } else {
        one.control.borrow().resume();
        one.tell(vault);
    }
    Ok(Reply::Done)
}

pub(crate) fn cancel(vault: &Vault, id: TransferId) -> Result<Reply, Failure> {
    let one = vault.transfers.find(id)?;
    one.control.borrow().cancel();
    if matches!(one.phase.get(), Phase::Failed | Phase::Queued) {
        one.over(vault, TransferState::Cancelled);
    }
    Ok(Reply::Done)
}

/// Ends every transfer, because its keys are forgotten. None of them gets to tidy up, so that the
/// plan of a large file stays for whoever unlocks and adds it again.
pub(crate) fn end_all(vault: &Vault) {
    for one in vault.transfers.all.take().into_values() {
        one.stop.borrow().abort();
        one.over(vault, TransferState::Cancelled);
    }
}

/// Enters a transfer and starts it.
fn begin(vault: &Rc<Vault>, job: Job, meter: Meter) -> Reply {
    let id = vault.transfers.last.get() + 1;
    vault.transfers.last.set(id);
    let one = Rc::new(Transfer {
        id,
        job,
        control: RefCell::new(Control::new()),
        stop: RefCell::new(AbortHandle::new_pair().0),
        meter: RefCell::new(meter),
        phase: Cell::new(Phase::Queued),
    });
    vault.transfers.all.borrow_mut().insert(id, Rc::clone(&one));
    run(vault, one);
    Reply::Transfer(id)
}

fn run(vault: &Rc<Vault>, one: Rc<Transfer>) {
    let vault = Rc::clone(vault);
    let (stop, stopped) = AbortHandle::new_pair();
    one.stop.replace(stop);
    let running = async move {
        one.tell(&vault);
        let slot = vault.transfers.slots.take().await;
        // cancelled before its turn came
        if vault.transfers.find(one.id).is_err() {
            return;
        }
        one.phase.set(Phase::Running);
        let control = one.control.borrow().clone();
        let outcome = match &one.job {
            Job::Up(up) => up.run(&vault, &one, &control).await,
            Job::Down(down) => down.run(&vault, &one, &control).await,
            Job::Again(again) => again.run(&vault, &one, &control).await,
            Job::Backup(backup) => backup.run(&vault, &one, &control).await,
            Job::Bible(bible) => bible.run(&vault, &one, &control).await,
        };
        drop(slot);
        one.end(&vault, outcome);
    };
    wasm_bindgen_futures::spawn_local(Abortable::new(running, stopped).map(drop));
}

impl Transfer {
    /// So many bytes of a file are over.
    fn reached(&self, vault: &Vault, file: usize, bytes: u64, fresh: bool) {
        self.meter.borrow_mut().reached(file, bytes, fresh);
        self.tell_if_due(vault);
    }

    fn ended(&self, vault: &Vault, file: usize, outcome: Result<(), Failure>) {
        self.meter.borrow_mut().ended(file, outcome);
        self.tell_if_due(vault);
    }

    /// The connection is lost, or back.
    fn waits(&self, vault: &Vault, waits: bool) {
        let phase = if waits {
            Phase::Waiting
        } else {
            Phase::Running
        };
        if self.phase.replace(phase) != phase {
            self.meter.borrow_mut().rest();
            self.tell(vault);
        }
    }

    fn tell_if_due(&self, vault: &Vault) {
        if self.meter.borrow_mut().is_due(clock::now()) {
            self.tell(vault);
        }
    }

    fn tell(&self, vault: &Vault) {
        let progress = self.progress();
        let state = if self.control.borrow().is_paused() {
            TransferState::Paused(progress)
        } else if self.phase.get() == Phase::Waiting {
            TransferState::Waiting(progress)
        } else {
            TransferState::Running(progress)
        };
        vault.tell(Event::Transfer {
            transfer: self.id,
            state,
        });
    }

    fn end(&self, vault: &Vault, outcome: Result<(), Failure>) {
        let failed = outcome.err().or_else(|| self.meter.borrow().failure());
        match failed {
            None => self.over(vault, TransferState::Done(self.progress())),
            Some(Failure::Cancelled) => self.over(vault, TransferState::Cancelled),
            Some(failure) => {
                self.phase.set(Phase::Failed);
                let state = TransferState::Failed(failure, self.progress());
                vault.tell(Event::Transfer {
                    transfer: self.id,
                    state,
                });
            }
        }
    }

    fn over(&self, vault: &Vault, state: TransferState) {
        vault.transfers.forget(self.id);
        vault.tell(Event::Transfer {
            transfer: self.id,
            state,
        });
    }

    fn progress(&self) -> Progress {
        self.meter.borrow_mut().progress(clock::now())
    }
}
