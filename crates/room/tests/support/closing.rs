//! A firm that is handed over: to the second manager, who buys it.

use std::collections::BTreeMap;

use ledger::ids::Hash;
use room::artefact::{Artefact, ArtefactError};
use room::handover::{
    BibleCheck, BibleOf, BibleReport, Deviation, HandoverList, LIST, MANIFEST, Stay,
};
use room::testkit::MemoryBinder;

use super::firm::{Firm, Somebody};
use super::*;

pub type Files = BTreeMap<String, Vec<u8>>;

impl Firm {
    /// What the seller lists of these folders.
    pub async fn list(&self, folders: &[ScopeId]) -> Result<HandoverList, Error> {
        let carrier = MemoryCarrier::new(room::Host::api(&*self.seller.host));
        let mut binder = MemoryBinder::default();
        let to = self.deng.2;
        self.room
            .handover_list(
                &carrier,
                &mut binder,
                (folders, &to),
                &Control::new(),
                &|_| {},
            )
            .await
    }

    /// What the buyer finds against a list.
    pub async fn check(&self, list: &HandoverList) -> Result<Vec<Deviation>, Error> {
        let carrier = MemoryCarrier::new(room::Host::api(&*self.deng.0.host));
        let mut binder = MemoryBinder::default();
        self.deng
            .1
            .check_handover(list, &carrier, &mut binder, &Control::new(), &|_| {})
            .await
    }

    /// A list of everything that both have signed.
    pub async fn signed_list(&self) -> Artefact {
        let list = self.list(&[root(&self.room)]).await.unwrap();
        let signed = self.room.sign_artefact(LIST, &list).unwrap();
        self.deng.1.countersign_artefact(&signed).unwrap()
    }

    /// What the seller offers the buyer.
    pub async fn offer(&self, stay: Stay<'_>) -> Artefact {
        self.room
            .offer_handover(&self.deng.2, None, stay)
            .await
            .unwrap()
    }
}

/// A bible as its maker writes it.
pub async fn bind(room: &TheRoom, host: &Device, of: &BibleOf<'_>) -> Result<Files, Error> {
    let carrier = MemoryCarrier::new(room::Host::api(host));
    let mut binder = MemoryBinder::default();
    room.closing_bible(of, &carrier, &mut binder, &Control::new(), &|_| {})
        .await?;
    Ok(binder.files)
}

/// Signed by somebody else, too.
pub fn countersigned(files: &Files, by: &Somebody) -> Files {
    let manifest = Artefact::parse(&files[MANIFEST]).unwrap();
    let signed = by.1.countersign_artefact(&manifest).unwrap();
    let mut files = files.clone();
    files.insert(MANIFEST.to_owned(), signed.encode().unwrap());
    files
}

/// What a stranger finds who has nothing but the files.
pub fn verified(files: &Files) -> Result<BibleReport, ArtefactError> {
    let mut check = BibleCheck::begin(&files[MANIFEST])?;
    let front = BibleCheck::front_path();
    let mut paths: Vec<&String> = files.keys().filter(|path| *path != MANIFEST).collect();
    paths.sort_by_key(|path| **path != front);
    for path in paths {
        let bytes = &files[path];
        check.file(path, bytes.len() as u64, &Hash::of(bytes));
        if BibleCheck::wants(path) {
            check.text(path, bytes);
        }
    }
    Ok(check.finish())
}
