//! From the text of a workflow to what a gate depends on.

use settings::{Node, Value, yaml};

use super::{Event, Job, Permission, Step, Workflow};

/// Reads a workflow. One that cannot be read is said to be so: nothing is known of it, and it is no workflow without jobs.
#[must_use]
pub fn read(path: &str, bytes: &[u8]) -> Workflow {
    let empty = Workflow { path: path.to_owned(), ..Workflow::default() };
    let root = match yaml::parse(path, bytes) {
        Ok(Some(root)) => root,
        Ok(None) => return Workflow { unreadable: Some("there is nothing in it".to_owned()), ..empty },
        Err(wrong) => {
            let why = format!("line {}: {}", wrong.line, wrong.message);
            return Workflow { unreadable: Some(why), ..empty };
        }
    };
    let jobs = root.member("jobs").map(Node::members).unwrap_or_default();
    Workflow {
        events: root.member("on").map(events).unwrap_or_default(),
        permissions: root.member("permissions").map(permissions),
        secrets: root.member("env").map(secrets).unwrap_or_default(),
        jobs: jobs.iter().map(|(id, node)| job(id, node)).collect(),
        ..empty
    }
}

fn events(node: &Node) -> Vec<Event> {
    let event = |name: &str, types: Vec<String>| Event { name: name.to_owned(), types };
    match &node.value {
        Value::Scalar { text, .. } => vec![event(text, Vec::new())],
        Value::List(items) => items.iter().filter_map(Node::text).map(|name| event(name, Vec::new())).collect(),
        Value::Map(members) => {
            let types = |node: &Node| node.member("types").map(words).unwrap_or_default();
            members.iter().map(|(name, node)| event(name, types(node))).collect()
        }
    }
}

/// A word or a list of words.
fn words(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Scalar { text, .. } => vec![text.clone()],
        _ => node.items().iter().filter_map(Node::text).map(str::to_owned).collect(),
    }
}

fn permissions(node: &Node) -> Vec<Permission> {
    let one = |key: &str, level: &str| Permission { key: key.to_owned(), level: level.to_owned() };
    match node.text() {
        Some("write-all") => vec![one("all", "write")],
        Some("read-all") => vec![one("all", "read")],
        Some(other) => vec![one("all", other)],
        None => node.members().iter().map(|(key, level)| one(key, level.text().unwrap_or_default())).collect(),
    }
}

fn job(id: &str, node: &Node) -> Job {
    let handed = ["env", "secrets", "container", "services"].into_iter().filter_map(|name| node.member(name));
    let mut all: Vec<String> = handed.flat_map(secrets).collect();
    if node.member("secrets").and_then(Node::text) == Some("inherit") {
        all.push("inherit".to_owned());
    }
    Job {
        id: id.to_owned(),
        environment: node.member("environment").and_then(environment),
        needs: node.member("needs").map(words).unwrap_or_default(),
        condition: text(node, "if"),
        continues: continues(node),
        uses: text(node, "uses"),
        permissions: node.member("permissions").map(permissions),
        secrets: all,
        steps: node.member("steps").map(Node::items).unwrap_or_default().iter().map(step).collect(),
    }
}

/// A name, or a map with one.
fn environment(node: &Node) -> Option<String> {
    node.text().map(str::to_owned).or_else(|| text(node, "name"))
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.member(name).and_then(Node::text).map(str::to_owned).filter(|text| !text.is_empty())
}

fn continues(node: &Node) -> Option<String> {
    text(node, "continue-on-error").filter(|word| word != "false")
}

fn step(node: &Node) -> Step {
    let with = node.member("with");
    let input = |name: &str| with.and_then(|with| text(with, name));
    let mut step = Step {
        uses: text(node, "uses"),
        condition: text(node, "if"),
        continues: continues(node),
        mode: input("mode"),
        environment: input("environment"),
        at: input("ref"),
        secrets: Vec::new(),
        runs_words: script(node, with).is_some_and(|script| holds_words(&script)),
    };
    // The tool's own tokens are what it is given them for.
    let members = node.members().iter().filter(|(name, _)| name != "with");
    step.secrets = members.flat_map(|(_, node)| secrets(node)).collect();
    let inputs = with.map(Node::members).unwrap_or_default().iter();
    let own = |name: &str| step.is_the_tool() && matches!(name, "token" | "members-token");
    let more: Vec<String> = inputs.filter(|(name, _)| !own(name)).flat_map(|(_, node)| secrets(node)).collect();
    step.secrets.extend(more);
    step
}

/// What runs as a script: a shell's, or that of `actions/github-script`.
fn script(node: &Node, with: Option<&Node>) -> Option<String> {
    text(node, "run").or_else(|| with.and_then(|with| text(with, "script")))
}

/// Expressions whose value somebody else writes ("Script injections").
const WORDS: [&str; 4] = [
    "github.event.comment.body",
    "github.event.issue.body",
    "github.event.issue.title",
    "github.event.changes",
];

fn holds_words(script: &str) -> bool {
    let expressions = script.split("${{").skip(1).filter_map(|rest| rest.split("}}").next());
    expressions.into_iter().any(|expression| {
        let plain: String =
            expression.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        WORDS.iter().any(|word| plain.contains(word)) || plain.contains("tojson(github.event)")
    })
}

/// The names of secrets in all expressions below a node. `GITHUB_TOKEN` is no secret of the repository.
fn secrets(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Scalar { text, .. } => secrets_of(text),
        Value::List(items) => items.iter().flat_map(secrets).collect(),
        Value::Map(members) => members.iter().flat_map(|(_, node)| secrets(node)).collect(),
    }
}

fn secrets_of(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut found = Vec::new();
    for rest in lower.split("${{").skip(1).filter_map(|rest| rest.split("}}").next()) {
        for after in rest.split("secrets").skip(1) {
            let name: String = after
                .trim_start_matches(['.', '[', '\'', ' '])
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                .collect();
            if name != "github_token" {
                found.push(if name.is_empty() { "all".to_owned() } else { name.to_uppercase() });
            }
        }
    }
    found
}
