use ledger::predicate::Kind;
use serde_json::{Value, json};

use super::{Answer, Query};
use crate::samples::{
    answer, approval, artifact, event, incident, leaf, person, report, resting, statement, text, ulid,
};
use crate::standing::State;

fn commitment() -> String {
    format!("hmac-sha256:{}", leaf(1).hash)
}

type Entries = Vec<(u64, Option<Value>)>;

/// How many were looked at, and in which way each exception is one.
fn told(answer: &Answer) -> (usize, Vec<&str>) {
    (answer.population.count, answer.exceptions.iter().map(|one| one.why.as_str()).collect())
}

/// A deployment that rests on the approval of entry 0.
fn approved(given: Value, more: Value) -> Entries {
    let mut resting = resting(0);
    resting.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    vec![(1, Some(given)), (5, Some(event(1, "started", &resting))), (6, Some(event(1, "succeeded", &resting)))]
}

#[test]
fn every_query_has_its_word_and_asks_something() {
    let words: std::collections::BTreeSet<&str> = Query::ALL.map(Query::word).into();
    assert_eq!(words.len(), Query::ALL.len());
    for query in Query::ALL {
        assert_eq!(Query::of_word(query.word()), Some(query));
        assert!(query.question().ends_with('?') && answer(query, &[]).question == query.question());
    }
    assert_eq!(Query::of_word("all-is-well"), None);
}

#[test]
fn a_deployment_rests_on_an_approval_that_held_when_it_began() {
    let of = |given: Value, more: Value| {
        let answer = answer(Query::ApprovedDeployments, &approved(given, more));
        assert!(answer.population.count > 0);
        answer.exceptions.into_iter().next_back().map(|one| one.why)
    };
    let none = json!({});
    assert_eq!(of(approval(2, &none), none.clone()), None);
    let why = |given: Value, more: Value| of(given, more).unwrap();
    assert_eq!(why(approval(2, &json!({"decision": "reject"})), none.clone()), "entry 0 is no yes");
    assert_eq!(
        why(approval(2, &json!({"expiresAt": text(4)})), none.clone()),
        format!("entry 0 had expired at {}", text(4))
    );
    assert_eq!(
        why(approval(2, &json!({"environment": "staging"})), none.clone()),
        "entry 0 is for another environment"
    );
    assert_eq!(
        why(approval(2, &json!({"deploymentId": ulid(2)})), none.clone()),
        "entry 0 is for another deployment"
    );
    assert_eq!(why(event(9, "started", &none), none.clone()), "entry 0 is no approval");
    assert_eq!(why(approval(2, &none), json!({"approvals": []})), "it names no approval");
    let authored = approval(2, &json!({"meaning": "authored"}));
    assert_eq!(why(authored, none.clone()), "entry 0 is the signature of an author");
    let mut other = approval(2, &none);
    other["subject"] = artifact("another");
    assert_eq!(why(other, none), "entry 0 is for another artifact");
}

#[test]
fn an_approval_that_was_taken_back_before_does_not_hold_and_one_taken_back_later_did() {
    let revoke = approval(3, &json!({"decision": "revoke", "revokes": leaf(0)}));
    let begin = event(1, "started", &resting(0));
    let before = [(1, Some(approval(2, &json!({})))), (2, Some(revoke.clone())), (5, Some(begin.clone()))];
    assert_eq!(told(&answer(Query::ApprovedDeployments, &before)), (1, vec!["entry 0 had been taken back"]));
    let after = [(1, Some(approval(2, &json!({})))), (5, Some(begin)), (6, Some(revoke))];
    assert_eq!(told(&answer(Query::ApprovedDeployments, &after)), (1, vec![]));
}

#[test]
fn what_was_only_asked_for_is_no_deployment() {
    let entries = [(1, Some(event(1, "requested", &json!({})))), (2, Some(event(2, "cancelled", &json!({}))))];
    assert_eq!(told(&answer(Query::ApprovedDeployments, &entries)), (0, vec![]));
}

