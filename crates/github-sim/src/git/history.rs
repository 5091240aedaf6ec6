//! Questions about the graph of commits.

use anyhow::Result;

use super::oid::Oid;
use super::store::Store;

impl Store {
    /// A commit and its ancestors, the newest first, those that touch a path if one is given.
    pub(crate) fn history(&self, from: &Oid, path: Option<&str>) -> Result<Vec<Oid>> {
        let mut arguments = vec!["rev-list", from.as_str()];
        arguments.extend(path.map(|path| ["--", path]).into_iter().flatten());
        Ok(names(&self.git(&arguments, &[])?))
    }

    /// The commits that are in `head` and not in `base`, the oldest first.
    pub(crate) fn between(&self, base: &Oid, head: &Oid) -> Result<Vec<Oid>> {
        let range = format!("{base}..{head}");
        Ok(names(&self.git(&["rev-list", "--reverse", "--topo-order", &range], &[])?))
    }

    /// The best common ancestor, if there is one.
    pub(crate) fn merge_base(&self, one: &Oid, other: &Oid) -> Result<Option<Oid>> {
        let answer = self.ask(&["merge-base", one.as_str(), other.as_str()])?;
        Ok(answer.and_then(|answer| names(&answer).into_iter().next()))
    }

    /// Whether a branch could go from one commit to another without losing anything.
    pub(crate) fn is_fast_forward(&self, from: &Oid, to: &Oid) -> Result<bool> {
        Ok(self.merge_base(from, to)?.as_ref() == Some(from))
    }
}

fn names(answer: &[u8]) -> Vec<Oid> {
    String::from_utf8_lossy(answer).lines().filter_map(|line| line.trim().parse().ok()).collect()
}
