use serde_json::json;

use super::*;
use crate::sample::{OTHER_ULID, SHA, ULID, by_actions, current, deployment};

fn ulid(text: &str) -> Ulid {
    Ulid::new(text).unwrap()
}

/// A record of the deployment that GitHub made in the minute `at`.
fn record(id: &str, at: u64, github: Option<u64>, became: Became) -> Recorded {
    let started = deployment(at, "", &json!({})).created_at;
    Recorded {
        id: ulid(id),
        environment: "live".to_owned(),
        sha: SHA.to_owned(),
        github,
        run: Some(7),
        started,
        ended: (became != Became::Open).then_some(started),
        became,
    }
}

fn shown(id: u64, key: Option<&str>, state: Option<&str>) -> Current {
    let payload = key.map_or(json!({}), |key| json!({"releasegate_key": key}));
    current(deployment(id, "live", &json!({"payload": payload})), state, "")
}

fn compared(deployments: Vec<Current>, recorded: &[Recorded]) -> Comparison {
    compare(&Reading { deployments, whole: true }, recorded)
}

#[test]
fn what_is_in_both_and_the_same_is_told_as_that_by_number_or_by_id() {
    let deployments =
        vec![shown(3, Some(OTHER_ULID), Some("in_progress")), shown(2, Some(ULID), Some("success"))];
    let recorded = [record(ULID, 2, Some(2), Became::Succeeded), record(OTHER_ULID, 3, None, Became::Open)];
    let wanted = Comparison { same: vec![(ulid(ULID), 2), (ulid(OTHER_ULID), 3)], ..Comparison::default() };
    assert_eq!(compared(deployments, &recorded), wanted);
}

#[test]
fn a_deployment_that_nobody_recorded_is_a_gap() {
    let comparison = compared(vec![shown(2, None, Some("success")), shown(1, None, None)], &[]);
    let gaps: Vec<(u64, Option<&str>)> =
        comparison.unrecorded.iter().map(|gap| (gap.id, gap.state.as_deref())).collect();
    assert_eq!(gaps, [(2, Some("success")), (1, None)]);
}

/// Whoever may deploy can write any payload: the id of a record hides no second deployment.
#[test]
fn a_borrowed_id_hides_no_deployment() {
    let recorded = [record(ULID, 1, Some(1), Became::Succeeded)];
    let twice = vec![shown(2, Some(ULID), Some("success")), shown(1, Some(ULID), Some("inactive"))];
    let comparison = compared(twice, &recorded);
    assert_eq!(comparison.same, [(ulid(ULID), 1)]);
    assert_eq!(comparison.unrecorded.len(), 1);
    assert_eq!((comparison.unrecorded[0].id, &comparison.unrecorded[0].borrowed), (2, &Some(ulid(ULID))));
    // Without a number, the commit has to be that of the record.
    let mut other = shown(2, Some(ULID), Some("success"));
    other.deployment.sha = "b".repeat(40);
    let comparison = compared(vec![other], &[record(ULID, 2, None, Became::Succeeded)]);
    assert_eq!((comparison.unshown, comparison.unrecorded.len()), (vec![ulid(ULID)], 1));
    // And the environment.
    let mut other = shown(2, Some(ULID), Some("success"));
    other.deployment.environment = "test".to_owned();
    let comparison = compared(vec![other], &[record(ULID, 2, None, Became::Succeeded)]);
    assert_eq!((comparison.unshown, comparison.unrecorded.len()), (vec![ulid(ULID)], 1));
    // What is another record's by its number is not this one's by its id.
    let recorded = [record(ULID, 2, None, Became::Open), record(OTHER_ULID, 2, Some(2), Became::Open)];
    let comparison = compared(vec![shown(2, Some(ULID), Some("in_progress"))], &recorded);
    assert_eq!((comparison.unshown, comparison.same), (vec![ulid(ULID)], vec![(ulid(OTHER_ULID), 2)]));
}

#[test]
fn what_was_deleted_on_github_is_told_and_changes_nothing_else() {
    let recorded = [record(ULID, 5, Some(5), Became::Succeeded), record(OTHER_ULID, 2, None, Became::Open)];
    let comparison = compared(vec![shown(1, None, None)], &recorded);
    assert_eq!((&comparison.gone, &comparison.unshown), (&vec![ulid(ULID)], &vec![ulid(OTHER_ULID)]));
    // Of what is older than all that was read, nothing is known.
    let part = Reading { deployments: vec![shown(4, None, None)], whole: false };
    let old = record(OTHER_ULID, 2, Some(2), Became::Open);
    let comparison = compare(&part, &[record(ULID, 5, Some(5), Became::Open), old]);
    assert_eq!((comparison.gone, comparison.unread), (vec![ulid(ULID)], vec![ulid(OTHER_ULID)]));
}

