//! What a pull request shipped in, and when, as a comment on it. It is for people, and found again by its mark: one comment, whatever is
//! deployed later.

use std::collections::BTreeSet;

use github::{Marker, sticky};
use history::shipped::{Shipped, Wanted};
use history::{History, Part};
use ledger::known::Known;
use ledger::name::NumericId;
use runner::markdown::escape;

use crate::facts::{Done, Facts};
use crate::policy::{Ended, Mode, Policy};
use crate::reach::Reach;

/// Pull requests that one end comments on at most: each costs several requests.
const MOST: usize = 20;
/// Places of one comment.
const MOST_PLACES: usize = 50;

/// Comments on the pull requests that a deployment brought, once it succeeded.
pub(super) async fn write(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts, known: &[Known]) {
    let ended = policy.mode == Mode::Finish && policy.ended == Ended::Succeeded;
    if !policy.mirror.comment || !ended {
        return;
    }
    let what = "comment on the pull requests that it brought".to_owned();
    let Some((github, repository)) = reach.github.as_ref() else {
        facts.done.push(Done { what, failed: Some("there is no `token`".to_owned()) });
        return;
    };
    let Some(own) = facts.ground.own.as_ref().map(|own| own.id.clone()) else { return };
    let history = History::of(&[Part { shard: None, entries: known }]);
    let changes = history.deployment(&own).into_iter().flat_map(|one| &one.events);
    let pulls: BTreeSet<u64> =
        changes.flat_map(|event| &event.record.changes).filter_map(|change| change.pr).collect();
    let id = facts.run.and_then(|(repository, _, _)| NumericId::new(repository.to_string()).ok());
    let marker = Marker::new("deploy-record", "shipped");
    let mut failed = None;
    for number in pulls.iter().rev().take(MOST) {
        let body = body(&history.shipped(&Wanted::Pull(*number, id.clone())), &facts.ledger);
        if let Err(error) = sticky::put(github, repository, *number, &marker, &[body]).await {
            failed.get_or_insert_with(|| format!("pull request {number}: {error}"));
        }
    }
    if pulls.len() > MOST {
        failed.get_or_insert_with(|| {
            format!("{} have no comment: {MOST} are written at most", pulls.len() - MOST)
        });
    }
    if !pulls.is_empty() {
        facts.done.push(Done { what, failed });
    }
}

/// The comment: where it went first, newest last.
fn body(shipped: &[Shipped<'_>], ledger: &str) -> String {
    let mut text = String::from(
        "### Shipped\n\n| Environment | Service | When | Deployment |\n| --- | --- | --- | --- |\n",
    );
    for one in shipped.iter().take(MOST_PLACES) {
        let deployed = one.deployed;
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            escape(deployed.environment.name.as_str()),
            escape(deployed.service.as_str()),
            escape(&one.at.to_string()),
            escape(deployed.id.as_str()),
        ));
    }
    text.push_str(&format!(
        "\nFirst deployments that brought this, as recorded in {}. `deploy-record show ID` tells more.\n",
        escape(ledger)
    ));
    text
}
