//! What follows: the record first, and what GitHub shows of it behind. Whoever deploys does so after an append that succeeded.

use journal::verdicts::same_bytes;
use runner::InputError;

use crate::facts::Facts;
use crate::policy::{Mode, Policy};
use crate::reach::Reach;
use crate::record::{self, Maker};
use crate::rules::{self, MOST_KEPT};

mod comment;
mod shown;

/// Records, and shows it.
///
/// # Errors
/// A record that could not be made: nothing may follow.
pub(crate) async fn act(reach: &Reach<'_>, policy: &Policy, facts: Facts) -> anyhow::Result<Facts> {
    let mut facts = facts;
    shown::look(reach, policy, &mut facts).await;
    let bytes = bytes(reach, policy, &mut facts)?;
    let name = reach.setting.vars.get("GITHUB_ACTOR").map(String::as_str);
    let maker = Maker { policy, veil: &reach.record.veil, run: reach.record.run.as_ref(), bytes: &bytes, name };
    let appended = reach.record.append(facts.now, |known| record::events(&maker, &facts, known)).await?;
    let mut after = record::over(policy, &facts, &appended.known)?;
    let gone = |open: &&crate::ground::Open| record::is_superseded(&open.which.id, &appended.known);
    after.superseded = facts.ground.open.iter().filter(gone).map(|open| open.which.id.clone()).collect();
    after.entries = record::entries(&maker, &after, &appended.known)?;
    if rules::is_another(policy, &after) {
        // What stands there is of something else than what was asked for now.
        after.entries.clear();
    }
    if !after.entries.is_empty() {
        shown::show(reach, policy, &mut after).await;
        comment::write(reach, policy, &mut after, &appended.known).await;
    }
    Ok(after)
}

/// The bytes that are kept: those that were judged, whatever happened to the files since.
fn bytes(reach: &Reach<'_>, policy: &Policy, facts: &mut Facts) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for piece in facts.evidence.iter_mut().filter(|piece| piece.kept) {
        let Ok((sha256, _)) = &piece.read else { continue };
        match same_bytes(&reach.setting.workspace, &piece.path, sha256, MOST_KEPT) {
            Ok(bytes) => all.push(bytes),
            Err(problem) if policy.mode == Mode::Start => {
                return Err(InputError::new("evidence", format!("{}: {problem}", piece.path)).into());
            }
            // An end is recorded without what changed meanwhile, and the rule says so.
            Err(problem) => (piece.read, piece.kept) = (Err(problem), false),
        }
    }
    all.sort();
    all.dedup();
    Ok(all)
}