fn differences(one: Current, record: Recorded) -> Vec<Different> {
    compared(vec![one], &[record]).different.into_iter().map(|(_, _, what)| what).collect()
}

#[test]
fn a_state_that_no_record_bears_out_differs() {
    let some = |text: &str| Some(text.to_owned());
    use Became::{Abandoned, Failed, Open, RolledBack, Succeeded};
    for (state, became, same) in [
        (None, Open, true),
        (Some("waiting"), Open, true),
        (Some("success"), Open, false),
        (Some("inactive"), Open, false),
        (Some("success"), Succeeded, true),
        (Some("inactive"), Succeeded, true),
        (Some("failure"), Succeeded, false),
        (Some("in_progress"), Succeeded, false),
        (None, Succeeded, false),
        (Some("success"), Failed, false),
        (Some("failure"), Failed, true),
        (Some("error"), Failed, true),
        (Some("inactive"), Failed, true),
        (Some("failure"), RolledBack, true),
        (Some("success"), RolledBack, false),
        (Some("in_progress"), Abandoned, true),
        (Some("inactive"), Abandoned, true),
        (Some("success"), Abandoned, false),
    ] {
        let found = differences(shown(1, None, state), record(ULID, 1, Some(1), became));
        let wanted = if same { vec![] } else { vec![Different::State(state.and_then(some))] };
        assert_eq!(found, wanted, "{state:?} {became:?}");
    }
}

#[test]
fn another_commit_environment_or_time_differs() {
    let mut moved = shown(1, None, None);
    moved.deployment.environment = "test".to_owned();
    moved.deployment.sha = "b".repeat(40);
    let wanted = [Different::Commit("b".repeat(40)), Different::Environment("test".to_owned())];
    assert_eq!(differences(moved, record(ULID, 1, Some(1), Became::Open)), wanted);
    assert_eq!(differences(shown(1, Some(ULID), None), record(ULID, 6, Some(1), Became::Open)), []);
    assert_eq!(
        differences(shown(1, Some(ULID), None), record(ULID, 7, Some(1), Became::Open)),
        [Different::Clock(-360)]
    );
    // What could not be shown at the beginning is shown later, until the end.
    assert_eq!(differences(shown(90, Some(ULID), None), record(ULID, 1, Some(90), Became::Open)), []);
    let mut ended = record(ULID, 1, Some(90), Became::Succeeded);
    ended.ended = Some(deployment(86, "", &json!({})).created_at);
    let late = |ended| differences(shown(90, Some(ULID), Some("success")), ended);
    assert_eq!(late(ended.clone()), []);
    ended.ended = Some(deployment(84, "", &json!({})).created_at);
    assert_eq!(late(ended), [Different::Clock(89 * 60)]);
    // What Actions made waited with its job.
    assert_eq!(differences(shown(1, None, None), record(ULID, 700, Some(1), Became::Open)), []);
}

#[test]
fn what_actions_made_for_the_run_that_recorded_is_the_second_picture_of_one_deployment() {
    let recorded = [record(ULID, 2, Some(2), Became::Open)];
    let ours = || shown(2, Some(ULID), Some("in_progress"));
    let phantom = |run: u64, sha: &str| {
        let mut made = deployment(1, "live", &by_actions());
        made.sha = sha.to_owned();
        current(made, Some("success"), &format!("https://github.com/octo/shop/actions/runs/{run}/job/9"))
    };
    let comparison = compared(vec![ours(), phantom(7, SHA)], &recorded);
    assert_eq!((comparison.phantoms, comparison.unrecorded), (vec![(1, ulid(ULID))], vec![]));
    // Another attempt or job of the run deployed as well, and recorded nothing.
    let mut second = phantom(7, SHA);
    second.deployment.id = 3;
    let comparison = compared(vec![ours(), phantom(7, SHA), second.clone()], &recorded);
    let gaps: Vec<u64> = comparison.unrecorded.iter().map(|one| one.id).collect();
    assert_eq!((comparison.phantoms, gaps), (vec![(1, ulid(ULID))], vec![3]));
    // Where Actions' own was adopted, each other one is a gap.
    let adopted = [record(ULID, 1, Some(1), Became::Succeeded)];
    let comparison = compared(vec![phantom(7, SHA), second], &adopted);
    assert_eq!((comparison.phantoms.len(), comparison.unrecorded.len()), (0, 1));
    let mut by_alice = phantom(7, SHA);
    by_alice.deployment.creator = ours().deployment.creator;
    for other in [phantom(8, SHA), phantom(7, &"b".repeat(40)), by_alice] {
        let comparison = compared(vec![ours(), other], &recorded);
        assert_eq!((comparison.phantoms.len(), comparison.unrecorded.len()), (0, 1));
    }
}
