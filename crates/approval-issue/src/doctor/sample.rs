//! A well kept repository, for tests: each breaks one thing of it.

use super::facts::{Allowed, Asked, Branch, DefaultToken, Environment, Guard, Pattern, Seen, Team};
use super::workflow::{Workflow, read};
use super::{Finding, Status, examine};

pub(crate) const DEPLOY: &str = "\
on: push
permissions: {contents: read}
jobs:
  ask:
    runs-on: ubuntu-latest
    steps:
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: request, environment: production}
  deploy:
    needs: ask
    environment: {name: production, url: https://shop.example}
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: verify, environment: Production}
      - run: ./deploy.sh
        env: {KEY: '${{ secrets.DEPLOY_KEY }}'}
";

pub(crate) const DECIDE: &str = "\
on:
  issue_comment: {types: [created, edited, deleted]}
  schedule: [{cron: '0 * * * *'}]
permissions: {issues: write, actions: write, contents: read, deployments: read}
jobs:
  decide:
    if: github.event_name == 'issue_comment' && startsWith(github.event.comment.body, '/')
    runs-on: ubuntu-latest
    steps:
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: decide, members-token: '${{ secrets.MEMBERS_TOKEN }}'}
  sweep:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    steps:
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: sweep, members-token: '${{ secrets.MEMBERS_TOKEN }}'}
";

pub(crate) fn workflow(name: &str, text: &str) -> Workflow {
    read(&format!(".github/workflows/{name}"), text.as_bytes())
}

pub(crate) fn guard() -> Guard {
    Guard {
        approvals: Some(1),
        by_owners: true,
        renewed: true,
        keeps_history: true,
        keeps_branch: true,
        ..Guard::default()
    }
}

pub(crate) fn branch(name: &str) -> Branch {
    Branch { name: name.to_owned(), protected: true, rulesets: Asked::Told(guard()), older: Asked::Told(None) }
}

pub(crate) fn seen() -> Seen {
    let main = Pattern { name: "main".to_owned(), tag: false };
    Seen {
        name: "production".to_owned(),
        environment: Asked::Told(Some(Environment {
            allowed: Allowed::Named(vec![main]),
            reviewers: true,
            self_review: false,
            apps: Vec::new(),
            admins_bypass: Some(false),
        })),
        default: branch("main"),
        deploying: Vec::new(),
        ledgers: Asked::Told(vec![branch("releasegate-ledger")]),
        workflows: Asked::Told(vec![workflow("deploy.yml", DEPLOY), workflow("approval.yml", DECIDE)]),
        called: Vec::new(),
        owners: Asked::Told(Some((
            ".github/CODEOWNERS".to_owned(),
            "* @acme/all\n/.github/ @acme/qa\n".to_owned(),
        ))),
        policy: Some(".github/releasegate.yml".to_owned()),
        token: Asked::Told(DefaultToken { writes: false, approves: false }),
        retention: Asked::Told(400),
        teams: vec![Team { source: "team:acme/qa".to_owned(), seen: Asked::Told(true) }],
    }
}

/// The environment of a repository, to be changed.
pub(crate) fn environment(seen: &mut Seen) -> &mut Environment {
    match &mut seen.environment {
        Asked::Told(Some(environment)) => environment,
        other => panic!("{other:?}"),
    }
}

/// What a check found.
pub(crate) fn found(seen: &Seen, id: &str) -> Finding {
    let all = examine(seen);
    all.iter().find(|finding| finding.id == id).unwrap_or_else(|| panic!("no {id}: {all:#?}")).clone()
}

/// How a check ended.
pub(crate) fn status(seen: &Seen, id: &str) -> Status {
    found(seen, id).status
}

/// The same repository with one of its workflows changed.
pub(crate) fn with(name: &str, text: &str) -> Seen {
    let mut seen = seen();
    if let Asked::Told(workflows) = &mut seen.workflows {
        workflows.retain(|known| known.path != format!(".github/workflows/{name}"));
        workflows.push(workflow(name, text));
    }
    seen
}

/// The checks that are not sound, apart from those that are only told.
pub(crate) fn wrong(seen: &Seen) -> Vec<String> {
    let all = examine(seen).into_iter();
    all.filter(|one| one.status != Status::Sound && !one.informative).map(|one| one.id).collect()
}
