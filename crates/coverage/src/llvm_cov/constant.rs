//! Branches whose condition is a constant of the program (`while (true)`): nothing takes their other way.
//!
//! A file lists them as branches that never ran, and its totals leave them out; a function leaves them out of its list, too
//! (`renderBranchRegions` of `CoverageExporterJson.cpp`). So a branch that never ran and that no function lists is a constant.

use std::collections::BTreeMap;

use super::column;
use super::file::ids;
use crate::error::ReadError;
use crate::json::Findings;
use crate::model::{ArmId, Branches, FileKey, Identity, Naming, too_large};

/// Line and column of the beginning and of the end.
pub(super) type Place = [u64; 4];

/// The branches of a report that never ran.
#[derive(Default)]
pub(super) struct NeverRan {
    /// As the files list them.
    files: BTreeMap<FileKey, Vec<Place>>,
    /// As the functions list them, by file and place.
    functions: Vec<Identity>,
    /// Some function lists branches: not with `-skip-functions`.
    pub(super) listed: bool,
}

impl NeverRan {
    /// Adds what a file lists.
    pub(super) fn of_file(&mut self, key: &FileKey, places: Vec<Place>) {
        if !places.is_empty() {
            self.files.entry(key.clone()).or_default().extend(places);
        }
    }

    /// Adds what a function lists.
    pub(super) fn of_function(
        &mut self,
        key: &FileKey,
        place: Place,
        found: &Findings<'_>,
    ) -> Result<(), ReadError> {
        if self.functions.len() >= found.limits.entries {
            return Err(too_large(format!("functions have more than {} branches", found.limits.entries)));
        }
        self.functions.push(name(key, place));
        Ok(())
    }

    /// Whether there is anything to take out, once all is read.
    pub(super) fn settle(&mut self) -> bool {
        self.functions.sort_unstable();
        self.functions.dedup();
        self.listed && !self.files.is_empty()
    }

    /// Takes the constants of a file out of its branches.
    pub(super) fn take_out(&self, key: &FileKey, branches: &mut Branches) {
        let Some(places) = self.files.get(key) else { return };
        let taken = |line: u32, id: ArmId| {
            let at = branches.arms.binary_search_by(|arm| (arm.line, arm.id).cmp(&(line, id)));
            at.ok().and_then(|at| branches.arms.get(at)).is_some_and(|arm| arm.taken)
        };
        let mut constants = Vec::new();
        for place in places.iter().filter(|place| self.functions.binary_search(&name(key, **place)).is_err()) {
            let (line, ways) = (column(place[0]), ids(*place, None));
            // One that ran after all, in another program of the same report, is none.
            if !ways.iter().any(|way| taken(line, *way)) {
                constants.extend(ways.map(|way| (line, way)));
            }
        }
        constants.sort_unstable();
        branches.arms.retain(|arm| constants.binary_search(&(arm.line, arm.id)).is_err());
    }
}

fn name(key: &FileKey, place: Place) -> Identity {
    let name = Naming::default().then(key.path.as_bytes());
    place.iter().fold(name, |name, number| name.then(&column(*number).to_be_bytes())).identity()
}

#[cfg(test)]
mod tests;
