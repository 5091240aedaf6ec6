//! The mark that a way back leaves in the workspace, so that a process that is started again in the same attempt of a run does not begin
//! it once more. It means nothing to another run or another attempt.

use std::path::Path;

use runner::evidence;
use serde::{Deserialize, Serialize};

use crate::facts::End;

/// What is read of a mark at most.
const LONGEST: u64 = 4096;

/// Whose mark it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark<'a> {
    pub(crate) workspace: &'a Path,
    pub(crate) gate_id: &'a str,
    /// The run and its attempt; without a run there is no second process.
    pub(crate) run: Option<(u64, u64)>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    run_id: u64,
    attempt: u64,
    end: Option<End>,
}

impl Mark<'_> {
    fn name(&self) -> String {
        format!("{}.rollback.json", self.gate_id)
    }

    /// How the way back ended that an earlier process began; nothing inside if nobody knows.
    pub(crate) fn found(&self) -> Option<Option<End>> {
        let (run_id, attempt) = self.run?;
        let path = self.workspace.join(".releasegate").join(self.name());
        let entry = path.symlink_metadata().ok()?;
        if !entry.is_file() || entry.len() > LONGEST {
            return None;
        }
        let left: Left = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        ((left.run_id, left.attempt) == (run_id, attempt)).then_some(left.end)
    }

    /// Leaves one.
    pub(crate) fn leave(&self, end: Option<End>) -> anyhow::Result<()> {
        let Some((run_id, attempt)) = self.run else { return Ok(()) };
        let bytes = serde_json::to_vec(&Left { run_id, attempt, end })?;
        evidence::keep(self.workspace, &self.name(), &bytes).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_holds_for_its_attempt_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mark = |run| Mark { workspace: folder.path(), gate_id: "deploy-verify", run };
        assert_eq!(mark(Some((7, 1))).found(), None);
        mark(Some((7, 1))).leave(None).unwrap();
        assert_eq!(mark(Some((7, 1))).found(), Some(None));
        mark(Some((7, 1))).leave(Some(End::Code(3))).unwrap();
        assert_eq!(mark(Some((7, 1))).found(), Some(Some(End::Code(3))));
        for other in [Some((7, 2)), Some((8, 1)), None] {
            assert_eq!(mark(other).found(), None, "{other:?}");
        }
    }
}
