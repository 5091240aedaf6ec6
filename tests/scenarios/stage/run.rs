//! Runs of a workflow against the simulated GitHub, for what happened there.

use std::fs;

use github_sim::token::{Level, Permissions, Token, TokenKind};
use serde_json::Value;

use super::{PEOPLE, SHOP, Said, Stage, Started};
use crate::docs::root;
use crate::harness::{Run, Scenario, TOKEN};

impl Stage {
    /// The workflow as it runs for a push.
    pub(crate) fn deploy(&self, name: &str, workflow: &str, run: &Started, attempt: u32) -> Run {
        let scenario = self.scenario(name, workflow, run.id).with("GITHUB_RUN_ATTEMPT", &attempt.to_string());
        scenario.told("$COMMIT", &run.commit).run("push")
    }

    /// The workflow as it runs for a comment.
    pub(crate) fn comment(&self, name: &str, workflow: &str, said: &Said) -> Run {
        let login = PEOPLE.iter().find(|(_, id)| *id == said.by).unwrap().0;
        let scenario = self.scenario(name, workflow, 5_000_000_001).told("$ISSUE", said.issue);
        let scenario = scenario.told("$COMMENT", said.comment).told("$BODY", escaped(&said.body));
        scenario.told("$SENDER", said.by).told("$LOGIN", login).run("issue_comment")
    }

    /// The workflow as it runs when another run has ended.
    pub(crate) fn ended(&self, name: &str, workflow: &str, run: &Started) -> Run {
        let scenario = self.scenario(name, workflow, 5_000_000_002);
        scenario.told("$RUN", run.id).told("$COMMIT", &run.commit).run("workflow_run")
    }

    /// The workflow in a repository of its own, with a token that may what its jobs declare and nothing else.
    pub(crate) fn scenario(&self, name: &str, workflow: &str, run: u64) -> Scenario {
        let permissions = permissions(workflow);
        let kind = TokenKind::Actions { repository: SHOP, permissions, run: Some(run) };
        self.simulator.hub().add_token(Token { secret: TOKEN.to_owned(), kind, expires_at: None });
        let scenario = Scenario::elsewhere(self.group, name, workflow);
        let scenario = match self.project {
            Some(project) => scenario.layer(project),
            None => scenario.lay(root().join("tests/scenarios/stage/shop"), ""),
        };
        let scenario = scenario
            .told("$REF", "refs/heads/main")
            .with("GITHUB_API_URL", self.simulator.url())
            .with("GITHUB_GRAPHQL_URL", &format!("{}/graphql", self.simulator.url()))
            .with("GITHUB_RUN_ID", &run.to_string());
        match &self.key {
            Some(key) => {
                scenario.with("GITHUB_SERVER_URL", self.simulator.url()).secret("RELEASEGATE_KEY", key)
            }
            None => scenario,
        }
    }

    /// The verdict in a run's artifact.
    pub(crate) fn verdict(&self, run: &Run, gate: &str, attempt: u32) -> Value {
        let artifact = run.artifact(&format!("verdict-{gate}-{attempt}"));
        serde_json::from_slice(&fs::read(artifact.join(format!("{gate}.verdict.json"))).unwrap()).unwrap()
    }
}

/// A text as it stands within a JSON string.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// What the jobs of a workflow declare, together: act gives all of them one token.
fn permissions(workflow: &str) -> Permissions {
    let workflow: Value = serde_saphyr::from_str(workflow).unwrap();
    let mut all = Permissions::new();
    for job in workflow["jobs"].as_object().unwrap().values() {
        for (name, level) in job["permissions"].as_object().expect("a job declares its permissions") {
            let level = if level == "read" { Level::Read } else { Level::Write };
            let known = all.entry(name.replace('-', "_")).or_insert(level);
            *known = (*known).max(level);
        }
    }
    all
}
