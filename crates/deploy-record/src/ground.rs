//! What the ledger says of a run's deployment: the one thing that is read anew whenever somebody else was faster.

use history::deployed::{Deployed, State};
use history::targets::Blemish;
use history::{History, Part};
use journal::artifacts::Artifact;
use ledger::digest::Algorithm;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::RequestEvent;
use ledger::statement::Subject;
use metrics::infer;
use serde::{Deserialize, Serialize};

/// What is asked of the ledger.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Where.
    pub environment: &'a Slug,
    /// What.
    pub service: &'a Slug,
    /// The commit and the artifacts.
    pub subjects: &'a [Subject],
    /// The deployment of this attempt.
    pub own: &'a Ulid,
    /// The deployment that somebody named.
    pub named: Option<&'a Ulid>,
    /// Repository, run and attempt.
    pub run: Option<(u64, u64, u64)>,
    /// The request that somebody named.
    pub request: Option<&'a str>,
    /// What is gone back to.
    pub target: Option<&'a Ulid>,
    /// For an incident whose cause is to be found: when it was noticed.
    pub detected: Option<Moment>,
    /// Now.
    pub now: Moment,
    /// After how many seconds a deployment without an end is stale.
    pub stale_after: u64,
}

/// What the ledger says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// How many entries it has.
    pub size: u64,
    /// The deployment that this run is about, if it has begun.
    pub own: Option<Which>,
    /// Others of the same service and environment that have begun and not ended.
    pub open: Vec<Open>,
    /// What is live there.
    pub live: Option<Which>,
    /// What can be gone back to.
    pub target: Option<Which>,
    /// The request whose approval may be used.
    pub request: Option<Asked>,
    /// When the incident was noticed that this run is about, if the ledger holds it.
    pub incident: Option<Moment>,
    /// What may have caused it, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspect: Option<Suspect>,
    /// Whether the ledger names a cause of the incident: what was found once stays.
    #[serde(default)]
    pub explained: bool,
}

/// What may have caused an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// What succeeded last, at or before the incident was noticed, and not longer before than the rule allows.
    pub which: Which,
    /// What was under way then.
    pub in_flight: Vec<Ulid>,
}

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Which {
    /// Its id.
    pub id: Ulid,
    /// What its last event left it as.
    pub state: State,
    /// Its commit.
    pub commit: String,
    /// Its artifacts.
    pub artifacts: Vec<Artifact>,
    /// GitHub's number.
    pub github: Option<u64>,
}

/// A deployment without an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Which.
    pub which: Which,
    /// Its run.
    pub run: Option<String>,
    /// When it began.
    pub began: Moment,
    /// Whether that is so long ago that nobody ends it any more.
    pub stale: bool,
    /// Whether an earlier attempt of this run began it, which is over.
    pub same_run: bool,
}

/// A request for approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its id.
    pub id: Ulid,
    /// Its digest, in hex.
    pub digest: String,
    /// Where its first entry stands.
    pub entry: u64,
    /// Its last event that is no notice.
    pub last: RequestEvent,
    /// Whether a deployment may rest on it, once.
    pub permits: bool,
    /// Whether somebody broke the glass.
    pub overridden: bool,
    /// When it ends.
    pub expires: Moment,
    /// The deployment that used it.
    pub used_by: Option<Ulid>,
    /// The approvals that it rests on.
    pub decisions: u64,
    /// Whether it is for the same commit and artifacts.
    pub same_subjects: bool,
    /// Whether it is for the same environment.
    pub same_environment: bool,
}

impl Ground {
    /// Reads it.
    #[must_use]
    pub fn of(known: &[Known], question: &Question<'_>) -> Self {
        let history = History::of(&[Part { shard: None, entries: known }]);
        let live = live(&history, question);
        Self {
            size: u64::try_from(known.len()).unwrap_or(u64::MAX),
            own: own(&history, question).map(Which::of),
            open: open(&history, question),
            target: target(&history, question, live),
            live: live.map(Which::of),
            request: request(&history, question),
            incident: None,
            suspect: suspect(&history, question),
            explained: false,
        }
    }
}

impl Which {
    fn of(deployed: &Deployed) -> Self {
        let artifact = |subject: &Subject| {
            let sha256 = subject.digest.get(Algorithm::Sha256)?.to_owned();
            Some(Artifact { name: subject.name.to_string(), sha256 })
        };
        Self {
            id: deployed.id.clone(),
            state: deployed.state(),
            commit: deployed.commits().next().unwrap_or_default().to_owned(),
            artifacts: deployed.artifacts().filter_map(artifact).collect(),
            github: deployed.github().and_then(|github| github.deployment_id.as_str().parse().ok()),
        }
    }
}

fn here<'h>(history: &'h History, question: &Question<'_>) -> impl DoubleEndedIterator<Item = &'h Deployed> {
    let (service, environment) = (question.service.clone(), question.environment.clone());
    history
        .deployments()
        .iter()
        .filter(move |one| one.service == service && one.environment.name == environment)
}

/// The attempt by which a deployment began, if this run began it.
fn attempt_of_run(deployed: &Deployed, run: Option<(u64, u64, u64)>) -> Option<u64> {
    let (repository, id, _) = run?;
    let began = deployed.events.first()?.record.run.as_ref()?;
    let same =
        began.repository_id.as_str() == repository.to_string() && began.run_id.as_str() == id.to_string();
    same.then_some(began.attempt)
}

