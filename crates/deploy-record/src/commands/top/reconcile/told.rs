//! What came of a comparison, for machines and for people.

use ledger::name::{Slug, Ulid};
use mirror::compare::{Different, Unrecorded};
use runner::text::count;
use serde::Serialize;
use verdict::status::ExitCode;

use super::asked::Asked;
use super::{Compared, Shown};
use crate::commands::top::row::Row;
use crate::commands::top::source::{Located, Source};
use crate::verification::State;

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told {
    /// `releasegate/reconcile/v1`.
    pub(super) schema: &'static str,
    pub(super) ledger: String,
    pub(super) store: String,
    pub(super) state: State,
    pub(super) repository: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<Slug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<Slug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<String>,
    /// Deployments that were read of GitHub, of all environments.
    pub(super) read: usize,
    /// Whether all that was asked for was read of both sides.
    pub(super) whole: bool,
    /// On GitHub, and in no record.
    pub(super) unrecorded: Vec<Gap>,
    /// The same, and said to be of another service than the one that was asked for.
    pub(super) of_other_services: Vec<Gap>,
    pub(super) different: Vec<Difference>,
    /// In the ledger, and deleted on GitHub.
    pub(super) gone: Vec<Row>,
    /// In the ledger, and never shown on GitHub, or deleted there.
    pub(super) unshown: Vec<Row>,
    /// In the ledger, and older than all that was read of GitHub.
    pub(super) unread: Vec<Row>,
    /// What Actions made beside what is recorded.
    pub(super) phantoms: Vec<Phantom>,
    /// How many agree.
    pub(super) same: usize,
    /// Records of other repositories, which were not compared.
    pub(super) of_other_repositories: usize,
    pub(super) faults: Vec<Located>,
    pub(super) unknown: Vec<Located>,
    #[serde(skip)]
    pub(super) one_shard: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Gap {
    /// GitHub's number.
    pub(super) github: String,
    pub(super) environment: String,
    pub(super) commit: String,
    pub(super) created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<String>,
    /// Who made it, by login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) by: Option<String>,
    /// The service that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) service: Option<String>,
    /// The record of another deployment, whose id it bears.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) borrowed: Option<Ulid>,
}

#[derive(Debug, Serialize)]
pub(super) struct Difference {
    #[serde(flatten)]
    pub(super) row: Row,
    /// GitHub's number.
    pub(super) github: String,
    /// `commit`, `environment`, `state` or `clock`.
    pub(super) what: &'static str,
    pub(super) message: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Phantom {
    pub(super) github: String,
    pub(super) deployment: Ulid,
}

impl Told {
    pub(super) fn of(compared: Compared, asked: &Asked, one_shard: bool) -> Self {
        let Compared { source, shown, narrowed, of_others, unasked } = compared;
        let found = narrowed.comparison;
        let rows = |ids: Vec<Ulid>| -> Vec<Row> {
            ids.iter().filter_map(|id| source.history.deployment(id)).map(Row::of).collect()
        };
        let gaps = |all: Vec<Unrecorded>| all.into_iter().map(|one| gap(one, &shown)).collect::<Vec<_>>();
        let (gone, unshown, unread) = (rows(found.gone), rows(found.unshown), rows(found.unread));
        let different = found.different.into_iter();
        let phantom = |(id, deployment): (u64, Ulid)| Phantom { github: id.to_string(), deployment };
        Self {
            schema: "releasegate/reconcile/v1",
            state: source.state,
            repository: shown.repository.to_string(),
            environment: asked.environment.clone(),
            service: asked.service.clone(),
            from: asked.from.map(|from| from.to_string()),
            read: shown.reading.deployments.len(),
            whole: shown.reading.whole && unread.is_empty() && !one_shard,
            unrecorded: gaps(found.unrecorded),
            of_other_services: gaps(narrowed.elsewhere),
            different: different.filter_map(|one| difference(one, &source, &shown)).collect(),
            gone,
            unshown,
            unread,
            phantoms: found.phantoms.into_iter().map(phantom).collect(),
            same: found.same.len(),
            of_other_repositories: of_others,
            unknown: unknown(&source, &shown, unasked),
            one_shard,
            ledger: source.ledger,
            store: source.store,
            faults: source.faults,
        }
    }

    /// What was found counts first, and what could not be seen is never agreement.
    pub(super) fn exit_code(&self) -> ExitCode {
        // What one shard does not record may be in another.
        let gap = !self.one_shard && !self.unrecorded.is_empty();
        if gap || !self.different.is_empty() {
            return ExitCode::Fail;
        }
        let unsure = !self.whole || self.is_empty() || !self.of_other_services.is_empty();
        match self.state.exit_code() {
            ExitCode::Success if unsure => ExitCode::Inconclusive,
            code => code,
        }
    }

    /// Whether there was nothing to compare: a name that nothing bears agrees with everything.
    pub(super) const fn is_empty(&self) -> bool {
        self.same == 0
            && self.unrecorded.is_empty()
            && self.of_other_services.is_empty()
            && self.different.is_empty()
            && self.gone.is_empty()
            && self.unshown.is_empty()
            && self.unread.is_empty()
            && self.phantoms.is_empty()
    }
}

fn gap(one: Unrecorded, shown: &Shown) -> Gap {
    Gap {
        github: one.id.to_string(),
        environment: shown.spelled.get(&one.id).cloned().unwrap_or(one.environment),
        commit: one.sha,
        created_at: one.created_at.to_string(),
        state: one.state,
        by: one.by,
        service: one.service,
        borrowed: one.borrowed,
    }
}

fn difference(
    (id, github, what): (Ulid, u64, Different),
    source: &Source,
    shown: &Shown,
) -> Option<Difference> {
    let deployed = source.history.deployment(&id)?;
    let (what, message) = match what {
        Different::Commit(sha) => {
            let commit = deployed.commits().next().unwrap_or("none");
            ("commit", format!("GitHub names the commit {sha}, the ledger {commit}"))
        }
        Different::Environment(name) => {
            let name = shown.spelled.get(&github).cloned().unwrap_or(name);
            (
                "environment",
                format!("GitHub names the environment {name}, the ledger {}", deployed.environment.name),
            )
        }
        Different::State(state) => {
            let state = state.unwrap_or_else(|| "nothing".to_owned());
            ("state", format!("GitHub says {state}, the ledger {}", deployed.state()))
        }
        Different::Clock(seconds) => {
            let (far, side) = (seconds.unsigned_abs(), if seconds < 0 { "before" } else { "after" });
            (
                "clock",
                format!("GitHub made it {} {side} the recorded beginning", count(far, "second", "seconds")),
            )
        }
    };
    Some(Difference { row: Row::of(deployed), github: github.to_string(), what, message })
}

fn unknown(source: &Source, shown: &Shown, unasked: usize) -> Vec<Located> {
    let mut unknown = source.unknown.clone();
    let mut tell = |code, message| unknown.push(Located::of_all(code, message));
    if !shown.reading.whole {
        let read = count(shown.reading.deployments.len() as u64, "deployment", "deployments");
        tell(
            "github-not-whole",
            format!("what GitHub has beyond the newest {read}: raise --most, or narrow it by --from"),
        );
    }
    let erased = source.history.erased().len();
    if erased > 0 {
        let entries = count(erased as u64, "entry", "entries");
        tell(
            "erased",
            format!("what {entries} said before it was erased: a deployment may have been among that"),
        );
    }
    if unasked > 0 {
        let deployments = count(unasked as u64, "deployment", "deployments");
        tell("jobs-not-asked", format!("whether {deployments} of Actions are of jobs that are recorded"));
    }
    unknown
}
