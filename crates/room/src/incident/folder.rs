//! Where the room itself keeps the papers of incidents.
//!
//! They say who opened what, so they lie in a prepared folder that nobody reads but those who manage. Whether that is
//! still so is asked each time: what was shown to others meanwhile gets no paper more.

use std::collections::BTreeSet;

use ledger::ids::ScopeId;

use crate::access::matrix::Matrix;
use crate::body::Level;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::room::Room;

/// Folders of one name that are tried.
const MOST: u32 = 99;

impl<H: Host> Room<H> {
    /// The folder for the papers: one of this name that nobody reads but those who manage. It is prepared if there is
    /// none; where others read that of this name, one is made beside it.
    pub async fn incident_folder(&self, name: &str) -> Result<ScopeId, Error> {
        self.judge_manager()?;
        names::check(name)?;
        if let Some(kept) = self.incident_folders(name)?.first() {
            return Ok(*kept);
        }
        let root = self.state.borrow().root.map(|(_, root)| root);
        let root = root.ok_or(Error::NotFound)?;
        let taken: BTreeSet<String> = {
            let view = self.view();
            view.folders
                .iter()
                .map(|folder| names::fold(&folder.name))
                .collect()
        };
        let mut numbered = (2..=MOST).map(|n| format!("{name} {n}"));
        let name = match taken.contains(&names::fold(name)) {
            false => name.to_owned(),
            true => numbered
                .find(|one| !taken.contains(&names::fold(one)))
                .ok_or(Error::NameTaken)?,
        };
        self.prepare_folder(root, &name).await
    }

    /// Every such folder that there is already.
    pub fn incident_folders(&self, name: &str) -> Result<Vec<ScopeId>, Error> {
        self.judge_manager()?;
        let matrix = self.matrix()?;
        let wanted = names::fold(name);
        let folders = matrix.folders.iter().enumerate();
        let named = folders.filter(|(_, folder)| {
            let called = names::fold(&folder.name);
            let rest = called.strip_prefix(&wanted).map(str::trim);
            let ours = rest.is_some_and(|rest| rest.bytes().all(|c| c.is_ascii_digit()));
            ours && folder.closed && !folder.clean && folder.doc.is_none()
        });
        let kept = named.filter(|(at, _)| is_kept(&matrix, *at));
        Ok(kept.map(|(_, folder)| folder.id).collect())
    }
}

/// Whether nobody reads it but those who manage.
fn is_kept(matrix: &Matrix, folder: usize) -> bool {
    let others = matrix.rows.iter().filter(|row| !row.manages);
    others.into_iter().all(|row| {
        let levels = matrix.levels.get(row.levels);
        levels.and_then(|all| all.get(folder)) == Some(&Level::Nothing)
    })
}
