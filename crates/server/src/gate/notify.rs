//! Where members are told outside the app, and what they are told of; see [`crate::notify`].

use std::fmt::Write;

use blobs::wire::{Code, Item, Notify, NotifyState, NotifyTold, Tell};
use ledger::{Actor, ChainId, KeyId, MemberId, Role, RoomId};

use super::append::signed;
use super::rooms::Room;
use super::{Denial, Gate};
use crate::notify::{
    Address, CODES_A_DAY, CodeName, Concerns, Desk, Letter, News, Record, Records, Stop, TRIES,
    WHILE, news_of,
};

/// Digits of a code.
const DIGITS: usize = 8;

impl Gate {
    /// `POST /v1/rooms/R/notify`: for persons, of themselves alone.
    pub async fn notify(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: Notify,
    ) -> Result<NotifyState, Denial> {
        let (_, actor) = self.enter(room, by).await?;
        let desk = self.desk_for(&actor)?;
        let (records, member) = (self.records(), actor.member());
        let newest = records.newest(room, &member).await?;
        match asked {
            Notify::Look => {}
            Notify::Set(channel, to, language) => {
                let address = Address::parse(channel, &to, language);
                let address = address.filter(|_| desk.offers().contains(&channel));
                let address = address.ok_or_else(Denial::malformed)?;
                let behind = newest.map(|(n, _)| n);
                self.ask_code(desk, room, &member, behind, &address).await?;
            }
            Notify::Confirm(code) => {
                let (n, record) = newest.ok_or_else(Denial::absent)?;
                self.confirm(room, &member, (n, record), &code).await?;
            }
            Notify::Try => {
                let record = newest.map(|(_, record)| record);
                let address = record.and_then(|record| record.confirmed());
                let address = address.ok_or_else(Denial::absent)?;
                self.send_trial(desk, room, &member, &address).await?;
            }
            Notify::Stop => records.forget(room, &member, self.now()).await?,
        }
        let newest = records.newest(room, &member).await?;
        let told = newest.filter(|(_, record)| !record.to.is_empty());
        Ok(NotifyState {
            offers: desk.offers(),
            told: told.map(|(_, record)| NotifyTold {
                channel: record.channel,
                language: record.language,
                confirmed: record.code.is_none(),
            }),
        })
    }

    /// `POST /v1/rooms/R/tell`: what the gate cannot see, by those who manage.
    pub async fn tell(&self, room: &RoomId, by: &KeyId, asked: &Tell) -> Result<(), Denial> {
        let (_, actor) = self.enter(room, by).await?;
        if !matches!(actor.role(), Role::Owner | Role::Manager) {
            return Err(Denial::absent());
        }
        let desk = self.desk_for(&actor)?;
        if !asked.code.is_sayable() {
            return Err(Denial::malformed());
        }
        for member in &asked.members {
            desk.hear(News {
                room: *room,
                by: Some(actor.member()),
                whom: Concerns::Member(ChainId(member.0)),
                code: asked.code,
            });
        }
        Ok(())
    }

    /// By the link in a message. What it stops is not said, so that nobody learns anything by it.
    pub async fn stop_telling(&self, token: &str) -> Result<(), Denial> {
        let stop = Stop::parse(self.private(), token).ok_or_else(Denial::absent)?;
        let (room, member, address) = stop.parts();
        let records = self.records();
        let newest = records.newest(&room, &member).await?;
        let same = newest.and_then(|(_, record)| record.address());
        // another address since then is told on
        if same.is_some_and(|known| self.private().is(&address, &known.folded())) {
            records.forget(&room, &member, self.now()).await?;
        }
        Ok(())
    }

    /// Takes note of what an entry that was stored says to whom.
    pub(super) async fn note_news(&self, room: &Room, actor: Option<&Actor>, item: &Item) {
        let (Some(desk), Ok(verified)) = (self.desk(), signed(item).verify()) else {
            return;
        };
        let fold = room.fold().await;
        for (whom, code) in news_of(&fold, verified.entry()) {
            desk.hear(News {
                room: room.layout.0,
                by: actor.map(Actor::member),
                whom,
                code,
            });
        }
    }

