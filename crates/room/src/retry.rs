//! Waiting for a store that cannot be reached: longer each time, not for ever.

use crate::error::Error;
use crate::host::Host;

/// How long a transfer waits in all before it gives up.
const LIMIT: u64 = 10 * 60_000;

/// One transfer's patience; an answer renews it.
#[derive(Debug)]
pub(crate) struct Patience {
    waited: u64,
    next: u64,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self {
            waited: 0,
            next: 500,
        }
    }

    /// Waits; an error once it waited long enough.
    pub(crate) async fn wait(&mut self, host: &impl Host) -> Result<(), Error> {
        if self.waited >= LIMIT {
            return Err(Error::Unreachable);
        }
        host.sleep(self.next).await;
        self.waited += self.next;
        self.next = (self.next * 2).min(30_000);
        Ok(())
    }

    /// Says so if it had to wait.
    pub(crate) fn over(&self, say: impl FnOnce()) {
        if self.waited > 0 {
            say();
        }
    }
}
