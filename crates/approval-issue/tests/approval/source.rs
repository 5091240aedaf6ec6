//! Names become numbers once, and what changed hands is shown.

use approval::policy::{BreakGlass, Demand, Exclude, Level, Policy, Rollback, Seat, Unattributed};
use approval_issue::gather::source::{Pinned, Remark, SourceProblem, pin};

use crate::stage::{ALICE, MALLORY, Stage, asking, run, source};

pub(crate) fn policy(seats: &[&[&str]]) -> Policy {
    let seat = |(at, of): (usize, &&[&str])| Seat {
        id: format!("seat{at}"),
        count: 1,
        of: of.iter().map(|text| source(text)).collect(),
        meanings: Vec::new(),
        after: Vec::new(),
    };
    Policy {
        environment: "production".to_owned(),
        seats: seats.iter().enumerate().map(seat).collect(),
        veto: Vec::new(),
        exclude: Exclude {
            requesters: true,
            contributors: false,
            mergers: false,
            unattributed: Unattributed::Show,
        },
        code: Demand::Optional,
        meanings: Vec::new(),
        meaning: Demand::Optional,
        reason: 0,
        checklist: Vec::new(),
        dwell: 0,
        expires: 7 * 24 * 60,
        hours: None,
        freezes: Vec::new(),
        break_glass: None,
        rollback: Rollback::Approval,
        signature: Level::Comment,
    }
}

async fn resolved(stage: &Stage, policy: &Policy) -> Result<Pinned, SourceProblem> {
    let (github, members, shop) = (stage.workflow(), stage.client("members-token"), stage.shop());
    pin(asking(&github, Some(&members), &shop), policy).await
}

#[test]
fn every_name_becomes_a_number_wherever_it_stands() {
    let stage = Stage::new();
    run(async {
        let mut policy = policy(&[&["user:alice", "team:octo/qa"], &["role:write", "user:Alice"]]);
        policy.veto = vec![source("user:alice")];
        policy.break_glass =
            Some(BreakGlass { by: vec![source("team:octo/qa")], count: 1, reason: 20, review_within: 24 });
        let (found, cost) = stage.cost(resolved(&stage, &policy)).await;
        let found = found.unwrap();
        assert_eq!(found.policy.seats[0].of, [source("user:alice#101"), source("team:octo/qa#80")]);
        assert_eq!(found.policy.seats[1].of, [source("role:write"), source("user:Alice#101")]);
        assert_eq!(found.policy.veto, [source("user:alice#101")]);
        assert_eq!(found.policy.break_glass.unwrap().by, [source("team:octo/qa#80")]);
        assert_eq!((found.remarks.len(), cost), (0, 3));
    });
}

#[test]
fn attack_15_a_name_that_changed_hands_is_shown_as_such() {
    let stage = Stage::new();
    run(async {
        let policy = policy(&[&["user:alice#101", "user:ghosted#4711"]]);
        stage.hub().rename_account(ALICE, "alice-moved");
        let remarks = resolved(&stage, &policy).await.unwrap().remarks;
        let renamed = Remark::Renamed { source: source("user:alice#101"), now: "alice-moved".to_owned() };
        assert_eq!(remarks, [renamed, Remark::Gone { source: source("user:ghosted#4711") }]);
        stage.hub().rename_account(MALLORY, "alice");
        let found = resolved(&stage, &policy).await.unwrap();
        let Remark::Taken { by, now, .. } = &found.remarks[0] else { panic!("{:?}", found.remarks) };
        assert_eq!((by.0, now.as_str()), (MALLORY, "alice-moved"));
        assert_eq!(found.policy, policy, "who is meant stays who is meant");
    });
}

#[test]
fn a_policy_that_names_nobody_is_refused_when_the_request_is_made() {
    let stage = Stage::new();
    run(async {
        let problem = async |text: &str| resolved(&stage, &policy(&[&[text]])).await.unwrap_err();
        assert!(matches!(problem("user:nobody-here").await, SourceProblem::Nobody(_)));
        assert!(
            matches!(problem("user:octo").await, SourceProblem::NoPerson(_, kind) if kind == "Organization")
        );
        assert!(matches!(problem("team:octo/none").await, SourceProblem::NoTeam(_)));
        assert!(matches!(problem("team:octo/qa#79").await, SourceProblem::OtherTeam { found: 80, .. }));
        let (github, shop) = (stage.workflow(), stage.shop());
        let seats = policy(&[&["team:octo/qa"]]);
        let without = pin(asking(&github, None, &shop), &seats).await.unwrap_err();
        assert!(matches!(&without, SourceProblem::NoToken(_)) && without.to_string().contains("members-token"));
        let own = pin(asking(&github, Some(&github), &shop), &seats).await.unwrap_err();
        assert!(matches!(own, SourceProblem::NoTeam(_)), "{own}");
    });
}
