//! The commands.

mod archives;
mod bible;
mod forms;
mod get;
mod handover;
mod identity;
pub(crate) mod incident;
mod look;
mod notices;
mod papers;
mod put;
mod reports;
mod restore;
mod retention;
mod rooms;
mod share;
mod stamps;
mod told;
mod trustees;
mod verify;
mod witness;

use std::path::PathBuf;
use std::rc::Rc;

use room::{Home, Me, Room, RoomId, ScopeId, Spot, View};

use crate::args::{Args, Command};
use crate::config::{Folder, Stored};
use crate::error::Error;
use crate::host::Machine;
use crate::net::Net;
use crate::out::Out;
use crate::secret;

pub(crate) use reports::{Printing, ReportOf};
pub(crate) use restore::Restore;
pub(crate) use retention::Destroy;
pub(crate) use told::Told;
pub(crate) use verify::Verify;

/// What every command has.
pub(crate) struct Context {
    pub(crate) folder: Folder,
    pub(crate) out: Out,
    server: Option<String>,
    ca: Option<PathBuf>,
    passphrase: Option<PathBuf>,
}

/// An unlocked identity at its store.
pub(crate) struct Person {
    pub(crate) me: Me,
    pub(crate) host: Rc<Machine>,
    pub(crate) home: Home<Machine>,
}

/// Does what was asked.
pub(crate) async fn run(args: Args) -> Result<(), Error> {
    let out = Out {
        json: args.json,
        quiet: args.quiet,
    };
    let folder = Folder::new(args.home)?;
    let context = Context {
        folder,
        out,
        server: args.server,
        ca: args.ca,
        passphrase: args.passphrase_file,
    };
    match args.command {
        Command::Identity(what) => identity::run(&context, what).await,
        Command::Trustees(what) => trustees::run(&context, what).await,
        Command::Room(what) => rooms::run(&context, what).await,
        Command::Put { room, files, to } => put::put(&context, &room, &files, &to).await,
        Command::Ls { room, path } => look::list(&context, &room, &path).await,
        Command::Get { room, path, output } => get::get(&context, &room, &path, output).await,
        Command::Rm { room, paths } => put::remove(&context, &room, &paths).await,
        Command::Invite {
            room,
            folder,
            label,
            within,
            expires,
            audits,
        } => {
            let terms = share::Terms {
                label: &label,
                within: &within,
                expires: expires.as_deref(),
                audits,
            };
            share::invite(&context, &room, &folder, &terms).await
        }
        Command::Join { url } => share::join(&context, &url).await,
        Command::Link {
            room,
            paths,
            label,
            expires,
            opens,
            link_passphrase_file,
        } => {
            let passphrase = secret::link(link_passphrase_file.as_deref())?;
            share::link(&context, &room, &paths, &label, &expires, opens, passphrase).await
        }
        Command::Open {
            url,
            get,
            output,
            link_passphrase_file,
        } => {
            let passphrase = secret::link(link_passphrase_file.as_deref())?;
            share::open(&context, &url, get.as_deref(), output, passphrase).await
        }
        Command::Retention { room, within } => retention::list(&context, &room, within).await,
        Command::Destroy(asked) => retention::destroy(&context, &asked).await,
        Command::Members { room } => look::members(&context, &room).await,
        Command::End { room, member } => share::end(&context, &room, &member).await,
        Command::Log { room } => verify::log(&context, &room).await,
        Command::Disclose {
            room,
            entry,
            output,
        } => verify::disclose(&context, &room, &entry, &output).await,
        Command::Witness {
            name,
            listen,
            policy,
        } => witness::run(&context, &name, listen, &policy).await,
        Command::Forms(what) => forms::run(&context, what).await,
        Command::Notices(what) => notices::run(&context, what),
        Command::Handover(what) => handover::run(&context, what).await,
        Command::Bible {
            room,
            to,
            member,
            with,
            list,
            papers,
        } => {
            let asked = bible::Asked {
                room,
                to,
                member,
                with,
                list,
                papers,
            };
            bible::bind(&context, &asked).await
        }
        Command::Countersign { room, file } => bible::countersign(&context, &room, &file).await,
        Command::Backup { room, to } => archives::back_up(&context, &room, &to).await,
        Command::Restore(asked) => restore::restore(&context, &asked).await,
        Command::Incident(what) => incident::run(&context, what).await,
        Command::Notify(asked) => told::run(&context, &asked).await,
        Command::Verify(asked) => verify::verify(&context, &asked).await,
        Command::Report(asked) => reports::report(&context, &asked).await,
        Command::Print { file, pdf, how } => reports::print(&context, &file, &pdf, &how),
    }
}

