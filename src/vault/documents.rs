//! Documents once they are there: versions, names, places, order.

use std::rc::Rc;

use js_sys::Array;
use ledger::ids::VersionId;
use room::{Action, Change, Control, PlaceId, Room, Spot};

use super::messages::{
    Content, Crossed, DocChange, DocDeed, DocDetails, DocsReply, DocsRequest, Failure,
    HistoryEvent, Reply, RoomView, VersionView,
};
use super::rooms::{doc_at, doc_ref, docs_at, folder_id, shown};
use super::session::Vault;
use super::transfer;
use crate::browser::host::Device;
use crate::browser::sink::{Finished, Sink};

/// The most that is shown without saving it.
const SHOWN: u64 = 64 << 20;

pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: DocsRequest,
    attachments: &Array,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        DocsRequest::ViewVersion { room, doc, version } => {
            return view(vault, &room, &doc, &version).await;
        }
        DocsRequest::SaveVersion { room, doc, version } => {
            transfer::download_version(vault, &room, doc_at(&doc)?, version_id(&version)?)?
        }
        DocsRequest::Upload {
            room,
            folder,
            files,
            onto,
        } => transfer::upload_onto(vault, &room, &folder, files, onto, attachments)?,
        DocsRequest::EncryptAgain { room, docs } => {
            transfer::encrypt_again(vault, &room, &docs_at(&docs)?)?
        }
        other => Reply::Docs(change(vault, other).await?),
    };
    Ok((reply, Array::new()))
}

async fn change(vault: &Vault, request: DocsRequest) -> Result<DocsReply, Failure> {
    match request {
        DocsRequest::Details { room, doc } => {
            let (room, doc) = (vault.room(&room)?, doc_at(&doc)?);
            Ok(DocsReply::Details(Box::new(details(&room, &doc)?)))
        }
        DocsRequest::FolderHistory { room, folder } => {
            let events = vault.room(&room)?.folder_history(&folder_id(&folder)?)?;
            Ok(DocsReply::History(events.into_iter().map(event).collect()))
        }
        DocsRequest::Change { room, changes } => {
            let open = vault.room(&room)?;
            let changes: Vec<(Spot, Change)> =
                changes.into_iter().map(changed).collect::<Result<_, _>>()?;
            let met = open.edit(&changes).await?;
            Ok(DocsReply::Changed(
                view_of(&open),
                met.into_iter().map(crossed).collect(),
            ))
        }
        DocsRequest::RenameFolder {
            room,
            folder,
            seen,
            name,
        } => {
            let open = vault.room(&room)?;
            let folder = folder_id(&folder)?;
            let met = open.rename_folder(&folder, &seen, &name).await?;
            let met = met.map(crossed);
            Ok(DocsReply::Changed(
                view_of(&open),
                met.into_iter().collect(),
            ))
        }
        DocsRequest::DescribeFolder { room, folder, text } => {
            let open = vault.room(&room)?;
            open.describe_folder(&folder_id(&folder)?, &text).await?;
            Ok(DocsReply::Changed(view_of(&open), Vec::new()))
        }
        DocsRequest::Order { room, orders } => {
            let open = vault.room(&room)?;
            let place = |id: String| {
                // a folder, or a document in the one that is put into an order
                let doc = doc_at(&id).map(|at| PlaceId(at.doc.0));
                doc.or_else(|_| Ok::<_, Failure>(PlaceId(folder_id(&id)?.0)))
            };
            let order = |(folder, ids): (String, Vec<String>)| {
                let places: Vec<PlaceId> = ids.into_iter().map(place).collect::<Result<_, _>>()?;
                Ok::<_, Failure>((folder_id(&folder)?, places))
            };
            let orders: Vec<_> = orders.into_iter().map(order).collect::<Result<_, _>>()?;
            open.set_order(&orders).await?;
            Ok(DocsReply::Changed(view_of(&open), Vec::new()))
        }
        DocsRequest::RestoreVersion { room, doc, version } => {
            let open = vault.room(&room)?;
            let version = version_id(&version)?;
            open.restore_version(doc_at(&doc)?, version).await?;
            Ok(DocsReply::Changed(view_of(&open), Vec::new()))
        }
        DocsRequest::Aged { room, docs } => {
            let aged = vault.room(&room)?.aged(&docs_at(&docs)?);
            Ok(DocsReply::Aged(aged.iter().map(doc_ref).collect()))
        }
        other => shift(vault, other).await,
    }
}