#[test]
fn nobody_approves_what_they_deploy_or_write() {
    let of = |by: u64, more: Value| answer(Query::SeparateApprover, &approved(approval(by, &json!({})), more));
    let authors = json!({"authors": [person(3)]});
    assert_eq!(told(&of(2, authors.clone())), (1, vec![]));
    let own = format!("{} approved and deployed it", person(1));
    assert_eq!(told(&of(1, authors.clone())).1, [own.as_str()]);
    let wrote = format!("{} approved it and wrote changes in it", person(3));
    assert_eq!(told(&of(3, authors)).1, [wrote.as_str()]);
    // An author's signature says that they wrote it, and approves nothing.
    let authored = approval(3, &json!({"meaning": "authored"}));
    assert_eq!(
        told(&answer(Query::SeparateApprover, &approved(authored, json!({"authors": [person(3)]})))),
        (1, vec![])
    );
    // Without authors nobody can tell.
    assert_eq!(of(2, json!({})).not_answerable.unwrap(), "1 of them do not record who wrote their changes");
}

#[test]
fn two_people_are_two_pseudonyms() {
    let one = approved(approval(2, &json!({})), json!({}));
    assert_eq!(told(&answer(Query::TwoApprovers, &one)).1, ["one person approved it"]);
    let mut both = resting(0);
    both["approvals"].as_array_mut().unwrap().push(resting(1)["approvals"][0].clone());
    let two = [
        (1, Some(approval(2, &json!({})))),
        (1, Some(approval(3, &json!({})))),
        (5, Some(event(1, "started", &both))),
    ];
    assert_eq!(told(&answer(Query::TwoApprovers, &two)).1, Vec::<&str>::new());
}

#[test]
fn decisions_state_a_name_and_how_it_was_made_sure() {
    let entries = [
        (1, Some(approval(2, &json!({})))),
        (
            1,
            Some(approval(
                3,
                &json!({"name": commitment(), "authentication": {"method": "oidc", "time": text(0)}}),
            )),
        ),
    ];
    assert_eq!(
        told(&answer(Query::ApprovalsSigned, &entries)).1,
        [format!("the name of {} is not committed to", person(2))]
    );
    assert_eq!(
        told(&answer(Query::ApproversAuthenticated, &entries)),
        (2, vec!["when its signer was authenticated is not recorded"])
    );
}

#[test]
fn approvals_are_bound_to_what_they_are_used_for() {
    let right = approved(approval(2, &json!({})), json!({}));
    assert_eq!(told(&answer(Query::ApprovalsBound, &right)), (1, vec![]));
    let wrong = approved(approval(2, &json!({"environment": "staging"})), json!({}));
    assert_eq!(told(&answer(Query::ApprovalsBound, &wrong)), (1, vec!["is for another environment"]));
}

#[test]
fn a_gate_that_did_not_pass_is_an_exception_and_so_is_none() {
    let of = |gates: Value| {
        let entries = [(5, Some(event(1, "started", &json!({"gates": gates}))))];
        answer(Query::GatesPassed, &entries).exceptions.into_iter().next().map(|one| one.why)
    };
    let gate = |result: &str| json!([{"id": "tests", "result": result, "verdict": leaf(1).hash}]);
    assert_eq!((of(gate("pass")), of(gate("warn"))), (None, None));
    for result in ["fail", "inconclusive", "error", "skipped"] {
        assert_eq!(of(gate(result)).unwrap(), format!("gate tests said {result}"));
    }
    assert_eq!(of(json!([])).unwrap(), "no gate judged it");
}

#[test]
fn what_was_deployed_has_a_digest_evidence_and_a_run() {
    let mut bare = event(1, "started", &json!({}));
    bare["subject"] = json!([{"name": "repository", "digest": {"gitCommit": "a".repeat(40)}}]);
    let run = json!({"run": {"repositoryId": "1", "repositoryOwnerId": "2", "runId": "77", "attempt": 1, "workflowRef": "a/b/.github/workflows/d.yml@main",
        "eventName": "push"}, "evidence": [{"sha256": leaf(1).hash, "mediaType": "text/plain", "size": 1}]});
    let entries = [(5, Some(bare)), (5, Some(event(2, "started", &run)))];
    assert_eq!(
        told(&answer(Query::ArtifactsIdentified, &entries)),
        (2, vec!["it names a commit alone, and no artifact"])
    );
    assert_eq!(told(&answer(Query::EvidenceNamed, &entries)), (2, vec!["it names no evidence"]));
    assert_eq!(told(&answer(Query::RunsTraced, &entries)), (2, vec!["it names no run"]));
}

