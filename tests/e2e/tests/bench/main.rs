//! A room of 1,000 members and 10,000 documents on the real server: what it costs to open it, to look at
//! its matrix, to grant a folder to all of them and to end one; by the use-cases without a browser, and by a
//! person in Chromium. Prints a table and judges nothing; `cargo xtask bench room` runs it.
#![allow(clippy::unwrap_used)]

mod browser;
mod machine;
mod native;
mod room_of_many;
mod table;

use std::fs;
use std::path::Path;
use std::time::Instant;

use e2e::Done;

use room_of_many::{Many, Size};
use table::Table;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures; see cargo xtask bench"]
async fn a_room_of_many() -> Done {
    let size = Size::wished();
    let began = Instant::now();
    let mut many = Many::prepare(size).await?;
    say(&format!(
        "prepared in {:.0} s",
        began.elapsed().as_secs_f64()
    ));
    let mut table = Table::default();

    // both begin with the same bytes on the disk
    many.server.stop().await?;
    let (data, kept) = (
        many.server.data(),
        many.server.data().with_extension("kept"),
    );
    copy(&data, &kept)?;
    many.server.restart().await?;
    native::measure(&many, &mut table).await?;
    many.server.stop().await?;
    fs::remove_dir_all(&data)?;
    fs::rename(&kept, &data)?;
    many.server.restart().await?;
    let shown = browser::measure(&many, &mut table).await;
    // what was measured before something went wrong is worth printing
    say(&table.print(size));
    shown
}

fn copy(from: &Path, to: &Path) -> Done {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let there = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &there)?;
        } else {
            fs::copy(entry.path(), there)?;
        }
    }
    Ok(())
}

#[allow(clippy::print_stdout, reason = "figures are its result")]
fn say(text: &str) {
    println!("{text}");
}
