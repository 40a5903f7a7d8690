//! Stages: prepared folders that are disclosed together.

use room::{Error, Level, Op};

use super::access::sees;
use super::apart::{all_agree, numbers, open_sale};
use crate::support::*;

#[test]
fn a_stage_is_disclosed_and_taken_back_as_one_and_leaves_no_gap() {
    run(async {
        let sale = open_sale().await;
        let (room, top) = (&sale.room, root(&sale.room));
        let device = &sale.seller.host;
        let mut stages = Vec::new();
        for (name, stage) in [("Bids", 2), ("Contracts 2", 2), ("Closing", 3)] {
            let id = room.prepare_stage(top, name, Some(stage)).await.unwrap();
            let name = format!("{name}.pdf");
            put(room, device, id, &[file(&name, bytes(900, 5))]).await;
            stages.push(id);
        }
        // a folder that is there gets a number, and another
        room.apply(&[
            Op::Stage(sale.finance, Some(1)),
            Op::Stage(stages[2], Some(4)),
        ])
        .await
        .unwrap();
        room.apply(&[Op::Stage(sale.finance, None)]).await.unwrap();
        for bad in [0, 100] {
            let refused = room.apply(&[Op::Stage(sale.finance, Some(bad))]).await;
            assert_eq!(refused.err(), Some(Error::NotAllowed));
        }
        let of = |room: &TheRoom, n| {
            let matrix = room.matrix().unwrap();
            let lines = matrix.folders.iter().filter(|line| line.stage == Some(n));
            lines.map(|line| line.id).collect::<Vec<_>>()
        };
        let second = of(room, 2);
        assert_eq!(second, stages[..2]);
        assert_eq!((of(room, 4), of(room, 1)), (stages[2..].to_vec(), vec![]));
        // nobody else sees the number of a stage, nor that there is one
        let before = numbers(&sale.one.1).await;
        let view = sale.one.1.view();
        assert!(view.folders.iter().all(|folder| folder.stage.is_none()));
        let mine = room.view();
        let shown = mine.folders.iter().find(|folder| folder.id == stages[0]);
        assert_eq!(shown.unwrap().stage, Some(2));
        let all = |level| {
            let ops = second.iter().map(|id| Op::Access(sale.a, *id, level));
            ops.collect::<Vec<_>>()
        };
        let give = all(Some(Level::Read));
        assert_eq!(room.preview(&give).unwrap().len(), 2);
        room.apply(&give).await.unwrap();
        assert_eq!(sees(&sale.one.1).await.len(), 7 + 4);
        assert_eq!(numbers(&sale.two.1).await, before);
        all_agree(&sale).await;
        // every reader's numbers count on from one
        for reader in [&sale.one.1, &sale.two.1] {
            let view = reader.view();
            for parent in view
                .folders
                .iter()
                .map(|folder| Some(folder.id))
                .chain([None])
            {
                let folders = view.folders.iter().filter(|one| one.parent == parent);
                let docs = view.docs.iter().filter(|doc| Some(doc.folder) == parent);
                let all = folders.map(|one| &one.number);
                let all = all.chain(docs.map(|doc| &doc.number));
                let mut last: Vec<usize> = all
                    .filter_map(|number| number.rsplit('.').next()?.parse().ok())
                    .collect();
                last.sort_unstable();
                assert_eq!(last, (1..=last.len()).collect::<Vec<_>>());
            }
        }
        room.apply(&all(None)).await.unwrap();
        assert_eq!(numbers(&sale.one.1).await, before);
        all_agree(&sale).await;
    });
}
