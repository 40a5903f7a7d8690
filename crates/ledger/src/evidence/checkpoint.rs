//! Checkpoints (C2SP tlog-checkpoint): the head of a log's tree, as the text of a note.
//!
//! ```text
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```
//!
//! The first line, the origin, says which log it is, and by custom is the name of the log's key. A log that ever
//! signs two checkpoints of which neither extends the other has lied, and both of them together prove it.
//!
//! Below, a log may write lines of its own. We write none, since nobody could audit them, and keep those of others,
//! since they are signed. What a witness signs is in [`cosignature`].

pub mod cosignature;

use super::text;
use super::tree::{LEAVES, TreeHead};

/// Bytes of an origin, as in the messages that witnesses sign with other algorithms.
const ORIGIN: usize = 255;
/// Lines of the log's own.
const EXTENSIONS: usize = 16;
/// Bytes of a checkpoint's text.
const TEXT: usize = 16 * 1024;

/// What a log says that its tree is.
///
/// - The origin is not empty and not over 255 bytes; no line has a control character.
/// - The size is no more than a tree may have. Whether the root is one of a tree shows in proofs only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: TreeHead,
    extensions: Vec<String>,
}

/// A text that is no checkpoint's, or over a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a checkpoint")]
pub struct NotACheckpoint;

impl Checkpoint {
    /// The checkpoint of a log's tree. Its text is what the log signs.
    pub fn new(origin: &str, head: TreeHead) -> Result<Self, NotACheckpoint> {
        let possible = head.is_possible() && !origin.contains('\n');
        let checkpoint = Self {
            origin: origin.to_owned(),
            head,
            extensions: Vec::new(),
        };
        if possible && text::is_plain(origin) && (1..=ORIGIN).contains(&origin.len()) {
            Ok(checkpoint)
        } else {
            Err(NotACheckpoint)
        }
    }

    /// Reads the text of a note.
    pub fn parse(text: &str) -> Result<Self, NotACheckpoint> {
        Self::read(text).ok_or(NotACheckpoint)
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > TEXT || !text::is_plain(text) {
            return None;
        }
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let origin = lines.next()?;
        let head = TreeHead {
            size: text::number(lines.next()?)?,
            root: text::hash(lines.next()?)?,
        };
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        let lines =
            extensions.len() <= EXTENSIONS && extensions.iter().all(|line| !line.is_empty());
        let fits = (1..=ORIGIN).contains(&origin.len()) && head.size <= LEAVES;
        (lines && fits).then(|| Self {
            origin: origin.to_owned(),
            head,
            extensions,
        })
    }

    /// The text that the log signs: the same that was read.
    pub fn text(&self) -> String {
        let Self {
            origin,
            head,
            extensions,
        } = self;
        let root = text::base64(head.root.0);
        let lines = extensions.iter().map(|line| format!("{line}\n"));
        format!("{origin}\n{}\n{root}\n", head.size) + &lines.collect::<String>()
    }

    /// Which log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its tree's head.
    pub fn head(&self) -> &TreeHead {
        &self.head
    }

    /// The log's own lines.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}
