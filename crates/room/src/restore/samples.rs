//! See [`crate::samples`].

use super::drill::{
    DRILL, Drill, DrillFailure, DrillMade, DrillStore, DrilledArchive, DrilledRoom,
};
use crate::dates::utc;
use crate::samples::{AT, HASH, ID, ROOM, written};

#[test]
fn the_sample_is_what_these_structs_say() {
    let archive = |n: u64| DrilledArchive {
        n,
        manifest: HASH.to_owned(),
        at: utc(AT - 86_400_000 * (3 - n)),
        objects: 1_204,
        bytes: 734_003_200,
    };
    let drill = Drill {
        room: DrilledRoom {
            id: HASH.to_owned(),
            title: ROOM.to_owned(),
        },
        made: DrillMade {
            at: utc(AT),
            by: "邓敏".to_owned(),
        },
        archives: (0..3).map(archive).collect(),
        missing: 1,
        store: DrillStore {
            origin: "https://drill.example:8443".to_owned(),
            key: HASH.to_owned(),
        },
        lineage: HASH.to_owned(),
        documents: 412,
        opened: 411,
        bytes: 702_545_920,
        failed: vec![DrillFailure {
            document: ID.to_owned(),
            name: "客户名单（华东区）.xlsx".to_owned(),
            why: "a part is missing".to_owned(),
        }],
        parts: 530,
        alarms: 0,
        holds: false,
    };
    written(DRILL, &drill);
}
