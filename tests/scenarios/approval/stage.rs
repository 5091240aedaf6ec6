//! The workflows of approval-issue's page.

use crate::docs::{APPROVALS, examples, root};

/// The workflow of this name, as the page shows it.
pub(crate) fn page(name: &str) -> String {
    let all = examples(&root().join(APPROVALS)).into_iter();
    let found =
        all.map(|example| example.yaml).find(|yaml| yaml.lines().next() == Some(&format!("name: {name}")));
    found.expect("the page shows the workflow")
}

/// The names of all workflows of the page.
pub(crate) fn workflows() -> Vec<String> {
    let all = examples(&root().join(APPROVALS)).into_iter();
    let named = all.filter_map(|example| Some(example.yaml.lines().next()?.strip_prefix("name: ")?.to_owned()));
    named.collect()
}

/// The same workflow by somebody who wants to deploy without asking: the job that deploys, alone.
pub(crate) fn without_the_request(deploy: &str) -> String {
    let (head, rest) = deploy.split_once("  approval:\n").unwrap();
    let (_, job) = rest.split_once("  deploy:\n    needs: approval\n").unwrap();
    format!("{head}  deploy:\n{job}")
}
