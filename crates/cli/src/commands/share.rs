//! Invites and links: making, accepting, opening, ending.

use std::path::PathBuf;
use std::rc::Rc;

use room::{
    Fragment, Host, Invitation, InviteTerms, Limits, LinkKind, MemberView, Note, Shared,
    parse_fragment, peek, visit,
};
use serde_json::json;
use zeroize::Zeroizing;

use super::{Context, Found, find, get, identity, look};
use crate::error::Error;

/// What an invite is to be.
pub(super) struct Terms<'a> {
    pub(super) label: &'a str,
    pub(super) within: &'a str,
    pub(super) expires: Option<&'a str>,
    pub(super) audits: bool,
}

pub(super) async fn invite(
    context: &Context,
    room: &str,
    folder: &str,
    terms: &Terms<'_>,
) -> Result<(), Error> {
    let within = time(terms.within)?;
    let expires = terms.expires.map(time).transpose()?;
    let (person, open) = context.enter(room).await?;
    let (join_by, expires) = (open.now() + within, expires.map(|time| open.now() + time));
    let made = if terms.audits {
        if !folder.is_empty() {
            return Err(Error::usage("an auditor's invite shares no folder"));
        }
        let audits = InviteTerms {
            label: terms.label,
            audits: true,
            join_by,
            expires,
            ..InviteTerms::default()
        };
        open.invite_with(&audits).await?
    } else {
        let Found::Folder(folder) = find(&open.view(), folder)? else {
            return Err(Error::usage(
                "an invite shares a folder; for a document make a link",
            ));
        };
        open.invite(folder, terms.label, join_by, expires).await?
    };
    shown(context, person.host.api().origin(), &made)
}

pub(super) async fn link(
    context: &Context,
    room: &str,
    paths: &[String],
    label: &str,
    expires: &str,
    opens: Option<u32>,
    passphrase: Option<Zeroizing<String>>,
) -> Result<(), Error> {
    let expires = time(expires)?;
    let (person, open) = context.enter(room).await?;
    let view = open.view();
    let found: Vec<Found> = paths
        .iter()
        .map(|path| find(&view, path))
        .collect::<Result<_, _>>()?;
    let shared = match found.as_slice() {
        [Found::Folder(folder)] => Shared::Folder(*folder),
        many => {
            let doc = |found: &Found| match found {
                Found::Doc(doc) => Ok(doc.into()),
                Found::Folder(_) => Err(Error::usage("a link gives one folder, or documents")),
            };
            Shared::Docs(many.iter().map(doc).collect::<Result<_, _>>()?)
        }
    };
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_str());
    let limits = Limits {
        expires: open.now() + expires,
        passphrase,
        opens,
        ..Limits::default()
    };
    let made = open.link(&shared, label, limits).await?;
    shown(context, person.host.api().origin(), &made)
}

pub(super) async fn join(context: &Context, url: &str) -> Result<(), Error> {
    let fragment = parse_fragment(url)?;
    if fragment.kind == LinkKind::Link {
        return Err(Error::usage("this is a link, not an invite: sealroom open"));
    }
    let person = match origin(url, &fragment) {
        Some(origin) => context.at(&origin).unlock().await?,
        None => context.unlock().await?,
    };
    let seen = peek(&*person.host, &fragment).await?;
    let open = person.home.join(&person.me, &fragment).await?;
    let view = open.view();
    look::warn(context, &view.alarms);
    let mut lines = vec![format!(
        "You are in \"{}\" ({}).",
        view.title,
        &open.id().to_string()[..12]
    )];
    lines.extend(seen.note.as_ref().map(from));
    context.out.result(
        &json!({ "room": open.id().to_string(), "title": view.title, "owner": view.owner }),
        &lines,
    )
}

pub(super) async fn open(
    context: &Context,
    url: &str,
    path: Option<&str>,
    output: Option<PathBuf>,
    passphrase: Option<Zeroizing<String>>,
) -> Result<(), Error> {
    let fragment = parse_fragment(url)?;
    if fragment.kind == LinkKind::Invite {
        return Err(Error::usage("this is an invite, not a link: sealroom join"));
    }
    let stored = context.folder.load().ok();
    let origin = origin(url, &fragment).map_or_else(|| context.origin(stored.as_ref()), Ok)?;
    let host = context.machine(&origin)?;
    let seen = peek(&*host, &fragment).await?;
    if let Some(note) = &seen.note {
        context.out.say(&from(note));
    }
    let passphrase = passphrase.as_ref().map(|passphrase| passphrase.as_str());
    let open = visit(Rc::clone(&host), &fragment, passphrase).await?;
    match path {
        Some(path) => get::save(context, &open, host.api(), path, output).await,
        None => look::show(context, &open.view(), ""),
    }
}

pub(super) async fn end(context: &Context, room: &str, member: &str) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let members = open.members().await?;
    let one = one_of(&members, member)?;
    open.end(&one.member).await?;
    let line = "Access was ended, and what it held has new keys. What was downloaded before cannot be recalled.";
    context.out.result(
        &json!({ "ended": one.member.to_string() }),
        &[line.to_owned()],
    )
}

/// The member of this label, or whose id begins so.
pub(super) fn one_of<'m>(members: &'m [MemberView], name: &str) -> Result<&'m MemberView, Error> {
    let found: Vec<_> = members
        .iter()
        .filter(|one| {
            (name.len() >= 4 && one.member.to_string().starts_with(name)) || one.label == name
        })
        .collect();
    match found.as_slice() {
        [one] => Ok(one),
        _ => Err(Error::usage("name one member by its id (sealroom members)")),
    }
}

impl Context {
    /// The same, at another store.
    fn at(&self, origin: &str) -> Self {
        let (folder, ca, passphrase) = (
            self.folder.clone(),
            self.ca.clone(),
            self.passphrase.clone(),
        );
        Self {
            folder,
            out: self.out,
            server: Some(origin.to_owned()),
            ca,
            passphrase,
        }
    }
}

fn shown(context: &Context, origin: &str, made: &Invitation) -> Result<(), Error> {
    let url = Zeroizing::new(format!("{origin}{}#{}", made.path, *made.fragment));
    let value = json!({ "member": made.member.to_string(), "url": *url, "expires": made.expires });
    context.out.result(&value, std::slice::from_ref(&url))
}

fn from(note: &Note) -> String {
    let words = identity::words(&note.fingerprint);
    format!(
        "From {} ({words}): \"{}\", {}",
        note.sender, note.title, note.contents
    )
}

/// The store that a link is for: said in it, or where it leads.
fn origin(url: &str, fragment: &Fragment) -> Option<String> {
    let of_url = || {
        let (address, _) = url.trim().split_once('#')?;
        let (scheme, rest) = address.split_once("://")?;
        let host = rest.split('/').next()?;
        matches!(scheme, "http" | "https").then(|| format!("{scheme}://{host}"))
    };
    fragment
        .origin
        .as_ref()
        .map(|origin| origin.as_str().to_owned())
        .or_else(of_url)
}

/// `30s`, `30m`, `24h`, `7d` in milliseconds.
pub(super) fn time(text: &str) -> Result<u64, Error> {
    let wrong = || Error::usage(format!("{text} is no time: 30s, 30m, 24h, 7d"));
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(wrong)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let millis = number
        .checked_mul(seconds * 1000)
        .filter(|millis| *millis < 1 << 50)
        .ok_or_else(wrong)?;
    if millis == 0 {
        Err(wrong())
    } else {
        Ok(millis)
    }
}
