//! The YAML that a reader copies: it runs, it is safe, and it asks for what exists.

use std::fs;
use std::path::Path;

use runner::{ActionSpec, Inputs};
use tests::case::bench::Bench;
use tests::case::protocol;

use super::yaml::{self, Node};
use super::{root, spec};

/// One `yaml` fence of a Markdown file.
pub(crate) struct Example {
    /// File and the fence's first line.
    place: String,
    text: String,
    node: Node,
}

impl Example {
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn holds(&self, section: &str) -> bool {
        self.node.get(section).is_some()
    }

    /// The names of a member of a section.
    pub(crate) fn names(&self, section: &str, member: &str) -> Vec<String> {
        let member = self.node.get(section).and_then(|section| section.get(member)).and_then(Node::map);
        yaml::keys(member.unwrap_or_default()).into_iter().map(str::to_owned).collect()
    }
}

/// Every policy file that the docs show.
pub(crate) fn policies() -> impl Iterator<Item = Example> {
    examples().into_iter().filter(|example| example.text.starts_with("# .github/releasegate.yml\n"))
}

/// Every fence of every Markdown file outside of build folders and test data.
pub(crate) fn examples() -> Vec<Example> {
    let mut files = Vec::new();
    markdown(&root(), &mut files);
    assert!(files.iter().any(|file| file.ends_with("README.md")));
    let examples =
        files.iter().flat_map(|file| fences(&file.display().to_string(), &fs::read_to_string(file).unwrap()));
    examples.collect()
}

fn markdown(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    const FOREIGN: [&str; 5] = ["target", "node_modules", "cases", "fixtures", ".git"];
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (name, path) = (entry.file_name().into_string().unwrap(), entry.path());
        if entry.file_type().unwrap().is_dir() {
            if !FOREIGN.contains(&name.as_str()) {
                markdown(&path, files);
            }
        } else if name.ends_with(".md") {
            files.push(path);
        }
    }
}

fn fences(file: &str, text: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim_start_matches("> ");
        match (&mut open, line.trim()) {
            (None, "```yaml" | "```yml") => open = Some((number, String::new())),
            (Some((start, body)), "```") => {
                let place = format!("{file}:{start}");
                let node = yaml::parse(body).unwrap_or_else(|error| Node::Text(format!("{place}: {error}")));
                assert!(node.text().is_none(), "no YAML: {node:?}");
                found.push(Example { place, text: body.clone(), node });
                open = None;
            }
            (Some((_, body)), _) => body.extend([line, "\n"]),
            (None, _) => {}
        }
    }
    assert!(open.is_none(), "{file}: a fence that nobody closes");
    found
}

/// The registry of the action of ours that a step uses: `…/actions/coverage-gate@…`, or by a path.
fn ours(step: &Node) -> Option<&'static ActionSpec> {
    let path = step.get("uses")?.text()?.split('@').next()?;
    if path == "releasegate/releasegate" {
        return Some(super::FRONT);
    }
    let (_, tool) = path.split_once("actions/")?;
    spec(tool)
}

#[test]
fn examples_hold_no_expression_in_a_script() {
    for example in examples() {
        for node in example.node.all() {
            let script = node.get("run").and_then(Node::text).unwrap_or_default();
            assert!(!script.contains("${{"), "{}: {script}", example.place);
        }
    }
}

#[test]
fn examples_keep_no_credentials_in_the_checkout() {
    for example in examples() {
        for step in example.node.all() {
            let uses = step.get("uses").and_then(Node::text).unwrap_or_default();
            if uses.starts_with("actions/checkout@") {
                let kept =
                    step.get("with").and_then(|with| with.get("persist-credentials")).and_then(Node::text);
                assert_eq!(kept, Some("false"), "{}", example.place);
            }
        }
    }
}

#[test]
fn examples_give_our_actions_inputs_that_hold() {
    let mut steps = 0;
    for example in examples() {
        for (step, spec) in example.node.all().into_iter().filter_map(|step| Some((step, ours(step)?))) {
            steps += 1;
            let with = step.get("with").and_then(Node::map).unwrap_or_default();
            let plain = with.iter().filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned())));
            // What an expression gives is known to the runner alone.
            let plain =
                plain.map(|(name, value)| (name, if value.contains("${{") { String::new() } else { value }));
            let inputs = Inputs::from_pairs(spec, plain).map_err(|error| format!("{}: {error}", example.place));
            inputs.unwrap().check().map_err(|error| format!("{}: {error}", example.place)).unwrap();
        }
    }
    assert!(steps > 0, "no example shows an action of ours");
}

