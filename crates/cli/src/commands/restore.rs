//! A room into another store, from its archives; and the drill of it.

use std::path::PathBuf;
use std::rc::Rc;

use room::{
    Archives, Brought, ChainId, Control, Finished, Home, Host, Me, Repeat, Restoration,
    RestoreProgress, RestoreTerms,
};
use serde_json::json;

use super::{Context, Found, Person, find, find_room};
use crate::archive::{Place, Row, Source};
use crate::carrier::Files;
use crate::config;
use crate::error::Error;
use crate::host::Machine;
use crate::net::Net;
use crate::out::size;

/// What `restore` is asked.
#[derive(Debug, clap::Args)]
pub(crate) struct Restore {
    /// Archives in their order, or a folder, or s3://bucket/folder, with the archives of one room
    #[arg(required = true, value_name = "ARCHIVE")]
    archives: Vec<PathBuf>,
    /// The store that is to have the room, such as https://rooms.example
    #[arg(long, value_name = "URL")]
    to: String,
    /// That store's operator's token
    #[arg(
        long,
        env = "SEALROOM_TOKEN",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    token: String,
    /// Why, for everybody in the room
    #[arg(long, required_unless_present = "drill", value_name = "WORDS")]
    reason: Option<String>,
    /// Somebody whose access was ended after the backup, by the member's id; more than once if need be. What this
    /// machine remembers is ended and erased anyway
    #[arg(long, value_name = "ID")]
    end: Vec<String>,
    /// A document that was erased after the backup, by its path; more than once if need be
    #[arg(long, value_name = "PATH")]
    erase: Vec<String>,
    /// A store to be thrown away: the room is brought there, opened and read, and nothing else happens
    #[arg(long)]
    drill: bool,
    /// With --drill: where to write what came of it, signed
    #[arg(long, value_name = "FILE", requires = "drill")]
    report: Option<PathBuf>,
}

impl Archives for Row {
    type Source = Source;

    fn count(&self) -> usize {
        self.files.len()
    }

    fn open(&self, n: usize) -> Result<Source, room::Error> {
        let file = self.files.get(n).ok_or(room::Error::NotFound)?;
        Source::open(file).map_err(|e| room::Error::Local(e.to_string()))
    }
}

pub(super) async fn restore(context: &Context, asked: &Restore) -> Result<(), Error> {
    let row = row(&asked.archives).await?;
    let end = asked.end.iter().map(|id| ChainId::parse(id));
    let end: Result<Vec<ChainId>, _> = end.collect();
    let end = end.map_err(|_| Error::usage("a member's id has 32 letters and digits"))?;
    let to = asked.to.trim_end_matches('/');
    let mut stored = context.folder.load()?;
    let me = stored.unlock(&context.passphrase(false)?)?;
    let before = context.origin(Some(&stored))?;
    let left = leave(context, &me, &before).await?;
    let from = &left.home;
    if asked.drill {
        let person = drill_home(context, to, me).await?;
        let brought = bring(context, &person, from, &row, asked, "a drill").await?;
        return drill(context, &person, &brought, asked).await;
    }
    let person = arrive(context, me, to).await?;
    let reason = asked.reason.as_deref().unwrap_or_default();
    let brought = bring(context, &person, from, &row, asked, reason).await?;
    stored.server = Some(to.to_owned());
    context.folder.save(&stored)?;
    let open = person.home.open(&person.me, &brought.room).await?;
    let view = open.view();
    let erased = asked.erase.iter().map(|path| match find(&view, path)? {
        Found::Doc(at) => Ok(at),
        Found::Folder(_) => Err(Error::usage("--erase names a document, not a folder")),
    });
    let repeat = Repeat {
        members: end,
        documents: erased.collect::<Result<_, Error>>()?,
    };
    context.out.progress("ending what has ended, turning keys");
    let done = open.finish_restore(&repeat).await?;
    context.out.progress("");
    report(context, &brought, &done)
}

/// Somebody at a store that may be lost: then the list of rooms is the one that this machine keeps of it.
async fn leave(context: &Context, me: &Me, from: &str) -> Result<Person, Error> {
    let host = context.machine(from)?;
    let home = match Home::load(Rc::clone(&host), &me.seed).await {
        Ok(home) => home,
        Err(_) => Home::kept(Rc::clone(&host), &me.seed).await?,
    };
    let me = me.clone();
    Ok(Person { me, host, home })
}

/// Somebody at the store to which a room went. At the address of the one before it may not have the list of rooms.
async fn arrive(context: &Context, me: Me, to: &str) -> Result<Person, Error> {
    let host = context.machine(to)?;
    let home = match Home::load(Rc::clone(&host), &me.seed).await {
        Err(room::Error::RolledBack) => Home::put_back(Rc::clone(&host), &me.seed).await?,
        home => home?,
    };
    Ok(Person { me, host, home })
}

/// Takes a room along to the store where it goes on.
pub(super) async fn follow(context: &Context, room: &str, from: &str) -> Result<(), Error> {
    let mut stored = context.folder.load()?;
    let me = stored.unlock(&context.passphrase(false)?)?;
    let to = context.origin(Some(&stored))?;
    let left = leave(context, &me, from.trim_end_matches('/')).await?;
    let id = find_room(&left, room)?;
    let person = arrive(context, me, &to).await?;
    person.home.take_along(&left.home, &id).await?;
    stored.server = Some(to);
    context.folder.save(&stored)?;
    let value = json!({ "room": id.to_string() });
    context.out.result(&value, &[id.to_string()])
}

