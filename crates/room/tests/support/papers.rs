//! Forms on their way: filled, signed, sent as documents, filed.

use std::collections::BTreeMap;

use room::artefact::{Artefact, MIME};
use room::testkit::{MemoryCarrier, MemoryFile};
use room::{Control, DocId, Form, FormKind, Host, Picked, ScopeId};
use serde_json::{Value, json};

use super::{Device, START, TheRoom};

/// What the operator writes.
pub fn write(form: &mut Form, said: &[(&str, Value)]) {
    for (name, value) in said {
        form.fields.insert((*name).to_owned(), value.clone());
    }
}

/// The cells of one row of a form.
pub fn cell<'f>(form: &'f Form, rows: &str, row: usize, name: &str) -> &'f Value {
    &form.fields[rows][row][name]
}

/// An assessment that can be signed.
pub fn assessed(room: &TheRoom) -> Form {
    let mut form = room.draft(FormKind::ImpactAssessment).unwrap();
    write(
        &mut form,
        &[
            ("subject", json!("客户名单的转让")),
            ("assessor", json!("Deng")),
            ("triggers", json!(["provide"])),
            ("lawful", json!("Needed for the transfer")),
            ("impact", json!("泄露会导致骚扰电话")),
            ("risk", json!("high")),
            ("fitting", json!("They fit")),
            ("residual", json!("low")),
            ("decision", json!("with-measures")),
            ("decided-by", json!("Wang Fang, owner")),
        ],
    );
    form
}

pub fn paper(name: &str, signed: &Artefact) -> Picked<MemoryFile> {
    Picked {
        path: name.to_owned(),
        mime: MIME.to_owned(),
        source: MemoryFile::new(signed.encode().unwrap(), START),
    }
}

/// Sends a signed form as a document, or as a version of one.
pub async fn send(
    room: &TheRoom,
    host: &Device,
    to: ScopeId,
    name: &str,
    signed: &Artefact,
    onto: Option<DocId>,
) -> DocId {
    let carrier = MemoryCarrier::new(host.api());
    let onto: BTreeMap<usize, DocId> = onto.map(|doc| (0, doc)).into_iter().collect();
    let files = [paper(name, signed)];
    let control = Control::new();
    let sent = room.upload_onto(&carrier, to, &files, &onto, &control, &|_| {});
    let sent = sent.await.unwrap();
    assert_eq!(sent.failed, vec![]);
    sent.done[0].1
}
