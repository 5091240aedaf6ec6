use super::*;

/// What our action takes.
const OURS: [&str; 12] = [
    "mode",
    "environment",
    "environment-url",
    "log-url",
    "outcome",
    "deployment-id",
    "description",
    "task",
    "transient",
    "commit",
    "auto-inactive",
    "token",
];

/// The inputs of the other actions as they list them themselves.
const THEIRS: [(&str, &[&str]); 3] = [
    (
        BOBHEADXI,
        &[
            "step",
            "token",
            "env",
            "repository",
            "logs",
            "desc",
            "ref",
            "task",
            "debug",
            "deployment_id",
            "env_url",
            "status",
            "override",
            "auto_inactive",
            "payload",
        ],
    ),
    (
        CHRNORM_START,
        &[
            "repo",
            "owner",
            "initial-status",
            "token",
            "log-url",
            "description",
            "environment",
            "environment-url",
            "auto-merge",
            "ref",
            "sha",
            "task",
            "required-contexts",
            "payload",
            "transient-environment",
            "production-environment",
            "auto-inactive",
            "github-base-url",
        ],
    ),
    (
        CHRNORM_FINISH,
        &[
            "repo",
            "owner",
            "state",
            "token",
            "log-url",
            "environment-url",
            "environment",
            "description",
            "deployment-id",
            "github-base-url",
        ],
    ),
];

#[test]
fn every_input_of_theirs_has_one_line_and_leads_to_an_input_of_ours() {
    for (rival, inputs) in THEIRS {
        let known: Vec<&str> =
            lines().filter(|(whose, ..)| *whose == rival).map(|(_, input, _)| *input).collect();
        assert_eq!(known, inputs, "{rival}");
    }
    assert_eq!(lines().count(), THEIRS.iter().map(|(_, inputs)| inputs.len()).sum::<usize>());
    for (rival, input, mapping) in lines() {
        let (Mapping::Ours(ours) | Mapping::Changed(ours, _) | Mapping::Values(ours, _)) = mapping else {
            continue;
        };
        assert!(OURS.contains(ours), "{rival} {input}: {ours}");
    }
}

fn write(input: &'static str, value: &str) -> Option<Advice> {
    Some(Advice::Write { input, value: value.to_owned(), notice: None })
}

#[test]
fn values_become_our_words() {
    assert_eq!(advice(BOBHEADXI, "step", "finish"), write("mode", "finish"));
    assert_eq!(advice(BOBHEADXI, "STATUS", "success"), write("outcome", "succeeded"));
    assert_eq!(advice(BOBHEADXI, "status", " cancelled "), write("outcome", "cancelled"));
    assert_eq!(advice(CHRNORM_FINISH, "state", "error"), write("outcome", "failed"));
    assert_eq!(advice(CHRNORM_START, "environment", "qa"), write("environment", "qa"));
    assert_eq!(advice(CHRNORM_START, "step", "start"), None);
}

#[test]
fn what_is_not_done_is_said() {
    let refused = |rival, input, value| matches!(advice(rival, input, value), Some(Advice::Refuse(_)));
    assert!(refused(BOBHEADXI, "step", "delete-env"));
    assert!(matches!(advice(BOBHEADXI, "ref", "main"), Some(Advice::Own(_))));
    assert!(refused(CHRNORM_START, "auto-merge", "true") && !refused(CHRNORM_START, "auto-merge", "false"));
    assert!(refused(CHRNORM_START, "required-contexts", "ci"));
    let unknown = advice(BOBHEADXI, "step", "be\u{1b}gin");
    let words = "`be\\u{1b}gin` is none of start, finish, deactivate-env, delete-env";
    assert_eq!(unknown, Some(Advice::Refuse(words.to_owned())));
}

/// `chrnorm/deployment-action@v2` declares `auto-inactive` and reads `auto_inactive`, which nobody can give: whoever changes over sees earlier
/// deployments become inactive for the first time, and has to be told.
#[test]
fn the_input_that_is_dead_there_lives_here_and_that_is_told() {
    let advice = advice(CHRNORM_START, "auto-inactive", "true");
    let Some(Advice::Write { input: "auto-inactive", value, notice: Some(notice) }) = advice else {
        panic!("{advice:?}")
    };
    assert_eq!((value.as_str(), notice.contains("always false")), ("true", true));
}

#[test]
fn a_table_has_a_row_for_each_input() {
    let table = table(CHRNORM_FINISH);
    assert_eq!(table.lines().count(), 2 + 10, "{table}");
    assert!(table.contains("| `log-url` | `log-url` |\n"), "{table}");
    assert!(table.contains("`success` is `outcome: succeeded`; `failure` is `outcome: failed`"), "{table}");
}
