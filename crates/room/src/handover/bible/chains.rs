//! The chains that a role may read, as text: a line for each entry, wrapped as the store keeps it, without bodies.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobs::Api;
use blobs::wire::{Id, Read, ReadFrom};
use ledger::ids::ChainId;

use crate::control::Control;
use crate::error::{Error, What};
use crate::handover::check::ChainCheck;
use crate::host::Host;
use crate::room::Room;

/// Chains that are asked for at once.
const AT_ONCE: usize = 64;

impl<H: Host> Room<H> {
    /// Every entry of these chains, each verified before it is written. Chains without entries are left out.
    pub(super) async fn chain_texts(
        &self,
        chains: &[ChainId],
        control: &Control,
    ) -> Result<BTreeMap<ChainId, String>, Error> {
        let mut all = BTreeMap::new();
        let front = self.state.borrow().front.clone();
        for some in chains.chunks(AT_ONCE) {
            let begin = |chain: &ChainId| {
                let check = ChainCheck::new(self.session.room, *chain);
                (*chain, (check, String::new()))
            };
            let mut read: BTreeMap<ChainId, (ChainCheck, String)> =
                some.iter().map(begin).collect();
            loop {
                control.go().await?;
                let asked = read.iter().map(|(chain, (check, _))| ReadFrom {
                    chain: Id(chain.0),
                    from: check.next(),
                });
                let asked = Read {
                    chains: asked.collect(),
                };
                let (signer, room) = (self.signer(), Id(self.session.room.0));
                let reading = self.host.api().read(&signer, &room, &asked).await?;
                let mut any = false;
                for part in reading.chains {
                    let known = read.get_mut(&ChainId(part.chain.0));
                    let (check, text) = known.ok_or(Error::Tampered(What::Answer))?;
                    for stored in part.entries {
                        let taken = check.take(&front, &stored.wrapped);
                        taken.map_err(|_| Error::Tampered(What::Entry))?;
                        text.push_str(&STANDARD.encode(&stored.wrapped));
                        text.push('\n');
                        any = true;
                    }
                }
                match (reading.more, any) {
                    (false, _) => break,
                    (true, false) => return Err(Error::Tampered(What::MissingEntry)),
                    (true, true) => {}
                }
            }
            let texts = read.into_iter().map(|(chain, (_, text))| (chain, text));
            all.extend(texts.filter(|(_, text)| !text.is_empty()));
        }
        Ok(all)
    }
}
