//! What is sent: one of three things, and never more than the fixed text of it.

/// How often one message is tried before it waits for the next hour.
pub(crate) const ATTEMPTS: u32 = 3;

/// A message.
#[derive(Clone)]
pub(crate) enum Letter {
    /// Something is new. The code goes to the operator's own system alone.
    News {
        code: blobs::wire::TellCode,
        /// A link by which there are no more of these.
        stop: String,
        at: u64,
    },
    /// What somebody asked for, to see that it comes.
    Trial { stop: String, at: u64 },
    /// The code that shows that an address is somebody's who wants it.
    Code { code: String, at: u64 },
}