/// The named one, that of this attempt, or the newest of this run that has no end.
fn own<'h>(history: &'h History, question: &Question<'_>) -> Option<&'h Deployed> {
    if let Some(named) = question.named {
        return here(history, question).find(|one| one.id == *named);
    }
    let of_run = || {
        let open = here(history, question).rev();
        open.filter(|one| attempt_of_run(one, question.run).is_some()).find(|one| one.state() == State::Started)
    };
    here(history, question).find(|one| one.id == *question.own).or_else(of_run)
}

fn open(history: &History, question: &Question<'_>) -> Vec<Open> {
    let others = here(history, question).filter(|one| one.state() == State::Started);
    let others = others.filter(|one| one.id != *question.own && question.named != Some(&one.id));
    let one = |deployed: &Deployed| {
        let began = deployed.events.first().map(|event| event.at.time)?;
        let age = question.now.millis().saturating_sub(began.millis()) / 1000;
        Some(Open {
            which: Which::of(deployed),
            run: deployed.run().map(|run| run.run_id.as_str().to_owned()),
            began,
            stale: u64::try_from(age).is_ok_and(|age| age > question.stale_after),
            same_run: attempt_of_run(deployed, question.run)
                .zip(question.run)
                .is_some_and(|(began, (_, _, now))| began < now),
        })
    };
    others.filter_map(one).collect()
}

fn live<'h>(history: &'h History, question: &Question<'_>) -> Option<&'h Deployed> {
    let spots = history.targets(Some(question.service), question.environment);
    spots.into_iter().find(|spot| spot.region.is_none()).and_then(|spot| spot.live).map(|live| live.deployed)
}

fn suspect(history: &History, question: &Question<'_>) -> Option<Suspect> {
    let (service, environment) = (question.service, question.environment);
    let found = infer::suspect(history, service, environment, question.detected?, infer::ATTRIBUTION_MILLIS)?;
    let in_flight = found.in_flight.iter().map(|one| one.id.clone()).collect();
    Some(Suspect { which: Which::of(found.deployed), in_flight })
}

/// What is gone back to: the named one, or what is live beneath a deployment that never was, or what was live before. What somebody went back
/// from, by a record or by hand, is nothing to go back to unless it is named.
fn target(history: &History, question: &Question<'_>, live: Option<&Deployed>) -> Option<Which> {
    if let Some(named) = question.target {
        let found = here(history, question).find(|one| one.id == *named);
        return found.filter(|one| one.put().is_some()).map(Which::of);
    }
    let own = own(history, question).map(|one| &one.id);
    // Who asks again is told where it went, and not where one could go now.
    let gone = |from: &Ulid, to: &Deployed| {
        crate::record::back_id(from, &to.id).is_ok_and(|id| history.deployment(&id).is_some())
    };
    if let Some(before) = own.and_then(|own| here(history, question).find(|one| gone(own, one))) {
        return Some(Which::of(before));
    }
    if let Some(live) = live.filter(|live| own.is_some() && own != Some(&live.id)) {
        return Some(Which::of(live));
    }
    let spots = history.targets(Some(question.service), question.environment);
    let spot = spots.into_iter().find(|spot| spot.region.is_none())?;
    let bad = |one: &Blemish| matches!(one, Blemish::RolledBack { .. } | Blemish::Remediated { .. });
    // What is live once more needs no way back to it.
    let same = |target: &Deployed| live.is_some_and(|live| live.subjects == target.subjects);
    let mut targets = spot.targets.into_iter().filter(|target| !target.blemishes.iter().any(bad));
    targets.find(|target| !same(target.deployed)).map(|target| Which::of(target.deployed))
}

/// The named request, or the newest for the same things in the same place; one that still permits before one that does not.
fn request(history: &History, question: &Question<'_>) -> Option<Asked> {
    let all = history.requests().iter().rev().filter_map(|one| asked(one, question));
    if let Some(named) = question.request {
        return all.into_iter().find(|one| one.digest == named);
    }
    let mut fitting: Vec<Asked> = all.filter(|one| one.same_subjects && one.same_environment).collect();
    let usable =
        |one: &Asked| one.used_by.as_ref() == Some(question.own) || (one.permits && question.now < one.expires);
    let best = fitting.iter().position(usable).unwrap_or(0);
    (!fitting.is_empty()).then(|| fitting.swap_remove(best))
}

fn asked(one: &history::consent::Asked, question: &Question<'_>) -> Option<Asked> {
    let first = one.events.first()?;
    let told = |event: RequestEvent| {
        !matches!(
            event,
            RequestEvent::Noticed | RequestEvent::Reminded | RequestEvent::Escalated | RequestEvent::Reviewed
        )
    };
    let last = one.events.iter().rev().find(|event| told(event.record.event))?;
    let permitted = one.events.iter().rev().find(|event| event.record.event.permits());
    let consumed = one.events.iter().find(|event| event.record.event == RequestEvent::Consumed);
    let (mut wanted, mut found) = (digests(question.subjects), digests(&one.subjects));
    wanted.sort();
    found.sort();
    Some(Asked {
        id: one.id.clone(),
        digest: first.record.digest.to_string(),
        entry: first.at.leaf.index,
        last: last.record.event,
        permits: last.record.event.permits(),
        overridden: permitted.is_some_and(|event| event.record.event == RequestEvent::Overridden),
        expires: first.record.expires_at,
        used_by: consumed.and_then(|event| event.record.deployment_id.clone()),
        decisions: permitted.map_or(0, |event| u64::try_from(event.record.decisions.len()).unwrap_or(u64::MAX)),
        same_subjects: wanted == found,
        same_environment: first.record.environment == *question.environment,
    })
}

fn digests(subjects: &[Subject]) -> Vec<(String, String)> {
    let one = |subject: &Subject| (subject.name.to_string(), format!("{:?}", subject.digest));
    subjects.iter().map(one).collect()
}