/// Says what there is to confirm.
pub(super) fn tell(context: &Context, asks: &Restoration) {
    let reason = asks.reason.as_deref().unwrap_or("(the store does not say)");
    let lines = [
        format!(
            "this room was restored from an archive, for the {}. time",
            asks.number
        ),
        format!("by the owner with the id {}, because: {reason}", asks.by),
        match asks.newer {
            true => "you have seen something of it that is not there any more".to_owned(),
            false => "nothing that you have seen of it is missing".to_owned(),
        },
        format!(
            "if you know of it: sealroom room confirm {} {}",
            asks.room, asks.lineage
        ),
    ];
    lines.iter().for_each(|line| context.out.warn(line));
}

async fn row(paths: &[PathBuf]) -> Result<Row, Error> {
    let places: Result<Vec<Place>, Error> = paths.iter().map(|path| Place::of(path)).collect();
    let places = places?;
    match places.as_slice() {
        [folder] if folder.is_folder() => {
            let mut rows = Row::all(folder).await?;
            match (rows.pop(), rows.is_empty()) {
                (Some(row), true) => Ok(row),
                (None, _) => Err(Error::usage("there is no archive in this folder")),
                _ => Err(Error::usage(
                    "there are several rooms in it: name the archives of one",
                )),
            }
        }
        _ => Ok(Row { files: places }),
    }
}

async fn bring(
    context: &Context,
    person: &Person,
    from: &Home<Machine>,
    row: &Row,
    asked: &Restore,
    reason: &str,
) -> Result<Brought, Error> {
    let watch = |progress| match progress {
        RestoreProgress::Checking(read) => {
            context.out.progress(&format!("{} checked", size(read)));
        }
        RestoreProgress::Sending { done, of } => {
            let line = format!("{} of {} sent", size(done), size(of));
            context.out.progress(&line);
        }
        RestoreProgress::Waiting => context.out.progress("the store cannot be reached; waiting"),
    };
    let terms = RestoreTerms {
        token: &asked.token,
        reason,
    };
    let (me, home, control) = (&person.me, &person.home, Control::new());
    let brought = home.restore(me, from, row, terms, &control, &watch).await;
    context.out.progress("");
    Ok(brought?)
}

fn report(context: &Context, brought: &Brought, done: &Finished) -> Result<(), Error> {
    let ids = |all: &[ChainId]| all.iter().map(ChainId::to_string).collect::<Vec<_>>();
    let value = json!({ "room": brought.room.to_string(), "restoration": brought.lineage.to_string(),
        "archives": brought.archives.len(), "missing": brought.missing, "links": ids(&done.links),
        "ended": ids(&done.members), "erased": done.documents, "turned": done.turned,
        "left": ids(&done.left) });
    let lines = vec![
        format!("room {} goes on here", brought.room),
        format!("restoration {}", brought.lineage),
        format!(
            "{} links and invites ended, {} people ended again, {} documents erased again, {} keys turned",
            done.links.len(),
            done.members.len(),
            done.documents.len(),
            done.turned
        ),
    ];
    context.out.result(&value, &lines)?;
    if !done.left.is_empty() {
        let line = "of {} folders the keys are turned by those who alone may grant there";
        context
            .out
            .warn(&line.replace("{}", &done.left.len().to_string()));
    }
    context.out.warn(
        "what came to an end after the backup, and this machine does not know of, is as it was then: \
         look through members, what each is granted, and documents",
    );
    match brought.missing {
        0 => Ok(()),
        missing => {
            let line = format!("{missing} objects are in no archive: the store did not have them");
            context.out.warn(&line);
            Err(Error::Room(room::Error::Incomplete))
        }
    }
}

/// A home at the store of a drill, with a storage of its own: nothing of the drill is held against the room.
async fn drill_home(context: &Context, to: &str, me: Me) -> Result<Person, Error> {
    let shelf = context.folder.drill();
    config::clear(&shelf)?;
    let net = Net::new(context.ca())?;
    let host = Rc::new(Machine::new(net, to, shelf));
    let home = Home::load(Rc::clone(&host), &me.seed).await?;
    Ok(Person { me, host, home })
}

async fn drill(
    context: &Context,
    person: &Person,
    brought: &Brought,
    asked: &Restore,
) -> Result<(), Error> {
    let open = person.home.open(&person.me, &brought.room).await?;
    let watch = |done, of| {
        context
            .out
            .progress(&format!("{done} of {of} documents read"));
    };
    let sink = || config::nowhere().map_err(|e| room::Error::Local(e.to_string()));
    let (carrier, control) = (Files::<_>::new(person.host.api()), Control::new());
    let drilled = open.drill(&carrier, sink, brought, &control, &watch).await;
    context.out.progress("");
    config::clear(&context.folder.drill())?;
    let (drill, artefact) = drilled?;
    let file = artefact.encode().map_err(room::Error::from)?;
    if let Some(to) = &asked.report {
        config::write(to, &file)?;
    }
    let value = serde_json::to_value(&drill).map_err(std::io::Error::from)?;
    let lines = vec![
        format!(
            "room {}: {} archives restored",
            brought.room,
            drill.archives.len()
        ),
        format!(
            "{} of {} documents read ({}), {} parts compared",
            drill.opened,
            drill.documents,
            size(drill.bytes),
            drill.parts
        ),
    ];
    context.out.result(&value, &lines)?;
    for failed in &drill.failed {
        context
            .out
            .warn(&format!("{}: {}", failed.name, failed.why));
    }
    match drill.holds {
        true => Ok(()),
        false => Err(Error::Room(room::Error::Incomplete)),
    }
}