async fn shift(vault: &Vault, request: DocsRequest) -> Result<DocsReply, Failure> {
    let (open, moved) = match request {
        DocsRequest::Move { room, docs, to } => {
            let open = vault.room(&room)?;
            let moved = open.shift(&docs_at(&docs)?, folder_id(&to)?).await?;
            (open, moved)
        }
        DocsRequest::MoveBack { room, docs } => {
            let open = vault.room(&room)?;
            let target = |(doc, folder): (String, String)| {
                Ok::<_, Failure>((doc_at(&doc)?, folder_id(&folder)?))
            };
            let targets: Vec<_> = docs.into_iter().map(target).collect::<Result<_, _>>()?;
            let moved = open.shift_each(&targets).await?;
            (open, moved)
        }
        DocsRequest::Bin { room, docs } => {
            let open = vault.room(&room)?;
            let moved = open.bin(&docs_at(&docs)?).await?;
            (open, moved)
        }
        DocsRequest::Unbin { room, docs } => {
            let open = vault.room(&room)?;
            let moved = open.unbin(&docs_at(&docs)?).await?;
            (open, moved)
        }
        DocsRequest::OwnRights { room, doc, yes } => {
            let open = vault.room(&room)?;
            let doc = doc_at(&doc)?;
            let moved = match yes {
                true => open.give_own_rights(doc).await?,
                false => open.take_own_rights(doc).await?,
            };
            (open, vec![moved])
        }
        // answered before
        _ => return Err(Failure::Internal),
    };
    let moved = moved.iter();
    let now = |one: &room::Moved| Spot {
        scope: one.to,
        doc: one.now,
    };
    let moved = moved.map(|one| (doc_ref(&now(one)), one.from.to_string()));
    Ok(DocsReply::Moved(view_of(&open), moved.collect()))
}

/// Decrypts a version for the page to show.
async fn view(
    vault: &Vault,
    room: &str,
    doc: &str,
    version: &str,
) -> Result<(Reply, Array), Failure> {
    let (room, mover) = (vault.room(room)?, vault.mover()?);
    let (doc, version) = (doc_at(doc)?, version_id(version)?);
    let versions = room.versions(doc)?;
    let mut versions = versions.into_iter();
    let one = versions
        .find(|one| one.version == version)
        .ok_or(Failure::NotFound)?;
    if one.size > SHOWN {
        return Err(Failure::TooLarge);
    }
    // below 64 MiB
    let mut sink = Sink::buffer(one.size as u32);
    let (action, control) = (Action::View, Control::new());
    let open = room.open_version(&*mover, doc, version, action, &mut sink, &control, &|_| {});
    open.await?;
    let Finished::Buffer(bytes) = sink.finish().await? else {
        return Err(Failure::Internal);
    };
    let content = Content {
        name: one.name,
        mime: one.mime,
        size: one.size as f64,
    };
    Ok((Reply::Content(content), Array::of1(&bytes.buffer().into())))
}

fn details(room: &Room<Device>, doc: &Spot) -> Result<DocDetails, Failure> {
    let version = |one: room::VersionView| VersionView {
        version: one.version.to_string(),
        name: one.name,
        size: one.size as f64,
        added: one.added as f64,
        by: one.by.name,
        sure: one.by.sure,
        restored: one.restored.and_then(|at| u32::try_from(at).ok()),
    };
    Ok(DocDetails {
        versions: room.versions(doc)?.into_iter().map(version).collect(),
        history: room.history(doc)?.into_iter().map(event).collect(),
    })
}

fn event(event: room::DocEvent) -> HistoryEvent {
    HistoryEvent {
        time: event.time as f64,
        by: event.by.name,
        what: match event.what {
            room::Happened::Added(_) => DocDeed::Added,
            room::Happened::Version(_) => DocDeed::Version,
            room::Happened::Restored(_) => DocDeed::Restored,
            room::Happened::Named(name) => DocDeed::Named(name),
            room::Happened::Described(text) => DocDeed::Described(text),
            room::Happened::Tagged(tags) => DocDeed::Tagged(tags),
            room::Happened::Moved(folder) => DocDeed::Moved(folder),
            room::Happened::Apart => DocDeed::Apart,
            room::Happened::Binned => DocDeed::Binned,
            room::Happened::Ordered => DocDeed::Ordered,
        },
    }
}

fn changed(change: DocChange) -> Result<(Spot, Change), Failure> {
    let said = Change {
        name: change.name,
        seen: change.seen,
        description: change.description,
        tag: change.tag,
        untag: change.untag,
    };
    Ok((doc_at(&change.doc)?, said))
}

fn crossed(crossed: room::Crossed) -> Crossed {
    Crossed {
        name: crossed.name,
        by: crossed.by.name,
        holds: crossed.holds,
    }
}

fn view_of(room: &Rc<Room<Device>>) -> Box<RoomView> {
    Box::new(shown(room.view()))
}

fn version_id(version: &str) -> Result<VersionId, Failure> {
    VersionId::parse(version).map_err(|_| Failure::NotFound)
}