#[test]
fn examples_refer_to_outputs_that_exist() {
    for example in examples() {
        let nodes = example.node.all();
        let steps: Vec<_> =
            nodes.iter().filter_map(|step| Some((step.get("id")?.text()?.to_owned(), ours(step)?))).collect();
        for (id, output) in yaml::references(&example.text) {
            if let Some((_, spec)) = steps.iter().find(|(known, _)| *known == id) {
                let known = spec.all_outputs().any(|known| known.name == output);
                assert!(known, "{}: steps.{id} has no output `{output}`", example.place);
            }
        }
    }
}

#[test]
fn examples_ask_for_what_they_accept() {
    for example in examples() {
        for status in ["fail", "error", "inconclusive"] {
            let lenient = format!("!= '{status}'");
            assert!(
                !example.text.contains(&lenient),
                "{}: `{lenient}` lets what was not measured pass",
                example.place
            );
        }
    }
}

#[test]
fn examples_print_no_command() {
    for example in examples() {
        for node in example.node.all() {
            let script = node.get("run").and_then(Node::text).unwrap_or_default();
            assert!(protocol::commands(script).is_empty(), "{}: {script}", example.place);
        }
    }
}

/// Whose section a policy of the docs holds, with a report for it to be explained over.
fn sample(policy: &Example) -> (&'static str, &'static str, &'static str) {
    let tools = [
        ("coverage", "coverage-gate", "coverage.xml", "SF:src/a.py\nDA:1,1\nend_of_record\n"),
        (
            "sarif",
            "sarif-merge",
            "reports/a.sarif",
            r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"A"}},"results":[]}]}"#,
        ),
    ];
    let known = tools.into_iter().find(|(section, ..)| policy.node.get(section).is_some());
    let (_, tool, report, text) =
        known.unwrap_or_else(|| panic!("{}: it holds no section of a tool", policy.place));
    (tool, report, text)
}

#[test]
fn a_policy_file_of_the_docs_is_understood() {
    // Who could approve only GitHub knows: `approval.rs` asks one for the policies of approvals. A deployment needs a ledger.
    let elsewhere =
        |policy: &Example| ["approval", "deploy", "deploy-verify"].iter().any(|section| policy.holds(section));
    let policies: Vec<Example> = policies().filter(|policy| !elsewhere(policy)).collect();
    assert!(!policies.is_empty(), "the docs show no policy file");
    for policy in policies {
        let (tool, report, text) = sample(&policy);
        let bench = Bench::new(tool).unwrap();
        bench.write(".github/releasegate.yml", &policy.text).unwrap();
        bench.write(report, text).unwrap();
        let outcome = bench.run(&mut bench.command(&["explain"]).unwrap()).unwrap();
        assert_eq!(outcome.exit, Some(0), "{}: {}", policy.place, outcome.log);
        assert!(outcome.log.contains("The policy is .github/releasegate.yml"), "{}", outcome.log);
    }
}

#[test]
fn a_policy_of_checks_is_understood_and_nothing_is_asked_for_it() {
    let policies: Vec<Example> = policies().filter(|policy| policy.holds("deploy-verify")).collect();
    assert!(!policies.is_empty(), "the docs show no policy of checks");
    for policy in policies {
        let bench = Bench::new("deploy-verify").unwrap();
        bench.write(".github/releasegate.yml", policy.text()).unwrap();
        let mut command = bench.command(&["explain"]).unwrap();
        let outcome = bench.run(command.args(["--url", "https://shop.example"])).unwrap();
        assert_eq!(outcome.exit, Some(0), "{}: {}", policy.place, outcome.log);
        for words in [".github/releasegate.yml", "nothing was done", "GET https://shop.example/"] {
            assert!(outcome.log.contains(words), "{words}: {}", outcome.log);
        }
    }
}

#[test]
fn a_policy_of_deployments_is_understood_for_every_environment_that_it_names() {
    let policies: Vec<Example> = policies().filter(|policy| policy.holds("deploy")).collect();
    assert!(!policies.is_empty(), "the docs show no policy for deployments");
    let ledger = "github.com/9/1/deployments";
    let key = ledger::signer::SignerKey::new(ledger, &[7; 32]).unwrap().to_skey();
    for policy in policies {
        let bench = Bench::new("deploy-record").unwrap();
        bench.write(".github/releasegate.yml", policy.text()).unwrap();
        for environment in policy.names("deploy", "environments").iter().map(String::as_str).chain(["another"])
        {
            let (commit, skey) = ("d20a".repeat(10), key.to_string());
            let flags = [
                ["--environment", environment],
                ["--service", "shop"],
                ["--commit", &commit],
                ["--record", "dir:ledger"],
                ["--ledger", ledger],
                ["--signing-key", &skey],
            ];
            let mut command = bench.command(&["explain"]).unwrap();
            let outcome = bench.run(command.args(flags.as_flattened())).unwrap();
            assert_eq!(outcome.exit, Some(0), "{}: {}", policy.place, outcome.log);
            assert!(outcome.log.contains(".github/releasegate.yml"), "{}", outcome.log);
        }
    }
}
