//! Where two lines of history meet. Both are walked at once, the youngest commit first, each marking what it reaches; what both
//! reach is common, and what lies behind a common commit is no better one.

use std::collections::HashMap;

use gix_index::hash::ObjectId;

use super::{History, MergeBase, Queue};
use crate::CheckoutError;
use crate::repository::Repository;
use crate::tree::too_much;

const FIRST: u8 = 1;
const SECOND: u8 = 2;
const BOTH: u8 = FIRST | SECOND;
/// It lies behind a common commit.
const BEHIND: u8 = 4;
/// It is among the common ones already; no parent learns this.
const LISTED: u8 = 8;

/// How many common commits are compared with each other.
const MOST: usize = 100;

/// A walk from two commits.
struct Walk<'a, 'b> {
    history: &'a mut History<'b>,
    marks: HashMap<ObjectId, u8>,
    queue: Queue,
    /// How often each commit waits in the queue.
    waiting: HashMap<ObjectId, usize>,
    /// How many that wait do not lie behind a common one.
    open: usize,
    common: Vec<ObjectId>,
    /// Commits whose parents are not here.
    ends: Vec<ObjectId>,
}

/// The best common ancestor.
pub(super) fn best(
    repository: &Repository,
    one: ObjectId,
    other: ObjectId,
) -> Result<MergeBase, CheckoutError> {
    let mut history = History::new(repository);
    let mut walk = Walk::new(&mut history);
    walk.run(one, other)?;
    let mut common = walk.best_first()?;
    let uncertain = walk.may_meet_elsewhere(&common)?;
    if uncertain {
        return Ok(MergeBase::Shallow);
    }
    if common.len() > MOST {
        return Err(too_much("common ancestors of two commits", MOST));
    }
    // Clocks that run apart let a commit pass that lies behind another.
    while let Some(first) = common.first().copied() {
        let mut behind = false;
        for known in common.iter().skip(1) {
            behind = behind || is_behind(&mut history, first, *known)?;
        }
        if !behind {
            return Ok(MergeBase::Found(first.to_string()));
        }
        common.remove(0);
    }
    Ok(MergeBase::Unrelated)
}

/// Whether a commit is an ancestor of another.
fn is_behind(history: &mut History<'_>, commit: ObjectId, of: ObjectId) -> Result<bool, CheckoutError> {
    let mut walk = Walk::new(history);
    walk.run(commit, of)?;
    Ok(walk.mark(&commit) & SECOND != 0)
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(history: &'a mut History<'b>) -> Self {
        Self {
            history,
            marks: HashMap::new(),
            queue: Queue::default(),
            waiting: HashMap::new(),
            open: 0,
            common: Vec::new(),
            ends: Vec::new(),
        }
    }

    fn mark(&self, id: &ObjectId) -> u8 {
        self.marks.get(id).copied().unwrap_or_default()
    }

    /// Walks until everything that waits lies behind a common commit.
    fn run(&mut self, one: ObjectId, other: ObjectId) -> Result<(), CheckoutError> {
        self.reach(one, FIRST)?;
        self.reach(other, SECOND)?;
        while self.open > 0 {
            let Some(id) = self.queue.pop() else { break };
            let mark = self.mark(&id);
            let waiting = self.waiting.remove(&id).unwrap_or_default();
            if waiting > 1 {
                self.waiting.insert(id, waiting - 1);
            } else if mark & BEHIND == 0 {
                self.open = self.open.saturating_sub(1);
            }
            let common = mark & BOTH == BOTH;
            if common && mark & (BEHIND | LISTED) == 0 {
                self.marks.insert(id, mark | LISTED);
                self.common.push(id);
            }
            let Some(step) = self.history.step(id)? else { continue };
            if step.cut {
                self.ends.push(id);
            }
            let passed = (if common { mark | BEHIND } else { mark }) & !LISTED;
            for parent in step.parents.clone() {
                self.reach(parent, passed)?;
            }
        }
        Ok(())
    }

    /// A commit that learns something new has to tell its parents.
    fn reach(&mut self, id: ObjectId, marks: u8) -> Result<(), CheckoutError> {
        let known = self.mark(&id);
        let all = known | marks;
        if all == known {
            return Ok(());
        }
        self.marks.insert(id, all);
        let waiting = self.waiting.entry(id).or_default();
        let (was_open, is_open) = (*waiting > 0 && known & BEHIND == 0, all & BEHIND == 0);
        *waiting = waiting.saturating_add(1);
        match (was_open, is_open) {
            (false, true) => self.open = self.open.saturating_add(1),
            (true, false) => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        let time = self.history.time(id)?;
        self.queue.push(time, id);
        Ok(())
    }

    /// The common commits that do not lie behind others, the youngest first.
    fn best_first(&mut self) -> Result<Vec<ObjectId>, CheckoutError> {
        let mut timed = Vec::new();
        for id in self.common.clone() {
            if self.mark(&id) & BEHIND == 0 {
                timed.push((self.history.time(id)?, id));
            }
        }
        timed.sort_by_key(|(time, _)| std::cmp::Reverse(*time));
        Ok(timed.into_iter().map(|(_, id)| id).collect())
    }

    /// Whether the commits that are not here could hold a better meeting. One that both lines reach lies behind an end that one
    /// line alone reaches, so it is older than that end; and the other line reaches it either behind an end of its own, or as a
    /// commit that is here, is not common, and is that old.
    fn may_meet_elsewhere(&mut self, common: &[ObjectId]) -> Result<bool, CheckoutError> {
        let alone = |mark: u8| mark & BEHIND == 0 && mark & BOTH != BOTH;
        let ends: Vec<_> =
            self.ends.iter().map(|id| (*id, self.mark(id))).filter(|(_, mark)| alone(*mark)).collect();
        if common.is_empty() {
            return Ok(!ends.is_empty());
        }
        let sides = ends.iter().fold(0, |sides, (_, mark)| sides | mark);
        if sides == BOTH {
            return Ok(true);
        }
        let mut youngest = i64::MIN;
        for (id, _) in &ends {
            youngest = youngest.max(self.history.time(*id)?);
        }
        let others: Vec<_> =
            self.marks.iter().filter(|(_, mark)| alone(**mark) && **mark & sides == 0).collect();
        let others: Vec<ObjectId> = others.into_iter().map(|(id, _)| *id).collect();
        for id in others {
            if !ends.is_empty() && self.history.time(id)? <= youngest {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
