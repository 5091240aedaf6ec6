//! The commits before a commit, and where two lines of them meet.

mod meeting;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use gix_index::hash::ObjectId;

use crate::CheckoutError;
use crate::commit::{self, Commit, Node};
use crate::repository::Repository;

/// The best common ancestor of two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeBase {
    /// Its name. Where there are several, as after merges in both directions, it is the youngest, as git takes it.
    Found(String),
    /// The commits have no ancestor in common.
    Unrelated,
    /// The history that is here ends before it can be told.
    Shallow,
}

/// The commits before a commit, itself included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestors {
    /// The commits, the youngest first, as `git log` gives them.
    pub commits: Vec<Commit>,
    /// History goes on where the clone does not: there are ancestors that are not here.
    pub cut: bool,
}

impl Repository {
    /// The best common ancestor of two commits.
    ///
    /// # Errors
    /// One of the commits is not here (`CheckoutError::NoCommit`), or history cannot be read.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<MergeBase, CheckoutError> {
        let id =
            |commit: &str| self.id(commit).ok_or_else(|| CheckoutError::NoCommit { id: commit.to_owned() });
        let (first, second) = (id(one)?, id(other)?);
        self.known(one)?;
        self.known(other)?;
        meeting::best(self, first, second)
    }

    /// The commits from a commit backwards, the youngest first and at most `most`.
    ///
    /// # Errors
    /// The commit is not here, or history cannot be read.
    pub fn ancestors(&self, commit: &str, most: usize) -> Result<Ancestors, CheckoutError> {
        let id = self.id(commit).ok_or_else(|| CheckoutError::NoCommit { id: commit.to_owned() })?;
        self.known(commit)?;
        let mut history = History::new(self);
        let mut queue = Queue::default();
        let mut seen = HashSet::from([id]);
        let mut found = Ancestors { commits: Vec::new(), cut: false };
        queue.push(history.time(id)?, id);
        while let Some(id) = queue.pop() {
            if found.commits.len() == most {
                break;
            }
            let Some(step) = history.step(id)? else { continue };
            found.commits.push(Commit { id: id.to_string(), time: u64::try_from(step.time).ok() });
            found.cut |= step.cut;
            for parent in step.parents.clone() {
                if seen.insert(parent) {
                    let time = history.time(parent)?;
                    queue.push(time, parent);
                }
            }
        }
        Ok(found)
    }
}

/// A commit and those of its parents that are here.
#[derive(Debug)]
struct Step {
    parents: Vec<ObjectId>,
    time: i64,
    /// It has parents that are not here.
    cut: bool,
}

/// The commits that were read.
struct History<'a> {
    repository: &'a Repository,
    nodes: HashMap<ObjectId, Option<Node>>,
    steps: HashMap<ObjectId, Step>,
}

impl<'a> History<'a> {
    fn new(repository: &'a Repository) -> Self {
        Self { repository, nodes: HashMap::new(), steps: HashMap::new() }
    }

    fn node(&mut self, id: ObjectId) -> Result<Option<&Node>, CheckoutError> {
        use std::collections::hash_map::Entry;
        Ok(match self.nodes.entry(id) {
            Entry::Occupied(known) => known.into_mut().as_ref(),
            Entry::Vacant(place) => place.insert(commit::node(&self.repository.objects, &id)?).as_ref(),
        })
    }

    /// When a commit was made; zero if it is not here.
    fn time(&mut self, id: ObjectId) -> Result<i64, CheckoutError> {
        Ok(self.node(id)?.map_or(0, |node| node.time))
    }

    /// A commit with its parents; none if it is not here. What the clone calls its boundary has none, even if they lie here for
    /// another reason: git sees none either.
    fn step(&mut self, id: ObjectId) -> Result<Option<&Step>, CheckoutError> {
        if !self.steps.contains_key(&id) {
            let Some(node) = self.node(id)? else { return Ok(None) };
            let (time, all) = (node.time, node.parents.clone());
            let boundary = self.repository.shallow.contains(&id);
            let mut parents = Vec::with_capacity(all.len());
            let mut cut = boundary && !all.is_empty();
            for parent in all {
                if boundary {
                    continue;
                }
                if self.node(parent)?.is_some() {
                    parents.push(parent);
                } else {
                    cut = true;
                }
            }
            self.steps.insert(id, Step { parents, time, cut });
        }
        Ok(self.steps.get(&id))
    }
}

/// Commits by age, the youngest first; of one second the one that came first.
#[derive(Debug, Default)]
struct Queue {
    heap: BinaryHeap<(i64, Reverse<u64>, ObjectId)>,
    count: u64,
}

impl Queue {
    fn push(&mut self, time: i64, id: ObjectId) {
        self.count = self.count.saturating_add(1);
        self.heap.push((time, Reverse(self.count), id));
    }

    fn pop(&mut self) -> Option<ObjectId> {
        self.heap.pop().map(|(_, _, id)| id)
    }
}