#[test]
fn overrides_wait_for_somebody_else() {
    let of = |review_by: Option<&str>, reviewer: Option<u64>| {
        let mut over = json!({"override": {"by": person(1), "reason": commitment()}});
        if let Some(by) = review_by {
            over["override"]["reviewBy"] = json!(by);
        }
        let mut entries = vec![(5, Some(event(1, "started", &over)))];
        let request = |name: &str, more: Value| {
            let mut predicate = json!({"requestId": ulid(50), "event": name, "environment": "production", "digest": leaf(9).hash,
                "at": text(6), "expiresAt": text(90)});
            predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            statement(Kind::Request, &artifact("app"), &predicate)
        };
        if let Some(reviewer) = reviewer {
            entries.push((6, Some(request("consumed", json!({"deploymentId": ulid(1)})))));
            entries.push((7, Some(request("reviewed", json!({"by": person(reviewer)})))));
        }
        answer(Query::OverridesReviewed, &entries)
    };
    assert_eq!(told(&of(None, Some(2))), (1, vec![]));
    assert_eq!(told(&of(None, Some(1))).1, ["nobody but who overrode them is known to have looked at it"]);
    assert_eq!(told(&of(None, None)).1, ["nobody looked at it, and no record says until when somebody has to"]);
    assert_eq!(told(&of(Some(&text(20)), None)).1, [format!("nobody looked at it by {}", text(20))]);
    assert_eq!(
        told(&of(Some(&text(500)), None)).1,
        [format!("nobody has looked at it yet; it is due by {}", text(500))]
    );
}

#[test]
fn what_has_no_end_is_an_exception_after_a_day() {
    let begun = |hour: u64| [(hour, Some(event(1, "started", &json!({}))))];
    assert_eq!(told(&answer(Query::DeploymentsEnded, &begun(230))), (1, vec![]));
    assert_eq!(
        told(&answer(Query::DeploymentsEnded, &begun(5))).1,
        [format!("it began at {} and has no end", text(5))]
    );
}

#[test]
fn a_failure_is_repaired_by_a_success_or_by_the_end_of_its_incident() {
    let failed = (5, Some(event(1, "failed", &json!({"impact": true}))));
    let alone = [failed.clone()];
    assert_eq!(
        told(&answer(Query::FailuresRepaired, &alone)),
        (1, vec!["no later deployment repairs it, and no incident that it caused is over"])
    );
    let repair = |name: &str| (6, Some(event(2, name, &json!({"kind": "rollback", "remediates": [ulid(1)]}))));
    assert_eq!(told(&answer(Query::FailuresRepaired, &[failed.clone(), repair("succeeded")])), (1, vec![]));
    assert_eq!(told(&answer(Query::FailuresRepaired, &[failed.clone(), repair("failed")])).1.len(), 2);
    let cause =
        json!({"causedBy": {"deploymentId": ulid(1), "confidence": "explicit"}, "resolvedAt": text(12)});
    let over =
        [failed, (11, Some(incident(30, "opened", &json!({})))), (12, Some(incident(30, "resolved", &cause)))];
    assert_eq!(told(&answer(Query::FailuresRepaired, &over)), (1, vec![]));
    let harmless = [(5, Some(event(1, "failed", &json!({"impact": false}))))];
    assert_eq!(told(&answer(Query::FailuresRepaired, &harmless)), (0, vec![]));
}

