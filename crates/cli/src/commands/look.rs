//! Looking: listings, members.

use room::{Alarm, AlarmKind, MemberStanding, Role, View};
use serde_json::{Value, json};

use super::{Context, Found, below_top, find, identity};
use crate::error::Error;
use crate::out::size;

pub(super) async fn list(context: &Context, room: &str, path: &str) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    show(context, &open.view(), path)
}

/// A listing of what is below a path.
pub(super) fn show(context: &Context, view: &View, path: &str) -> Result<(), Error> {
    let within: Vec<String> = match find(view, path)? {
        Found::Folder(id) => below_top(view, &id),
        Found::Doc(_) => return Err(Error::usage("this is a document; name a folder")),
    };
    let mut entries: Vec<(String, Value, String)> = Vec::new();
    for folder in &view.folders {
        let path = below_top(view, &folder.id);
        if path.len() > within.len() && path.starts_with(&within) {
            let path = path.join("/");
            let value = json!({ "kind": "folder", "path": path, "id": folder.id.to_string() });
            entries.push((path.clone(), value, format!("{:>10}  {path}/", "")));
        }
    }
    for doc in &view.docs {
        let mut path = below_top(view, &doc.folder);
        if path.starts_with(&within) {
            path.push(doc.name.clone());
            let path = path.join("/");
            let value = json!({ "kind": "document", "path": path, "id": doc.record.doc.to_string(),
                "size": doc.record.size, "mime": doc.record.mime, "modified": doc.record.modified,
                "added": doc.added, "by": doc.record.added_by });
            entries.push((
                path.clone(),
                value,
                format!("{:>10}  {path}", size(doc.record.size)),
            ));
        }
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    warn(context, &view.alarms);
    let alarms: Vec<String> = view.alarms.iter().map(alarm).collect();
    let value = json!({ "title": view.title, "owner": view.owner,
        "owner_words": view.owner_fingerprint.as_ref().map(identity::words),
        "expires": view.expires, "as_of": view.as_of,
        "entries": entries.iter().map(|(_, value, _)| value).collect::<Vec<_>>(), "alarms": alarms });
    let lines: Vec<String> = entries.into_iter().map(|(_, _, line)| line).collect();
    context.out.result(&value, &lines)
}

pub(super) async fn members(context: &Context, room: &str) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let members = open.members().await?;
    let value = members.iter().map(|member| {
        json!({ "member": member.member.to_string(), "kind": kind(member.kind), "standing": standing(member.standing),
            "label": member.label, "name": member.name, "safety": member.fingerprint.as_ref().map(identity::words),
            "what": member.what, "added": member.added, "expires": member.expires,
            "opens": member.opens, "opened": member.opened, "passphrase": member.passphrase })
    });
    let lines: Vec<String> = members
        .iter()
        .map(|member| {
            let name = member.name.as_deref().unwrap_or(&member.label);
            let id = &member.member.to_string()[..12];
            format!(
                "{id}  {:<7} {:<8} {name}  {}",
                kind(member.kind),
                standing(member.standing),
                member.what
            )
        })
        .collect();
    context.out.result(&value.collect(), &lines)
}

/// Says what is missing or broken.
pub(super) fn warn(context: &Context, alarms: &[Alarm]) {
    for one in alarms {
        context.out.warn(&format!("alarm: {}", alarm(one)));
    }
}

/// An alarm as a sentence.
pub(super) fn alarm(alarm: &Alarm) -> String {
    let what = match alarm.kind {
        AlarmKind::MissingEntry => "an entry that was signed is not served",
        AlarmKind::MissingBody => "the content of an entry is not served",
        AlarmKind::BrokenRecord => "the content of an entry is not what was signed",
        AlarmKind::ForgedEntry => "an entry is served that nobody with the right has signed",
        AlarmKind::WrongKey => "a key that was handed out is not the one that was committed to",
        AlarmKind::Unsettled => "something was to be finished here, and the store refused it",
        AlarmKind::NoKey => "the newest key is not there: access was changed",
    };
    format!("{what} (chain {})", alarm.chain)
}

fn kind(kind: Role) -> &'static str {
    match kind {
        Role::Owner => "owner",
        Role::Person => "person",
        Role::Invite => "invite",
        Role::Link => "link",
    }
}

fn standing(standing: MemberStanding) -> &'static str {
    match standing {
        MemberStanding::Live => "live",
        MemberStanding::Suspended => "suspended",
        MemberStanding::Expired => "expired",
        MemberStanding::Ended => "ended",
        MemberStanding::UsedUp => "used up",
        MemberStanding::Disowned => "gave up its key",
    }
}