impl Context {
    pub(crate) fn passphrase(&self, confirm: bool) -> Result<zeroize::Zeroizing<String>, Error> {
        secret::identity(self.passphrase.as_deref(), confirm)
    }

    pub(crate) fn server(&self) -> Option<String> {
        self.server
            .as_ref()
            .map(|server| server.trim_end_matches('/').to_owned())
    }

    /// A certificate to trust besides the system's.
    pub(crate) fn ca(&self) -> Option<&std::path::Path> {
        self.ca.as_deref()
    }

    /// This machine at a store.
    pub(crate) fn machine(&self, origin: &str) -> Result<Rc<Machine>, Error> {
        Ok(Rc::new(Machine::new(
            Net::new(self.ca.as_deref())?,
            origin,
            self.folder.shelf(),
        )))
    }

    /// The store that was named, or the one used last.
    pub(crate) fn origin(&self, stored: Option<&Stored>) -> Result<String, Error> {
        let known = self
            .server()
            .or_else(|| stored.and_then(|stored| stored.server.clone()));
        known.ok_or_else(|| Error::usage("say which store: --server https://..."))
    }

    /// Unlocks the identity and reads its list of rooms.
    pub(crate) async fn unlock(&self) -> Result<Person, Error> {
        let mut stored = self.folder.load()?;
        let origin = self.origin(Some(&stored))?;
        let me = stored.unlock(&self.passphrase(false)?)?;
        let host = self.machine(&origin)?;
        let home = Home::load(Rc::clone(&host), &me.seed).await?;
        if stored.server.as_deref() != Some(&origin) {
            stored.server = Some(origin);
            self.folder.save(&stored)?;
        }
        Ok(Person { me, host, home })
    }

    /// Unlocks, and opens a room.
    pub(crate) async fn enter(&self, room: &str) -> Result<(Person, Room<Machine>), Error> {
        let person = self.unlock().await?;
        let id = find_room(&person, room)?;
        match person.home.open(&person.me, &id).await {
            Ok(open) => Ok((person, open)),
            Err(room::Error::Restored(asks)) => {
                restore::tell(self, &asks);
                Err(Error::Room(room::Error::Restored(asks)))
            }
            Err(other) => Err(other.into()),
        }
    }
}

/// The room that is called so, or whose id begins so.
pub(crate) fn find_room(person: &Person, room: &str) -> Result<RoomId, Error> {
    let known = person.home.rooms();
    let exact: Vec<_> = known.iter().filter(|one| one.title == room).collect();
    let begun: Vec<_> = known
        .iter()
        .filter(|one| room.len() >= 4 && one.room.to_string().starts_with(room))
        .collect();
    match (exact.as_slice(), begun.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one.room),
        ([], []) => Err(Error::Room(room::Error::NotFound)),
        _ => Err(Error::usage(
            "several rooms are called so; use the id (sealroom room list)",
        )),
    }
}

/// What a path in a room names.
pub(crate) enum Found {
    Folder(ScopeId),
    Doc(Spot),
}

/// Looks a path up. An empty one, `.` and `/` are the top.
pub(crate) fn find(view: &View, path: &str) -> Result<Found, Error> {
    let path = path.trim_matches('/');
    let top = view.root().ok_or(room::Error::NotFound)?;
    if path.is_empty() || path == "." {
        return Ok(Found::Folder(top));
    }
    let wanted: Vec<&str> = path.split('/').collect();
    let folder = |names: &[&str]| {
        view.folders
            .iter()
            .find(|folder| below_top(view, &folder.id) == names)
    };
    if let Some(folder) = folder(&wanted) {
        return Ok(Found::Folder(folder.id));
    }
    let (name, above) = wanted.split_last().ok_or(room::Error::NotFound)?;
    let above = if above.is_empty() {
        Some(top)
    } else {
        folder(above).map(|folder| folder.id)
    };
    let doc = view
        .docs
        .iter()
        .find(|doc| Some(doc.folder) == above && doc.name == *name);
    doc.map(|doc| Found::Doc(doc.at))
        .ok_or_else(|| room::Error::NotFound.into())
}

/// A folder's path, without the name of what was granted at the top.
pub(crate) fn below_top(view: &View, folder: &ScopeId) -> Vec<String> {
    let mut path = view.path(folder);
    let top = view
        .root()
        .and_then(|root| view.folders.iter().find(|folder| folder.id == root));
    if top.is_some_and(|top| !top.name.is_empty() && path.first() == Some(&top.name)) {
        path.remove(0);
    }
    path
}
