//! What came in the fragment: an invite's or a link's secret, or the operator's token.
//!
//! It is read once, taken out of the address at once, and kept in memory only: in a plain value,
//! not in a signal, so that nothing that watches signals comes to see it.

use leptos::prelude::*;

use crate::browser::page::address;

/// Holds what the fragment held, for as long as the page lives.
#[derive(Clone, Copy)]
pub(crate) struct Secrets {
    fragment: StoredValue<Option<String>>,
    token: StoredValue<Option<String>>,
    count: RwSignal<u32>,
}

impl Secrets {
    /// Takes the fragment out of the address.
    pub(crate) fn take_from_address() -> Self {
        let secrets = Self {
            fragment: StoredValue::new(None),
            token: StoredValue::new(None),
            count: RwSignal::new(0),
        };
        secrets.take_again();
        secrets
    }

    /// The same for a link that was pasted while the page was open. True if there was one.
    pub(crate) fn take_again(self) -> bool {
        let Some(fragment) = address::take_fragment() else {
            return false;
        };
        match fragment.strip_prefix("token=") {
            Some(token) => self.token.set_value(Some(token.to_owned())),
            None => {
                self.fragment.set_value(Some(fragment));
                self.count.update(|count| *count += 1);
            }
        }
        true
    }

    /// The fragment of an invite or a link.
    pub(crate) fn fragment(self) -> Option<String> {
        self.fragment.get_value()
    }

    /// Forgets it: whoever sits down at this page now did not get it.
    pub(crate) fn forget_fragment(self) {
        self.fragment.set_value(None);
    }

    /// Changes with each fragment that came; tracked, and says nothing about it.
    pub(crate) fn count(self) -> u32 {
        self.count.get()
    }

    /// The operator's token, if it came in the address or was typed.
    pub(crate) fn token(self) -> Option<String> {
        self.token.get_value()
    }

    /// Keeps a token that worked, for the next room.
    pub(crate) fn keep_token(self, token: String) {
        self.token.set_value(Some(token));
    }

    /// Forgets a token that did not work.
    pub(crate) fn forget_token(self) {
        self.token.set_value(None);
    }
}
