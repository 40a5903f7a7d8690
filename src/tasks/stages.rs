//! Stages: what is disclosed together, and who has it, read off the matrix.

use std::collections::BTreeMap;

use crate::vault::messages::{FolderRef, Level, Matrix, MatrixRow, WhoRef};

/// The highest number of a stage that is offered.
pub(crate) const MOST: u32 = 12;

/// Folders that are disclosed together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) number: u32,
    /// Their ids with their names, in the order of the table.
    pub(crate) folders: Vec<(FolderRef, String)>,
    /// Who reads some of them now, groups first; people only if no group of theirs does.
    pub(crate) has: Vec<Holder>,
}

/// Who reads a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) who: WhoRef,
    pub(crate) name: String,
    /// All its folders, not some.
    pub(crate) whole: bool,
}

/// Every stage of a room, by number.
pub(crate) fn stages(matrix: &Matrix) -> Vec<Stage> {
    let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, folder) in matrix.folders.iter().enumerate() {
        if let Some(stage) = folder.stage {
            places.entry(stage).or_default().push(at);
        }
    }
    let stage = |(number, places): (u32, Vec<usize>)| {
        let folders = places.iter().filter_map(|at| matrix.folders.get(*at));
        Stage {
            number,
            folders: folders
                .map(|folder| (folder.folder.clone(), folder.name.clone()))
                .collect(),
            has: holders(matrix, &places),
        }
    };
    places.into_iter().map(stage).collect()
}

fn holders(matrix: &Matrix, places: &[usize]) -> Vec<Holder> {
    let reads = |row: &MatrixRow| {
        let levels = matrix.levels.get(row.levels);
        let read = places.iter().filter(|at| {
            let level = levels.and_then(|all| all.get(**at));
            level.is_some_and(|level| *level >= Level::Read)
        });
        read.count()
    };
    let mut out: Vec<Holder> = Vec::new();
    let (groups, people): (Vec<&MatrixRow>, Vec<&MatrixRow>) =
        matrix.rows.iter().partition(|row| row.group);
    for row in groups.into_iter().chain(people) {
        let count = reads(row);
        let by_group = row.with.iter().any(|group| {
            let held = out.iter().find(|held| held.who == *group);
            !row.group && held.is_some_and(|held| held.whole || count < places.len())
        });
        if count > 0 && !by_group {
            out.push(Holder {
                who: row.who.clone(),
                name: row.name.clone(),
                whole: count == places.len(),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::messages::MatrixFolder;

    fn folder(id: &str, stage: Option<u32>) -> MatrixFolder {
        MatrixFolder {
            folder: id.to_owned(),
            parent: None,
            name: id.to_uppercase(),
            closed: true,
            clean: false,
            doc: false,
            stage,
        }
    }

    fn row(who: &str, group: bool, with: &[&str], levels: usize) -> MatrixRow {
        MatrixRow {
            who: who.to_owned(),
            group,
            manages: false,
            name: who.to_owned(),
            with: with.iter().map(|one| (*one).to_owned()).collect(),
            rules: Vec::new(),
            levels,
            sends: Vec::new(),
            may_send: Vec::new(),
        }
    }

    #[test]
    fn a_stage_is_its_folders_and_who_reads_them() {
        use Level::{Nothing, Read, Write};
        let matrix = Matrix {
            folders: vec![
                folder("a", Some(2)),
                folder("b", None),
                folder("c", Some(2)),
                folder("d", Some(1)),
            ],
            rows: vec![
                row("bidders", true, &["anna"], 0),
                row("counsel", true, &["bert"], 1),
                row("anna", false, &["bidders"], 0),
                row("bert", false, &["counsel"], 0),
                row("carl", false, &[], 2),
            ],
            levels: vec![
                vec![Read, Nothing, Write, Nothing],
                vec![Read, Read, Nothing, Nothing],
                vec![Nothing, Read, Nothing, Nothing],
            ],
        };
        let found = stages(&matrix);
        let numbers: Vec<u32> = found.iter().map(|stage| stage.number).collect();
        assert_eq!(numbers, [1, 2]);
        assert!(found[0].has.is_empty());
        let names: Vec<&str> = found[1].folders.iter().map(|(_, name)| &**name).collect();
        assert_eq!(names, ["A", "C"]);
        let has: Vec<(&str, bool)> = found[1]
            .has
            .iter()
            .map(|held| (&*held.who, held.whole))
            .collect();
        // anna has it by her group; bert has more than his
        assert_eq!(has, [("bidders", true), ("counsel", false), ("bert", true)]);
    }
}
