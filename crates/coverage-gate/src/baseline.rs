//! The baseline: what was judged at earlier commits of protected branches. It is read from a place that the change under test does not
//! write, and only a run on a protected branch adds to it.

mod document;
mod keep;
mod place;
mod remote;

use checkout::Ancestors;
use runner::Setting;
use verdict::canonical;

use crate::facts::{BaselineFact, Point, Unknown};
use crate::policy::{Baseline, Policy};
use crate::repository::Repository;
use document::Document;

pub(crate) use keep::keep;

/// How many earlier points a fact shows.
const TREND: usize = 20;
/// More is no baseline: a point has a few hundred bytes.
pub(crate) const LARGEST: usize = 4 << 20;

/// Looks for the baseline of the nearest commit before the change. `base` is the commit that changes are counted from, if it is known.
pub(crate) fn find(
    policy: &Policy,
    setting: &Setting,
    repository: Option<&Repository>,
    base: Result<&str, &Unknown>,
) -> Option<BaselineFact> {
    let baseline = policy.baseline.as_ref()?;
    let mut fact = BaselineFact { place: baseline.shown(), ..BaselineFact::default() };
    match nearest(baseline, setting, repository, base) {
        Ok((at, document, sha256)) => {
            let before = document.points.get(..at.index + 1).unwrap_or_default();
            let trend = before.iter().rev().take(TREND).rev();
            fact.trend =
                trend.map(|it| Point { commit: it.commit.clone(), totals: it.totals.clone() }).collect();
            fact.totals = before.last().map(|point| point.totals.clone()).unwrap_or_default();
            fact.commit = before.last().map(|point| point.commit.clone());
            fact.distance = Some(at.distance);
            fact.sha256 = Some(sha256);
        }
        Err(unknown) => fact.unknown = Some(unknown),
    }
    Some(fact)
}

/// Where in a document the nearest point is, and how many commits before the base.
struct At {
    index: usize,
    distance: u64,
}

fn nearest(
    baseline: &Baseline,
    setting: &Setting,
    repository: Option<&Repository>,
    base: Result<&str, &Unknown>,
) -> Result<(At, Document, String), Unknown> {
    let ancestors = ancestors(baseline, repository, base.map_err(Clone::clone)?)?;
    let commits: Vec<String> = ancestors.commits.iter().map(|commit| commit.id.clone()).collect();
    let bytes = place::read(baseline, setting, repository, &commits)?;
    let document = Document::read(&bytes, &setting.gate_id, setting.context.run.repository_id)?;
    let of = |commit: &String| document.points.iter().rposition(|point| point.commit == *commit);
    let found = (0..).zip(&commits).find_map(|(distance, commit)| Some(At { index: of(commit)?, distance }));
    let sha256 = canonical::sha256_hex(&bytes);
    match found {
        Some(at) => Ok((at, document, sha256)),
        None => Err(Unknown::new("no-ancestor", no_ancestor(&ancestors, baseline))),
    }
}

fn no_ancestor(ancestors: &Ancestors, baseline: &Baseline) -> String {
    let looked = ancestors.commits.len();
    let deeper = match (ancestors.cut, looked < baseline.ancestors as usize) {
        (true, true) => {
            "; the checkout holds no more: `fetch-depth: 0` at actions/checkout lets more be looked at"
        }
        _ => "",
    };
    format!("it holds none of the {looked} commits before the change{deeper}")
}

fn ancestors(baseline: &Baseline, repository: Option<&Repository>, base: &str) -> Result<Ancestors, Unknown> {
    let git = repository.and_then(|repository| repository.git.as_ref());
    let git = git.ok_or_else(|| Unknown::new("no-repository", "there is no repository in the workspace"))?;
    git.ancestors(base, baseline.ancestors.max(1) as usize)
        .map_err(|error| Unknown::new("history", error.to_string()))
}

#[cfg(test)]
mod tests;