#[test]
fn incidents_have_an_end_and_a_cause_that_somebody_named() {
    let cause = |confidence: &str| json!({"causedBy": {"deploymentId": ulid(1), "confidence": confidence}});
    let entries = [
        (11, Some(incident(30, "opened", &cause("explicit")))),
        (11, Some(incident(31, "opened", &cause("inferred")))),
        (11, Some(incident(32, "opened", &json!({})))),
        (12, Some(incident(30, "resolved", &json!({"resolvedAt": text(12)})))),
    ];
    let open = format!("noticed at {}, and not over", text(10));
    assert_eq!(told(&answer(Query::IncidentsResolved, &entries)), (3, vec![open.as_str(), open.as_str()]));
    let explained = answer(Query::IncidentsExplained, &entries);
    assert_eq!(told(&explained).1, ["its cause was inferred, and nobody confirmed it", "no cause is recorded"]);
}

#[test]
fn that_nothing_is_missing_is_never_said_of_what_nobody_compared() {
    let one = (5, Some(event(1, "succeeded", &json!({}))));
    let alone = answer(Query::NothingMissing, std::slice::from_ref(&one));
    assert!(alone.not_answerable.unwrap().starts_with("no record of this time says what ran"));
    let predicate = json!({"found": "github-deployment", "environment": "production", "foundAt": text(9), "reference": "deployment 12", "reason": "nobody recorded it"});
    let gap = statement(Kind::Gap, &artifact("app"), &predicate);
    let adopted = event(2, "adopted", &json!({}));
    let found = answer(Query::NothingMissing, &[one, (9, Some(gap)), (9, Some(adopted))]);
    let why = vec!["nobody recorded it", "it was found running, with no record of how it came there"];
    assert_eq!(told(&found), (3, why));
}

#[test]
fn a_ledger_is_intact_only_where_somebody_can_tell() {
    let entries = [(5, Some(event(1, "succeeded", &json!({}))))];
    let of = |state| report(&entries, state).answers.remove("ledger-intact").unwrap();
    let sound = of(State::Sound);
    assert_eq!((told(&sound), sound.not_answerable.as_deref()), ((1, vec![]), None));
    assert_eq!(of(State::Unproven).not_answerable.unwrap(), "the ledger is unproven");
    assert_eq!(told(&of(State::Faulty)), (1, vec!["<b> (chain-broken)"]));
}

#[test]
fn what_is_erased_says_by_what_right_and_a_hold_is_kept() {
    let amend = |kind: Kind, more: Value| {
        let target = leaf(0);
        let mut predicate =
            json!({"target": target, "reason": "asked for", "authority": "ticket 13", "by": person(3)});
        predicate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Some(statement(kind, &json!([{"name": "entry", "digest": {"sha256": target.hash}}]), &predicate))
    };
    let erased = || amend(Kind::Redaction, json!({"redacted": "envelope", "erasedAt": text(20)}));
    let hold = |event: &str| amend(Kind::Hold, json!({"event": event, "at": text(8)}));
    let of = |entries: &[(u64, Option<Value>)]| {
        let answer = answer(Query::ChangesExplained, entries);
        (answer.population.count, answer.exceptions.into_iter().map(|one| one.why).collect::<Vec<_>>())
    };
    assert_eq!(of(&[(1, None), (20, erased())]), (1, vec![]));
    let unsaid = "it says nothing that can be read, and no record says by what right".to_owned();
    assert_eq!(of(&[(1, None)]), (1, vec![unsaid]));
    let held = "it was erased while it had to be kept".to_owned();
    assert_eq!(of(&[(1, None), (8, hold("placed")), (20, erased())]), (1, vec![held]));
    assert_eq!(of(&[(1, None), (8, hold("placed")), (9, hold("released")), (20, erased())]), (1, vec![]));
}

#[test]
fn of_a_part_of_a_ledger_no_answer_is_the_whole_one() {
    use metrics::{Scope, Window};

    use crate::samples::{at, history, standing};
    let (scope, window) = (Scope::default(), Window::new(at(0), at(240), "UTC").unwrap());
    let asked = crate::Asked { scope: &scope, window: &window, now: at(240) };
    let mut part = standing(State::Sound);
    part.part = true;
    let report = crate::Report::of(&history(&[]), asked, part, crate::Mapping::built_in());
    assert!(report.answers.values().all(|answer| answer.not_answerable.is_some()));
}
