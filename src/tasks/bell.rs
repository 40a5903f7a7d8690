//! What is new in my rooms: asked of the vault after unlocking, now and then while the page can be
//! seen, and whenever a room was read.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::App;
use super::session::Identity;
use super::vault::Vault;
use crate::browser::page::time;
use crate::vault::messages::{ActivityReply, ActivityRequest, NewsOf, Request, RoomRef};

/// Rooms are looked at again after so long, in milliseconds,
const AGAIN: f64 = 240_000.0;
/// which is looked at this often; the first time after as long, so that unlocking is quick.
const LOOK: Duration = Duration::from_secs(2);

/// What is new, by room.
#[derive(Clone, Copy)]
pub(crate) struct Bell {
    vault: Vault,
    all: RwSignal<Vec<NewsOf>>,
    asked: StoredValue<Option<f64>>,
}

impl Bell {
    pub(crate) fn new(vault: Vault) -> Self {
        Self {
            vault,
            all: RwSignal::new(Vec::new()),
            asked: StoredValue::new(None),
        }
    }

    /// Rooms with anything new; tracked.
    pub(crate) fn rooms(self) -> Vec<NewsOf> {
        let mut all = self.all.get();
        all.retain(|room| !room.items.is_empty() || room.failure.is_some());
        all
    }

    /// What is new in one room; tracked.
    pub(crate) fn of(self, room: &str) -> Option<NewsOf> {
        self.all
            .with(|all| all.iter().find(|one| one.room == room).cloned())
    }

    /// How much is new in all; tracked.
    pub(crate) fn count(self) -> usize {
        self.all
            .with(|all| all.iter().map(|room| room.items.len()).sum())
    }

    /// A room that is open was read: what is new in it?
    pub(crate) fn look(self, room: RoomRef) {
        self.ask_one(ActivityRequest::News { room });
    }

    /// The person has seen what is new in a room.
    pub(crate) fn mark_read(self, room: RoomRef) {
        self.ask_one(ActivityRequest::MarkRead { room });
    }

    /// Looks for as long as the page is there.
    pub(super) fn follow(self, app: App) {
        let look = time::every(LOOK, move || {
            if !matches!(app.session.identity_untracked(), Identity::Unlocked(_)) {
                self.forget();
                return;
            }
            let due = self
                .asked
                .get_value()
                .is_none_or(|asked| time::now() - asked >= AGAIN);
            if due && time::is_seen() && !app.transfers.any_moving_untracked() {
                self.asked.set_value(Some(time::now()));
                self.ask_all();
            }
        });
        // it lives as long as the page
        StoredValue::new_local(look);
    }

    /// Names leave the screen with the lock.
    fn forget(self) {
        self.asked.set_value(None);
        if !self.all.with_untracked(Vec::is_empty) {
            self.all.set(Vec::new());
        }
    }

    fn ask_all(self) {
        let request = Request::Activity(ActivityRequest::AllNews { fresh: true });
        spawn_local(async move {
            // what cannot be read now is read the next time
            if let Ok(ActivityReply::AllNews(all)) = self.vault.activity(request).await
                && self.asked.get_value().is_some()
                && self.all.with_untracked(|old| *old != all)
            {
                self.all.set(all);
            }
        });
    }

    fn ask_one(self, request: ActivityRequest) {
        spawn_local(async move {
            let answer = self.vault.activity(Request::Activity(request)).await;
            if let Ok(ActivityReply::News(news)) = answer {
                self.put(news);
            }
        });
    }

    fn put(self, news: NewsOf) {
        let same = |all: &Vec<NewsOf>| all.contains(&news);
        if !self.all.with_untracked(same) {
            self.all.update(|all| {
                match all.iter_mut().find(|one| one.room == news.room) {
                    Some(one) => *one = news.clone(),
                    None => all.push(news.clone()),
                };
            });
        }
    }
}
