//! The gate against members, strangers and time. Row numbers are those of ATTACKS.md.
#![allow(clippy::unwrap_used)]

mod copies;
mod erase;
mod gone;
mod homes;
mod index;
#[path = "../kit/mod.rs"]
mod kit;
mod leases;
mod links;
mod memory;
mod offices;
mod openings;
mod parts;
mod quotas;
mod reading;
mod requests;
mod stamps;
mod tries;
mod work;
mod writing;

use std::sync::Arc;

use blobs::http::{HttpApi, Transport};
use blobs::wire::{
    Append, Code, Id, Lease, LinkKind, Outcome, PartName, Read, ReadFrom, Slot, Standing,
};
use blobs::{Api, Bytes, Engine, Memory};
use futures::future::join_all;
use kit::{By, OWNER, ROOT, Watched, World, code, docs, fetch, one, refused, urls_of};
use ledger::testkit::{Key, chain};
use ledger::{ChainId, Epoch, Hash, Public, ScopeEpoch};
use server::local::Local;
use server::{Quotas, sweeper};

const T0: u64 = 1_800_000_000_000;

struct Setup {
    world: World<Local>,
    local: Local,
    engine: Arc<Memory>,
}

async fn setup() -> Setup {
    with_quotas(Quotas::default()).await
}

async fn with_quotas(quotas: Quotas) -> Setup {
    let engine = Arc::new(Memory::new());
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
    let local = Local::with(shared, T0, quotas, &[7; 32]);
    let world = World::make(local.api(), Local::TOKEN).await;
    Setup {
        world,
        local,
        engine,
    }
}

/// A room on an engine that says what was done with it.
async fn watched(quotas: Quotas) -> (World<Local>, Local, Arc<Watched>) {
    let engine = Arc::new(Watched::default());
    let shared: Arc<dyn Engine> = Arc::<Watched>::clone(&engine);
    let local = Local::with(shared, T0, quotas, &[7; 32]);
    let world = World::make(local.api(), Local::TOKEN).await;
    engine.calls();
    (world, local, engine)
}

/// A second process on the same store, which has seen nothing yet.
fn another_process(setup: &Setup) -> HttpApi<Local> {
    let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&setup.engine);
    let other = Local::new(shared, T0);
    other.clock().set(setup.local.api().server_now());
    other.api()
}

fn chain_of(by: &By) -> ChainId {
    match by.keyid {
        ledger::KeyId::Member { chain, .. } => chain,
        _ => panic!(),
    }
}

async fn grants_of(setup: &Setup, id: ChainId) -> Vec<blobs::Meta> {
    let key = blobs::Key::parse(format!("rooms/{}/grants/{id}", setup.world.id())).unwrap();
    setup.engine.list(&key).await.unwrap()
}

async fn contents(engine: &Memory) -> Vec<(blobs::Key, u64)> {
    let all = engine
        .list(&blobs::Key::parse("rooms").unwrap())
        .await
        .unwrap();
    all.into_iter().map(|meta| (meta.key, meta.size)).collect()
}
