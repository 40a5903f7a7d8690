//! Making and listing rooms.

use serde_json::json;

use super::Context;
use crate::args::Room;
use crate::error::Error;

pub(super) async fn run(context: &Context, what: Room) -> Result<(), Error> {
    match what {
        Room::Follow { room, from } => super::restore::follow(context, &room, &from).await,
        Room::Confirm { room, restoration } => {
            let person = context.unlock().await?;
            let id = super::find_room(&person, &room)?;
            let lineage = room::Hash::parse(&restoration);
            let lineage =
                lineage.map_err(|_| Error::usage("a restoration has 64 letters and digits"))?;
            person.home.confirm(&person.me, &id, &lineage).await?;
            let value = json!({ "room": id.to_string(), "restoration": lineage.to_string() });
            context.out.result(&value, &["confirmed".to_owned()])
        }
        Room::Create { title, token } => {
            let person = context.unlock().await?;
            room::check_title(&title).map_err(room::Error::from)?;
            let made = person.home.make_room(&person.me, &title, &token).await?;
            let id = made.id().to_string();
            context.out.result(
                &json!({ "room": id, "title": title }),
                std::slice::from_ref(&id),
            )
        }
        Room::List => {
            let person = context.unlock().await?;
            let rooms = person.home.rooms();
            let value = rooms.iter().map(|room| {
                json!({ "room": room.room.to_string(), "title": room.title, "mine": room.mine,
                        "owner": room.owner, "expires": room.expires })
            });
            let lines: Vec<String> = rooms
                .iter()
                .map(|room| {
                    let whose = if room.mine {
                        "yours".to_owned()
                    } else {
                        format!("shared by {}", room.owner)
                    };
                    format!(
                        "{}  {}  ({whose})",
                        &room.room.to_string()[..12],
                        room.title
                    )
                })
                .collect();
            context.out.result(&value.collect(), &lines)
        }
    }
}
