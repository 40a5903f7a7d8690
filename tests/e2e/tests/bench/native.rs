//! The owner's program without a browser.

use std::rc::Rc;
use std::time::{Duration, Instant};

use e2e::{Done, fault};
use room::Home;

use crate::machine::{Machine, TheRoom, now};
use crate::room_of_many::{DATA, Many, to_everybody};
use crate::table::{Row, Table};

/// Measures everything once.
pub(crate) async fn measure(many: &Many, table: &mut Table) -> Done {
    let host = Machine::new(&many.client, &many.origin(), None);
    let me = &many.owner;
    let home = Home::load(Rc::clone(&host), &me.seed).await?;
    let began = Instant::now();
    home.open(me, &many.room).await?;
    table.native(Row::First, began.elapsed());
    let home = Home::load(host, &me.seed).await?;
    let began = Instant::now();
    let room = home.open(me, &many.room).await?;
    table.native(Row::Again, began.elapsed());
    let began = Instant::now();
    let view = room.view();
    table.native(Row::View, began.elapsed());
    let began = Instant::now();
    room.members().await?;
    table.native(Row::People, began.elapsed());
    let began = Instant::now();
    room.matrix()?;
    table.native(Row::Matrix, began.elapsed());
    let data = view.folders.iter().find(|folder| folder.name == DATA);
    let Some(data) = data else {
        return fault("the folder is gone");
    };
    let give = [to_everybody(data.id)];
    let began = Instant::now();
    let found = room.preview(&give)?.len();
    table.native(Row::Review, began.elapsed());
    if found == 0 {
        return fault("the grant gives nothing");
    }
    let began = Instant::now();
    room.apply(&give).await?;
    table.native(Row::Grant, began.elapsed());
    let (_, member, theirs) = &many.leaving[0];
    theirs.refresh().await?;
    let began = Instant::now();
    let ended = async {
        room.end(member).await?;
        Ok(began.elapsed())
    };
    let (ended, refused) = tokio::join!(ended, refused(theirs));
    let ended: Result<Duration, room::Error> = ended;
    let since = now() - u64::try_from(began.elapsed().as_millis())?;
    table.native(
        Row::Refused,
        Duration::from_millis(refused?.saturating_sub(since)),
    );
    table.native(Row::Rotated, ended?);
    Ok(())
}

/// When the gate answers a member no more, in milliseconds since 1970.
pub(crate) async fn refused(theirs: &TheRoom) -> Done<u64> {
    for _ in 0..12_000 {
        match theirs.refresh().await {
            Ok(()) => {}
            Err(error) if error.passes() => {}
            Err(_) => return Ok(now()),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    fault("the member was never refused")
}
