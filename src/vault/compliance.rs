//! Forms of the law, registers, notices to many, and reports to the auditors.

mod channel;
mod forms;
mod kept;
mod notices;
mod registers;
mod said;

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use room::Room;

use super::messages::compliance::{ComplianceReply, ComplianceRequest, OnDay};
use super::messages::{Failure, Reply};
use super::session::Vault;
use crate::browser::host::Device;

/// Answers one request.
pub(super) async fn answer(
    vault: &Rc<Vault>,
    request: ComplianceRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    match request {
        ComplianceRequest::Forms(request) => {
            Ok((forms::answer(vault, request).await?, Array::new()))
        }
        ComplianceRequest::Registers(request) => {
            let all = registers::answer(vault, request).await?;
            Ok((
                told(ComplianceReply::Registers(Box::new(all))),
                Array::new(),
            ))
        }
        ComplianceRequest::Notices(request) => notices::answer(request, files).await,
        ComplianceRequest::Channel(request) => channel::answer(vault, request, files).await,
    }
}

fn told(reply: ComplianceReply) -> Reply {
    Reply::Compliance(reply)
}

/// A day, and how many are left until then: of today none.
fn on_day(open: &Room<Device>, time: u64) -> OnDay {
    const DAY: u64 = 24 * 3600 * 1000;
    let count = |time: u64| i32::try_from(time / DAY).unwrap_or(i32::MAX);
    OnDay {
        day: room::day(time),
        left: count(time).saturating_sub(count(open.now())),
    }
}

/// Bytes as they ride beside an answer.
fn buffer(bytes: &[u8]) -> js_sys::ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}
