//! The one way by which references move, whatever called for it: fast-forward, rulesets, the transaction itself, and then the
//! record of activities and the event `push`.

use serde_json::{Value, json};

use super::activity::Activity;
use super::commit::Commit;
use super::oid::Oid;
use super::refs::{RefFault, RefMove};
use super::store::Store;
use crate::hub::Hub;
use crate::token::Caller;

/// Why a push was refused.
#[derive(Debug)]
pub(crate) enum PushFault {
    /// The new commit does not contain the old one, and nobody said "force".
    NotFastForward,
    /// Rulesets forbid it; the text is GitHub's.
    Rules(String),
    /// A reference was not where it was expected to be.
    Moved,
    /// Git itself failed.
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for PushFault {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

/// One reference that is to move.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    /// From where to where.
    pub(crate) step: RefMove,
    /// Whether history may be lost.
    pub(crate) force: bool,
}

impl Hub {
    /// Moves references in somebody's name, all or none.
    pub(crate) fn push(&mut self, caller: &Caller, repository: u64, pushes: &[Push]) -> Result<(), PushFault> {
        let store = self.store(repository)?;
        let mut kinds = Vec::new();
        for push in pushes {
            let forward = is_forward(&store, &push.step)?;
            if !forward && !push.force {
                return Err(PushFault::NotFastForward);
            }
            let kind = Activity::kind_of(&push.step.before, &push.step.after, forward);
            self.obey_rules(caller, repository, &store, push, kind)?;
            kinds.push(kind);
        }
        let moves: Vec<RefMove> = pushes.iter().map(|push| push.step.clone()).collect();
        store.move_refs(&moves)?.map_err(|RefFault| PushFault::Moved)?;
        for (step, kind) in moves.into_iter().zip(kinds) {
            self.note_push(caller, repository, &store, step, kind)?;
        }
        Ok(())
    }

    fn obey_rules(
        &self,
        caller: &Caller,
        repository: u64,
        store: &Store,
        push: &Push,
        kind: &str,
    ) -> Result<(), PushFault> {
        let mut broken: Vec<&str> = Vec::new();
        for ruleset in self.rulesets_for(repository, &push.step.name) {
            if self.passes_by(ruleset, caller, repository) {
                continue;
            }
            match kind {
                "branch_creation" if ruleset.has("creation") => {
                    broken.push("Cannot create ref due to creations being restricted.");
                }
                "branch_deletion" if ruleset.has("deletion") => {
                    broken.push("Cannot delete this protected ref.")
                }
                "force_push" if ruleset.has("non_fast_forward") => {
                    broken.push("Cannot force-push to this branch")
                }
                _ => {}
            }
            if matches!(kind, "push" | "force_push") && ruleset.has("update") {
                broken.push("Cannot update this protected ref.");
            }
            if ruleset.has("required_signatures") && !self.all_signed(store, &push.step)? {
                broken.push("Commits must have verified signatures.");
            }
        }
        broken.dedup();
        if broken.is_empty() {
            return Ok(());
        }
        Err(PushFault::Rules(format!("Repository rule violations found\n\n{}\n\n", broken.join("\n\n"))))
    }

    fn all_signed(&self, store: &Store, step: &RefMove) -> anyhow::Result<bool> {
        let new = new_commits(store, step)?;
        Ok(new.iter().all(|commit| self.depot.signed.contains(commit)))
    }

    fn note_push(
        &mut self,
        caller: &Caller,
        repository: u64,
        store: &Store,
        step: RefMove,
        kind: &'static str,
    ) -> anyhow::Result<()> {
        let (id, at) = (self.fresh_id(), self.clock.now());
        let commits = store.commits(&new_commits(store, &step)?)?;
        if let Some(found) = self.repositories.get_mut(&repository) {
            found.pushed_at = at;
        }
        self.emit(caller, "push", "", repository, payload(&step, kind, &commits));
        // Unlike other events, a push has no action.
        let fields = self.events.last_mut().and_then(|event| event.payload.as_object_mut());
        fields.and_then(|fields| fields.remove("action"));
        let RefMove { name: reference, before, after } = step;
        let activity = Activity { id, reference, before, after, kind, actor: caller.account, at };
        self.depot.activities.entry(repository).or_default().push(activity);
        Ok(())
    }
}

fn is_forward(store: &Store, step: &RefMove) -> anyhow::Result<bool> {
    if step.before.is_zero() || step.after.is_zero() || step.before == step.after {
        return Ok(true);
    }
    match (store.peel(&step.before)?, store.peel(&step.after)?) {
        (Some(before), Some(after)) => store.is_fast_forward(&before, &after),
        _ => Ok(false),
    }
}

/// The commits that a push brings, oldest first; of a new reference only the one that it names, as in GitHub's payload.
fn new_commits(store: &Store, step: &RefMove) -> anyhow::Result<Vec<Oid>> {
    let Some(after) = (if step.after.is_zero() { None } else { store.peel(&step.after)? }) else {
        return Ok(Vec::new());
    };
    match if step.before.is_zero() { None } else { store.peel(&step.before)? } {
        Some(before) => store.between(&before, &after),
        None => Ok(vec![after]),
    }
}

fn payload(step: &RefMove, kind: &str, commits: &[Commit]) -> Value {
    let shown = |commit: &Commit| {
        json!({
            "id": commit.oid.as_str(), "tree_id": commit.tree.as_str(), "message": commit.message, "distinct": true,
            "timestamp": commit.committer.date(),
            "author": {"name": commit.author.name, "email": commit.author.email},
            "committer": {"name": commit.committer.name, "email": commit.committer.email},
        })
    };
    json!({
        "ref": step.name, "before": step.before.as_str(), "after": step.after.as_str(), "base_ref": null,
        "created": kind == "branch_creation", "deleted": kind == "branch_deletion", "forced": kind == "force_push",
        "commits": commits.iter().map(shown).collect::<Vec<_>>(), "head_commit": commits.last().map(shown),
    })
}
