use super::super::Status;
use super::super::sample::{DECIDE, found, status, with, wrong};
use super::super::workflow::read;

fn changed(from: &str, to: &str) -> super::super::facts::Seen {
    assert!(DECIDE.contains(from), "{from}");
    with("approval.yml", &DECIDE.replace(from, to))
}

/// Attack 67: on any other branch the workflow hears nothing.
#[test]
fn attack_67_a_workflow_that_no_comment_starts_decides_nothing() {
    let absent = changed("issue_comment: {types: [created, edited, deleted]}", "push: {}");
    assert_eq!(status(&absent, "workflow-decide"), Status::Broken);
    let other = changed("mode: decide", "mode: verify");
    assert_eq!(status(&other, "workflow-decide"), Status::Broken);
    let hidden = with(
        "approval.yml",
        "on: issue_comment\njobs:\n  a: {uses: acme/x/.github/workflows/approval.yml@main}\n",
    );
    assert_eq!(status(&hidden, "workflow-decide"), Status::Unknown);
    // Without types GitHub tells all of them.
    assert!(wrong(&changed("issue_comment: {types: [created, edited, deleted]}", "issue_comment:")).is_empty());
}

#[test]
fn changes_and_deletions_are_heard_too() {
    for (types, expected) in [
        ("created", Status::Weak),
        ("[created, edited]", Status::Weak),
        ("[edited, deleted]", Status::Broken),
        ("[created, edited, deleted]", Status::Sound),
    ] {
        let seen = changed("types: [created, edited, deleted]", &format!("types: {types}"));
        assert_eq!(status(&seen, "workflow-decide"), expected, "{types}");
    }
}

#[test]
fn without_a_schedule_nothing_sweeps() {
    assert_eq!(status(&changed("  schedule: [{cron: '0 * * * *'}]\n", ""), "workflow-sweep"), Status::Weak);
    assert_eq!(status(&changed("mode: sweep", "mode: simulate"), "workflow-sweep"), Status::Weak);
}

/// Attack 62: anybody may comment.
#[test]
fn attack_62_what_comments_start_holds_nothing_to_take() {
    let step = "      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789\n        with: {mode: decide";
    let before = |more: &str| changed(step, &format!("      - {more}\n{step}"));
    for more in [
        "uses: actions/checkout@v4",
        "{uses: actions/checkout@v4, with: {ref: '${{ github.event.issue.number }}'}}",
        "uses: ./.github/actions/x",
        "{run: x, env: {A: '${{ secrets.DEPLOY_KEY }}'}}",
        "{run: x, env: {A: \"${{ secrets['DEPLOY_KEY'] }}\"}}",
        "{run: x, env: {A: '${{ toJSON(secrets) }}'}}",
    ] {
        assert_eq!(status(&before(more), "workflow-isolation"), Status::Weak, "{more}");
    }
    let key = "{uses: actions/create-github-app-token@v2, with: {private-key: '${{ secrets.APP_KEY }}'}}";
    assert!(wrong(&before(key)).is_empty());
    assert!(wrong(&before("{run: x, env: {A: '${{ secrets.GITHUB_TOKEN }}'}}")).is_empty());
}

/// Attacks 60 and 62: words of a stranger are run.
#[test]
fn attack_60_attack_62_words_of_a_comment_in_a_script_are_broken() {
    let step = "      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789\n        with: {mode: decide";
    for more in [
        "run: echo '${{ github.event.comment.body }}'",
        "run: \"echo ${{ toJSON( github.event ) }}\"",
        "{uses: actions/github-script@v7, with: {script: \"x('${{github.event.issue.title}}')\"}}",
    ] {
        let seen = changed(step, &format!("      - {more}\n{step}"));
        assert_eq!(status(&seen, "workflow-isolation"), Status::Broken, "{more}");
    }
    let by_env = format!("      - {{run: echo, env: {{A: '${{{{ github.event.comment.body }}}}'}}}}\n{step}");
    assert!(wrong(&changed(step, &by_env)).is_empty());
}

#[test]
fn attack_62_its_token_may_what_it_needs() {
    let permissions = "permissions: {issues: write, actions: write, contents: read, deployments: read}\n";
    assert_eq!(status(&changed(permissions, ""), "workflow-isolation"), Status::Weak);
    for more in ["permissions: write-all\n", "permissions: {issues: write, packages: write}\n"] {
        let finding = found(&changed(permissions, more), "workflow-isolation");
        assert_eq!(finding.status, Status::Weak, "{more}");
        assert!(finding.found.contains("may write more than it needs"), "{finding:?}");
    }
    // What a job says holds instead of what the workflow says.
    let job = changed("  decide:\n", "  decide:\n    permissions: {checks: write}\n");
    assert_eq!(status(&job, "workflow-isolation"), Status::Weak);
}

/// Attacks 62 and 67: what the workflow calls counts as its own.
#[test]
fn attack_62_attack_67_a_workflow_that_is_called_is_looked_into() {
    let address = "acme/tools/.github/workflows/decide.yml@0123456789012345678901234567890123456789";
    let calling = |more: &str| {
        format!(
            "on: issue_comment\njobs:\n  call:\n    permissions: {{issues: write}}\n    uses: {address}\n    {more}\n"
        )
    };
    let called = "on: {workflow_call: {secrets: {members-token: {}}}}\njobs:\n  decide:\n    steps:\n      \
                  - uses: $/actions/approval-issue\n        \
                  with: {mode: decide, members-token: '${{ secrets.members-token }}'}\n";
    let seen = |more: &str, called: &str| {
        let mut seen = with("approval.yml", &calling(more));
        seen.called = vec![read(address, called.as_bytes())];
        seen
    };
    let named = seen("secrets: {members-token: '${{ secrets.MEMBERS }}'}", called);
    assert_eq!(wrong(&named), ["workflow-sweep"]);
    assert_eq!(status(&seen("secrets: inherit", called), "workflow-isolation"), Status::Weak);
    let checkout = called.replace("steps:\n", "steps:\n      - uses: actions/checkout@v4\n");
    assert_eq!(status(&seen("name: x", &checkout), "workflow-isolation"), Status::Weak);
    let mut unseen = seen("name: x", called);
    unseen.called = Vec::new();
    assert_eq!(status(&unseen, "workflow-decide"), Status::Unknown);
}
