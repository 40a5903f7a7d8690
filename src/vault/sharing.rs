//! Sharing and what is shared: invites, links, members, and where a fragment leads.

use room::{Fragment, LinkKind, MemberStanding, Peek as Seen, Role, Standing};

use super::access;
use super::identity::safety_words;
use super::messages::{
    Failure, Invitation, MemberKind, MemberState, MemberView, Millis, Peek, PeekState, Reply,
};
use super::rooms::{folder_id, show};
use super::session::Vault;

/// Where an invite leads and until when.
pub(crate) struct InviteTerms {
    pub(crate) label: String,
    pub(crate) join_by: Millis,
    pub(crate) expires: Option<Millis>,
}

pub(crate) async fn invite(
    vault: &Vault,
    room: &str,
    folder: &str,
    terms: InviteTerms,
) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let expires = terms.expires.map(millis);
    let made = open
        .invite(
            folder_id(folder)?,
            terms.label.trim(),
            millis(terms.join_by),
            expires,
        )
        .await?;
    Ok(Reply::Url(invitation(&made)))
}

pub(crate) async fn members(vault: &Vault, room: &str) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    open.refresh().await?;
    Ok(Reply::Members(
        open.members().await?.into_iter().map(member).collect(),
    ))
}

pub(crate) async fn end(vault: &Vault, room: &str, id: &str) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let id = ledger::ids::MemberId::parse(id).map_err(|_| Failure::NotFound)?;
    open.end(&id).await?;
    Ok(Reply::Done)
}

pub(crate) async fn peek(vault: &Vault, fragment: &str) -> Result<Reply, Failure> {
    let fragment = parse(vault, fragment)?;
    let seen = room::peek(&*vault.host, &fragment).await?;
    let joined = match vault.person() {
        // an unreachable list is no reason not to show the invite
        Ok(person) => person
            // what is over was perhaps used by oneself, on another device
            .home(&vault.host, seen.standing != Standing::Live)
            .await
            .is_ok_and(|home| home.rooms().iter().any(|room| room.room == seen.room)),
        Err(_) => false,
    };
    Ok(Reply::Peek(peeked(seen, joined)))
}

pub(crate) async fn join(vault: &Vault, fragment: &str) -> Result<Reply, Failure> {
    let person = vault.person()?;
    let fragment = parse(vault, fragment)?;
    let home = person.home(&vault.host, false).await?;
    home.set_name(&person.me.name).await?;
    let open = home.join(&person.me, &fragment).await?;
    Ok(show(&vault.keep_room(open, false)))
}

/// A fragment of this very origin.
pub(crate) fn parse(vault: &Vault, text: &str) -> Result<Fragment, Failure> {
    let fragment = room::parse_fragment(text.trim())?;
    match &fragment.origin {
        // the policy of the page lets it speak with its own origin only
        Some(origin) if origin.as_str() != vault.origin => Err(Failure::ForeignInvite),
        _ => Ok(fragment),
    }
}

pub(crate) fn invitation(made: &room::Invitation) -> Invitation {
    Invitation {
        member: made.member.to_string(),
        url: format!("{}#{}", made.path, made.fragment.as_str()),
        expires: made.expires.map(|end| end as f64),
    }
}

fn peeked(seen: Seen, joined: bool) -> Peek {
    let note = seen.note;
    Peek {
        kind: match seen.kind {
            LinkKind::Invite => MemberKind::Invite,
            LinkKind::Link => MemberKind::Link,
        },
        state: match seen.standing {
            Standing::Live => PeekState::Live,
            Standing::Ended => PeekState::Ended,
            Standing::Expired => PeekState::Expired,
            Standing::Used => PeekState::UsedUp,
            Standing::Locked => PeekState::Locked,
        },
        room: seen.room.to_string(),
        sender_words: note
            .as_ref()
            .map(|note| safety_words(&note.fingerprint.0))
            .unwrap_or_default(),
        title: note.as_ref().map(|note| note.title.clone()),
        sender: note.as_ref().map(|note| note.sender.clone()),
        contents: note.map(|note| note.contents),
        needs_passphrase: seen.needs_passphrase,
        asks: seen.asks,
        requests: seen.requests,
        expires: seen.expires.map(|end| end as f64),
        opens_left: seen.opens_left,
        joined,
    }
}

/// What a member is.
pub(crate) fn kind(role: Role) -> MemberKind {
    match role {
        Role::Owner => MemberKind::Owner,
        Role::Person => MemberKind::Person,
        Role::Invite => MemberKind::Invite,
        Role::Link => MemberKind::Link,
    }
}

fn member(member: room::MemberView) -> MemberView {
    MemberView {
        member: member.member.to_string(),
        kind: kind(member.kind),
        label: member.label,
        name: member.name,
        safety_words: member
            .fingerprint
            .map(|it| safety_words(&it.0))
            .unwrap_or_default(),
        state: match member.standing {
            MemberStanding::Live => MemberState::Live,
            MemberStanding::Suspended => MemberState::Suspended,
            MemberStanding::Expired => MemberState::Expired,
            MemberStanding::Ended => MemberState::Ended,
            MemberStanding::UsedUp => MemberState::UsedUp,
            MemberStanding::Disowned => MemberState::Disowned,
        },
        what: member.what,
        added: member.added as f64,
        expires: member.expires.map(|end| end as f64),
        opens: member.opens,
        opened: member.opened,
        passphrase: member.passphrase,
        disowned: member.disowned.map(|at| at as f64),
        office: member.office.map(access::office),
        groups: member.groups.iter().map(access::who).collect(),
        awaits: member.awaits,
        audits: member.audits,
        view_only: member.view_only,
    }
}

/// A time from the page, which is a whole number of milliseconds after 1970.
pub(crate) fn millis(time: Millis) -> u64 {
    time.max(0.0) as u64
}
