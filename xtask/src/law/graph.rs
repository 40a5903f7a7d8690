//! The law over the manifests, as `cargo metadata` reads them.

use serde_json::Value;

use crate::{
    failure::{Done, Failure},
    place::Place,
    shell::ask,
};

/// What each of our crates may depend on: `app, cli -> room -> {seal, ledger, blobs}` and
/// `server -> {ledger, blobs}`; the app's reader of documents uses `detect`, who prints uses `paper`, who asks for or judges time stamps uses `stamp`. Along the arrows a crate may also name what lies further down.
const OURS: [(&str, &[&str]); 12] = [
    (
        "sealroom-app",
        &["room", "detect", "paper", "seal", "ledger", "blobs"],
    ),
    (
        "cli",
        &["room", "paper", "stamp", "seal", "ledger", "blobs"],
    ),
    ("room", &["seal", "ledger", "blobs"]),
    ("server", &["ledger", "blobs", "stamp"]),
    ("detect", &[]),
    ("paper", &[]),
    ("stamp", &[]),
    ("seal", &[]),
    ("ledger", &[]),
    ("blobs", &[]),
    ("xtask", &[]),
    // prints the documents that are put into a room
    ("e2e", &["paper"]),
];

/// What only these crates may depend on.
const ONLY: [(&str, &[&str]); 8] = [
    ("aes-gcm", &["seal"]),
    ("hpke", &["seal"]),
    ("argon2", &["seal"]),
    ("web-sys", &["sealroom-app"]),
    ("gloo", &["sealroom-app"]),
    ("object_store", &["server", "cli"]),
    ("krilla", &["paper"]),
    ("rustls-webpki", &["stamp"]),
];

/// A dependency of one of our crates, in code that ships.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Edge {
    from: String,
    to: String,
    ours: bool,
}

/// Reads the edges from the manifests.
pub(super) fn read(place: &Place) -> Done<Vec<Edge>> {
    let words = ["metadata", "--no-deps", "--format-version=1"];
    let text = ask(&mut place.cargo(&words)?)
        .ok_or_else(|| Failure::new("`cargo metadata` cannot read the manifests."))?;
    let metadata = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("`cargo metadata`: {error}")))?;
    Ok(edges(&metadata))
}

/// A sentence for each edge that the law does not know.
pub(super) fn breaches(edges: &[Edge]) -> Vec<String> {
    edges.iter().filter_map(breach).collect()
}

fn breach(edge: &Edge) -> Option<String> {
    let Edge { from, to, ours } = edge;
    if *ours {
        let allowed = OURS.iter().find(|(name, _)| name == from);
        let Some((_, allowed)) = allowed else {
            return Some(format!("{from} is not in the law: add it in xtask/src/law"));
        };
        let known = allowed.contains(&to.as_str());
        return (!known).then(|| format!("{from} depends on {to}"));
    }
    let (_, who) = ONLY.iter().find(|(name, _)| name == to)?;
    let known = who.contains(&from.as_str());
    (!known).then(|| format!("{from} depends on {to}, which only {} may", who.join(", ")))
}

fn edges(metadata: &Value) -> Vec<Edge> {
    let mut edges = Vec::new();
    for package in list(&metadata["packages"]) {
        for dependency in list(&package["dependencies"]) {
            // null means a normal dependency; build and dev ones do not ship
            if dependency["kind"].is_null() {
                edges.push(Edge {
                    from: word(&package["name"]),
                    to: word(&dependency["name"]),
                    ours: dependency["path"].is_string(),
                });
            }
        }
    }
    edges
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, ours: bool) -> Edge {
        Edge {
            from: from.to_owned(),
            to: to.to_owned(),
            ours,
        }
    }

    #[test]
    fn the_server_never_depends_on_seal() {
        assert!(breach(&edge("server", "ledger", true)).is_none());
        assert!(breach(&edge("server", "seal", true)).is_some());
    }

    #[test]
    fn no_one_points_upwards() {
        assert!(breach(&edge("room", "seal", true)).is_none());
        assert!(breach(&edge("seal", "room", true)).is_some());
        assert!(breach(&edge("ledger", "blobs", true)).is_some());
        assert!(breach(&edge("blobs", "ledger", true)).is_some());
    }

    #[test]
    fn ciphers_are_for_seal_alone() {
        assert!(breach(&edge("seal", "aes-gcm", false)).is_none());
        assert!(breach(&edge("room", "aes-gcm", false)).is_some());
        assert!(breach(&edge("room", "thiserror", false)).is_none());
    }

    #[test]
    fn a_crate_of_ours_that_the_law_does_not_know_is_a_breach() {
        assert!(breach(&edge("novel", "seal", true)).is_some());
    }

    #[test]
    fn only_what_ships_is_judged() {
        let metadata = serde_json::json!({ "packages": [{
            "name": "server",
            "dependencies": [
                { "name": "seal", "kind": "dev", "path": "crates/seal" },
                { "name": "ledger", "kind": null, "path": "crates/ledger" },
                { "name": "axum", "kind": null },
            ],
        }] });
        assert_eq!(
            edges(&metadata),
            [
                edge("server", "ledger", true),
                edge("server", "axum", false)
            ]
        );
    }
}