    fn desk_for(&self, actor: &Actor) -> Result<&Desk, Denial> {
        let nobody = matches!(actor.role(), Role::Invite | Role::Link | Role::Visitor);
        let desk = self.desk().filter(|_| !nobody);
        desk.ok_or_else(Denial::absent)
    }

    fn records(&self) -> Records<'_> {
        Records {
            engine: self.engine(),
            private: self.private(),
        }
    }

    /// Sends a code to an address; nothing else is sent there before it is said.
    async fn ask_code(
        &self,
        desk: &Desk,
        room: &RoomId,
        member: &MemberId,
        behind: Option<u64>,
        address: &Address,
    ) -> Result<(), Denial> {
        let now = self.now();
        desk.judge(room)?;
        if !self.records().count_code(address, now).await? {
            let why = format!("{CODES_A_DAY} codes were sent there today; tomorrow again");
            return Err(Denial::new(Code::Rate, why));
        }
        let code = code()?;
        let name = self.private().name(&place(room, member, &code));
        let record = Record {
            at: now,
            channel: address.channel,
            to: address.to.clone(),
            language: address.language,
            code: Some((CodeName(name.0), now.saturating_add(WHILE), TRIES)),
        };
        self.records().put(room, member, behind, &record).await?;
        let sent = desk.send(address, &Letter::Code { code, at: now }).await;
        sent.map_err(|_| Denial::new(Code::Internal, "the code could not be sent; later again"))
    }

    /// Counted with the codes, so that nobody is sent more of both.
    async fn send_trial(
        &self,
        desk: &Desk,
        room: &RoomId,
        member: &MemberId,
        address: &Address,
    ) -> Result<(), Denial> {
        let now = self.now();
        desk.judge(room)?;
        if !self.records().count_code(address, now).await? {
            let why = format!("{CODES_A_DAY} messages were sent there today; tomorrow again");
            return Err(Denial::new(Code::Rate, why));
        }
        let name = self.private().name(&address.folded());
        let token = Stop::of(room, member, &name).token(self.private());
        let token = token.ok_or_else(|| Denial::internal("nothing can be sealed"))?;
        let stop = desk.stop_link(&token);
        let sent = desk.send(address, &Letter::Trial { stop, at: now }).await;
        sent.map_err(|_| Denial::new(Code::Internal, "the message could not be sent; later again"))
    }

    /// Each try is counted before the code is looked at, so that two at once are two.
    async fn confirm(
        &self,
        room: &RoomId,
        member: &MemberId,
        (n, record): (u64, Record),
        said: &str,
    ) -> Result<(), Denial> {
        let now = self.now();
        let (name, until, left) = match record.code {
            Some(code) => code,
            None if record.to.is_empty() => return Err(Denial::absent()),
            None => return Ok(()),
        };
        if now >= until || left == 0 {
            return Err(Denial::new(
                Code::Expired,
                "the code is over: have another one sent",
            ));
        }
        let counted = Record {
            code: Some((name, until, left - 1)),
            ..record.clone()
        };
        let records = self.records();
        records.put(room, member, Some(n), &counted).await?;
        let digits: String = said
            .chars()
            .filter(char::is_ascii_digit)
            .take(DIGITS + 1)
            .collect();
        let right = self
            .private()
            .is(&ledger::Hash(name.0), &place(room, member, &digits));
        if !right {
            return Err(Denial::new(Code::Rule, "the code is wrong"));
        }
        let confirmed = Record {
            at: now,
            code: None,
            ..record
        };
        records.put(room, member, Some(n + 1), &confirmed).await
    }
}

/// A code belongs to who asked for it.
fn place(room: &RoomId, member: &MemberId, code: &str) -> String {
    format!("code/{room}/{member}/{code}")
}

/// Digits, each as likely as the others.
fn code() -> Result<String, Denial> {
    let mut code = String::with_capacity(DIGITS);
    while code.len() < DIGITS {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(Denial::internal)?;
        // of 256 the last six would make some digits likelier
        for byte in bytes.iter().filter(|byte| **byte < 250) {
            if code.len() < DIGITS {
                // writing to a string cannot fail
                _ = write!(code, "{}", byte % 10);
            }
        }
    }
    Ok(code)
}
