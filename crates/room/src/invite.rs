//! Invites: whoever holds one becomes a member, once.

use ledger::entry::Manner;
use ledger::ids::ScopeId;
use seal::fragment::LinkKind;
use seal::link::LinkSecret;

use crate::error::Error;
use crate::host::Host;
use crate::room::Room;
use crate::share::{Invitation, NewMember, check_label};

impl<H: Host> Room<H> {
    /// Makes an invite that gives a folder to read: to be accepted before `join_by`, and held
    /// until `expires`, if that is said.
    pub async fn invite(
        &self,
        folder: ScopeId,
        label: &str,
        join_by: u64,
        expires: Option<u64>,
    ) -> Result<Invitation, Error> {
        self.judge_manager()?;
        check_label(label)?;
        if join_by <= self.now() || expires.is_some_and(|end| end <= self.now()) {
            return Err(Error::Expired);
        }
        let secret = LinkSecret::make(&mut self.host.rng());
        let new = NewMember {
            kind: LinkKind::Invite,
            card: secret.keys().card(),
            secret,
            kdf: None,
            scopes: vec![folder],
            label: label.to_owned(),
            what: self.folder_name(&folder),
            docs: Vec::new(),
            expires,
            join_by: Some(join_by),
            opens: None,
            manner: Manner::default(),
            drops: None,
        };
        self.append(|state| {
            if new.is_made(state) {
                let asked = self.ask_new(state, &new.id(), &new.card.kem);
                Ok(asked.into_iter().collect())
            } else {
                self.member_drafts(state, &new)
            }
        })
        .await?;
        self.invitation(&new)
    }
}
