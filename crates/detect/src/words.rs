//! Values in running text.
//!
//! Text comes in chunks of any size and is read once, character by character: what is found depends on the text and
//! not on where it was cut. Three things are kept meanwhile, each of a fixed size, and wiped afterwards: the run of
//! letters and digits that is being read, the last few such words with what stood between them (a number may be
//! written in groups), and the end of what stood before (an order number says that it is one).
//!
//! A value has nothing of its own kind on either side: neither digits nor letters, nor a hyphen with more of a
//! longer number behind it. Spaces and hyphens inside it, brackets round an area code, and full-width characters are
//! read as people mean them.

mod chain;
mod find;
mod hints;

use zeroize::{Zeroize, Zeroizing};

use self::{
    chain::{Chain, Word},
    hints::Context,
};
use super::{fold::fold, kind::Kind, rules::email};

/// The longest run that can be a value: an e-mail address.
const RUN: usize = 320;

/// A value that was found.
pub(crate) struct Hit<'a> {
    pub(crate) kind: Kind,
    /// In the one spelling in which it is compared.
    pub(crate) value: &'a str,
    /// How many letters and digits of the text it covers.
    pub(crate) covers: usize,
}

/// Who is told of what is found.
pub(crate) type Sink<'a> = &'a mut dyn FnMut(Hit<'_>);

/// The reader of running text.
pub(crate) struct Words {
    run: Zeroizing<String>,
    /// The run is longer than any value, and only its end matters.
    overlong: bool,
    /// The two characters before the run.
    before: [Option<char>; 2],
    /// The two characters read last.
    last: [Option<char>; 2],
    context: Context,
    chain: Chain,
}

impl Words {
    pub(crate) fn new() -> Self {
        Self {
            run: Zeroizing::new(String::with_capacity(RUN)),
            overlong: false,
            before: [None; 2],
            last: [None; 2],
            context: Context::new(),
            chain: Chain::new(),
        }
    }

    /// Reads on.
    pub(crate) fn push(&mut self, text: &str, sink: Sink<'_>) {
        for c in text.chars().filter_map(fold) {
            if in_run(c) {
                if self.run.is_empty() {
                    self.before = self.last;
                }
                if self.run.len() < RUN {
                    self.run.push(c);
                } else {
                    self.overlong = true;
                }
            } else {
                self.end_run(Some(c), sink);
                self.chain.gap(c);
                self.context.push(c);
            }
            self.last = [Some(c), self.last[0]];
        }
    }

    /// The text ends here; what comes next has nothing to do with it.
    pub(crate) fn finish(&mut self, sink: Sink<'_>) {
        self.end_run(None, sink);
        self.chain.end(sink);
        self.context.clear();
        self.last = [None; 2];
    }

    fn end_run(&mut self, after: Option<char>, sink: Sink<'_>) {
        if self.run.is_empty() {
            return;
        }
        let run = std::mem::replace(&mut self.run, Zeroizing::new(String::new()));
        if self.overlong || run.contains('@') {
            self.chain.end(sink);
            self.context.clear();
            if !self.overlong {
                self.address(&run, sink);
            }
        } else {
            self.split(&run, after, sink);
        }
        self.overlong = false;
        self.run = run;
        self.run.clear();
    }

    fn address(&self, run: &str, sink: Sink<'_>) {
        let address = run.trim_matches(['.', '-', '+']);
        if email::is_address(address) {
            let value = Zeroizing::new(address.to_ascii_lowercase());
            sink(Hit {
                kind: Kind::Email,
                value: &value,
                covers: run.bytes().filter(u8::is_ascii_alphanumeric).count(),
            });
        }
    }

    /// A run is words, and what joins them.
    fn split(&mut self, run: &str, after: Option<char>, sink: Sink<'_>) {
        let bytes = run.as_bytes();
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        let is_dot = |at: Option<usize>| at.and_then(|at| bytes.get(at)) == Some(&b'.');
        let mut at = 0;
        while at < bytes.len() {
            if !in_word(bytes[at]) {
                self.chain.gap(char::from(bytes[at]));
                at += 1;
                continue;
            }
            let start = at;
            while at < bytes.len() && in_word(bytes[at]) {
                at += 1;
            }
            let text = &run[start..at];
            let before = match start {
                0 => self.before,
                _ => [Some(char::from(bytes[start - 1])), None],
            };
            // a point between digits makes an amount, a version or an address of a machine
            let after_point = is_dot(start.checked_sub(1))
                && is_digit(start.checked_sub(2))
                && is_digit(Some(start));
            let before_point =
                is_dot(Some(at)) && is_digit(Some(at + 1)) && is_digit(at.checked_sub(1));
            let word = Word::new(
                text,
                before,
                bytes.get(at).map(|b| char::from(*b)).or(after),
                after_point || before_point,
                self.context.hint(text),
            );
            self.chain.add(word, sink);
            self.context.word(text);
        }
    }
}

impl Drop for Words {
    fn drop(&mut self) {
        self.before.zeroize();
        self.last.zeroize();
    }
}

/// What a value may consist of, but for the province of a plate; hyphens, points and signs of addresses among it.
fn in_run(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '@')
}

/// What is joined to a digit so closely that it is no longer the end of a number.
fn in_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

#[cfg(test)]
mod tests;
