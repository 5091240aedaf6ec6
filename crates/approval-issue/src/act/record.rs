//! What was found is recorded before anything follows from it: whoever resumes a run or deploys does so after an append that succeeded.

use approval::people::AccountId;
use runner::{evidence, terminal};

use crate::facts::{Case, Facts};
use crate::gate::RECORD;
use crate::keep::Open;
use crate::modes::{Reach, kept};
use crate::record::append::append;
use crate::record::export::{From, export};
use crate::record::{self, Event, RecordError, Recorded, events};

/// Columns of the page: as many as the longest reason needs, since a cell that is broken cannot be searched for.
const WIDTH: u16 = 4_000;

/// Which events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// That it was asked for.
    Asked,
    /// What was found of it.
    Found,
    /// That this run uses it, after what was found.
    Used,
    /// That people were reminded, at these moments.
    Reminded(&'a [String]),
}

/// Records a request's events and puts into the case what the record holds then.
pub(super) async fn record(reach: &Reach<'_>, case: &mut Case, what: What<'_>) -> anyhow::Result<()> {
    let Some(open) = &reach.record else { return Ok(()) };
    let now = record::moment(case.ground.now)?;
    let events = |before: &Recorded| to_record(reach, open, case, before, what);
    let known = open.last().map(|ledger| (*ledger).clone());
    let after = append(&open.writer(), known, &case.request, &case.policy, now, events).await?;
    let (ground, kept) = kept::with(open, &after.recorded, &case.request, &case.policy, &case.ground)?;
    (case.ground, case.kept) = (ground, Some(kept));
    open.remember(after.ledger);
    Ok(())
}

/// Keeps what the record says of a request beside the verdict; gives the path. Of a sweep over several there is no single one.
pub(super) async fn keep(reach: &Reach<'_>, facts: &Facts) -> anyhow::Result<Option<String>> {
    let (Some(open), [case]) = (&reach.record, facts.cases.as_slice()) else { return Ok(None) };
    let ledger = open.ledger().await?;
    let exported = export(From {
        ledger: &open.name(),
        entries: &ledger.entries,
        request: &case.request,
        facts: &case.ground,
        veil: &open.veil,
        printed_name: &|person| printed_name(reach, case, person),
    })?;
    let (root, id) = (reach.setting.workspace.root(), &reach.setting.gate_id);
    let [json, text] = RECORD;
    let path = evidence::keep(root, &format!("{id}{json}"), &serde_json::to_vec_pretty(&exported)?)?;
    let page = terminal::render(&exported.page(), WIDTH);
    evidence::keep(root, &format!("{id}{text}"), page.as_bytes())?;
    Ok(Some(path))
}

/// Who somebody was when the request was looked at.
fn printed_name(reach: &Reach<'_>, case: &Case, person: AccountId) -> Option<String> {
    reach.roster.at(person, case.ground.now).map(|entry| entry.name.clone())
}

fn to_record(
    reach: &Reach<'_>,
    open: &Open<'_>,
    case: &Case,
    before: &Recorded,
    what: What<'_>,
) -> Result<Vec<Event>, RecordError> {
    let (facts, _) = kept::with(open, before, &case.request, &case.policy, &case.ground)?;
    let evaluation = approval::evaluate::evaluate(&case.policy, &case.request, &facts);
    let of = record::Case {
        policy: &case.policy,
        request: &case.request,
        facts: &facts,
        evaluation: &evaluation,
        veil: &open.veil,
        printed_name: &|person| printed_name(reach, case, person),
        run: open.run.as_ref(),
    };
    match what {
        What::Asked => events::requested(&of, before),
        What::Found => record::events(&of, before),
        What::Used => events::consumed(&of, before),
        What::Reminded(words) => events::reminded(&of, before, words),
    }
}
