//! What destroying 10,000 documents costs. Prints figures and judges none; `cargo xtask bench room` runs it.

use std::cell::RefCell;
use std::fs;
use std::time::Instant;

use room::retention::verify::verify_certificate;
use room::retention::{Destroying, Wishes};
use room::{Keep, Why};

use crate::destroy::clock;
use crate::support::*;

const DOCS: usize = 10_000;

#[test]
#[ignore = "measures; see cargo xtask bench"]
fn ten_thousand_documents_in_a_hundred_folders_are_destroyed() {
    measure("in 100 folders", |i| format!("d{}/{i}.txt", i / 100));
}

#[test]
#[ignore = "measures; see cargo xtask bench"]
fn ten_thousand_documents_in_one_folder_are_destroyed() {
    measure("in one folder", |i| format!("{i}.txt"));
}

fn measure(how: &str, path: fn(usize) -> String) {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "data").await.unwrap();
        let files: Vec<_> = (0..DOCS)
            .map(|i| file(&path(i), format!("customer {i}").into_bytes()))
            .collect();
        put(&room, &seller.host, folder, &files).await;
        let what = [Keep::Folder(folder)];
        room.set_clock(what[0], Some(&clock(10))).await.unwrap();
        world.later(11 * DAY);
        let began = Instant::now();
        assert_eq!(room.retention(90).unwrap().docs.len(), DOCS);
        say(how, "what is due", began);
        let began = Instant::now();
        assert_eq!(room.preview_destruction(&what).unwrap().docs.len(), DOCS);
        say(how, "what destroying means", began);
        let (before, began) = (resident(), Instant::now());
        let step = RefCell::new((Destroying::Writing, Instant::now()));
        let watch = |next: Destroying| {
            let (now, since) = *step.borrow();
            if core::mem::discriminant(&now) != core::mem::discriminant(&next) {
                say(how, &format!("  {}", name(now)), since);
                step.replace((next, Instant::now()));
            }
        };
        let done = room
            .destroy_watched(&what, &Why::PeriodOver, "", Wishes::default(), &watch)
            .await
            .unwrap();
        let (last, since) = *step.borrow();
        say(how, &format!("  {}", name(last)), since);
        say(how, "10,000 documents destroyed", began);
        assert!(done.complete);
        let file = done.certificate.encode().unwrap();
        print(how, "the certificate", file.len() >> 10);
        print(
            how,
            "memory more at its peak than before",
            peak().saturating_sub(before),
        );
        let began = Instant::now();
        assert!(verify_certificate(&file, None).unwrap().complete());
        say(how, "the certificate verified by a stranger", began);
        let began = Instant::now();
        reopen(&world, &seller, &room).await.unwrap();
        say(how, "the room opened anew", began);
    });
}

fn name(step: Destroying) -> &'static str {
    match step {
        Destroying::Writing => "its entries written",
        Destroying::Keys => "new keys",
        Destroying::Erasing { .. } => "erased by the store",
        Destroying::Looking { .. } => "each part asked for",
        Destroying::Certifying => "certified",
    }
}

/// KiB that this process holds, and held at most.
fn resident() -> usize {
    status("VmRSS:")
}

fn peak() -> usize {
    status("VmHWM:")
}

fn status(line: &str) -> usize {
    let all = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = all.lines().find_map(|one| one.strip_prefix(line));
    let number = found.and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    number.unwrap_or_default()
}

#[allow(clippy::print_stdout, reason = "figures are its result")]
fn say(how: &str, what: &str, began: Instant) {
    println!(
        "| {what} ({how}) | {:.2} s |",
        began.elapsed().as_secs_f64()
    );
}

#[allow(clippy::print_stdout, reason = "figures are its result")]
fn print(how: &str, what: &str, kib: usize) {
    println!("| {what} ({how}) | {:.1} MiB |", kib as f64 / 1024.0);
}
