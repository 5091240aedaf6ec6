//! The contract: what action.yml, the READMEs and `--help` promise is what the typed registry holds and the binary does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a file that cannot be read is a contract that cannot be checked"
)]

#[path = "contract/approval.rs"]
mod approval;
#[path = "contract/examples.rs"]
mod examples;
#[path = "contract/moving_over.rs"]
mod moving_over;
#[path = "contract/yaml.rs"]
mod yaml;

use std::fs;
use std::path::{Path, PathBuf};

use runner::ActionSpec;
use tests::case::bench::Bench;
use yaml::Node;

/// Every tool: the action that judges, which is a program of its own with outputs, and the one that shows what a fork's run judged, where
/// there is one.
const TOOLS: [(&ActionSpec, Option<&ActionSpec>); 6] = [
    (&coverage_gate::action::SPEC, Some(&coverage_gate::action::SHOW)),
    (&sarif_merge::action::SPEC, Some(&sarif_merge::action::SHOW)),
    (&approval_issue::action::SPEC, None),
    (&deploy_record::action::SPEC, None),
    (&deploy_verify::action::SPEC, None),
    (&releasegate::action::SPEC, None),
];

/// The registry of every action. An action without a registry fails below.
fn specs() -> impl Iterator<Item = &'static ActionSpec> {
    TOOLS.into_iter().flat_map(|(gate, show)| std::iter::once(gate).chain(show))
}

/// Those that judge.
fn gates() -> impl Iterator<Item = &'static ActionSpec> {
    TOOLS.into_iter().map(|(gate, _)| gate)
}

/// Those that judge what lies in the workspace, with inputs that the policy file may say too. An approval is judged by what GitHub answers, and
/// its policy stands in the file or in the inputs, never in both: `approval.rs` holds it to the same promises.
fn offline() -> impl Iterator<Item = &'static ActionSpec> {
    gates().filter(|spec| {
        let others = [approval_issue::action::SPEC.name, deploy_record::action::SPEC.name, FRONT.name];
        !others.contains(&spec.name)
    })
}

/// The front door: its action is the suite's own, its page that of all actions. It judges verdicts, which its own tests make.
const FRONT: &ActionSpec = &releasegate::action::SPEC;

/// Where the action of that name lies, and its page.
fn places(spec: &ActionSpec) -> [String; 2] {
    if spec.name == FRONT.name {
        return ["action.yml".to_owned(), "actions/README.md".to_owned()];
    }
    ["action.yml", "README.md"].map(|file| format!("actions/{}/{file}", spec.name))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| format!("{path}: {error}"))
}

fn spec(tool: &str) -> Option<&'static ActionSpec> {
    specs().find(|spec| spec.name == tool)
}

fn action(spec: &ActionSpec) -> Node {
    yaml::parse(&read(&places(spec)[0])).unwrap()
}

#[test]
fn every_action_has_a_registry_and_every_registry_an_action() {
    let folders = |path: &str| {
        let entries = fs::read_dir(root().join(path)).unwrap().map(Result::unwrap);
        let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
        folders.map(|entry| entry.file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let mut found = folders("actions");
    for tool in found.clone() {
        found.extend(folders(&format!("actions/{tool}")).into_iter().map(|name| format!("{tool}/{name}")));
    }
    found.sort();
    let mut known: Vec<&str> = specs().map(|spec| spec.name).filter(|name| *name != FRONT.name).collect();
    known.sort_unstable();
    assert_eq!(found, known);
    let readme = read("README.md");
    assert!(readme.contains("(actions/README.md)"), "README.md has no row for the front door");
    for name in known {
        assert!(readme.contains(&format!("actions/{name}")), "README.md has no row for {name}");
    }
}

#[test]
fn the_inputs_of_action_yml_are_the_registry() {
    for spec in specs() {
        let action = action(spec);
        let inputs = action.get("inputs").and_then(Node::map).unwrap();
        assert_eq!(yaml::keys(inputs), spec.all_inputs().map(|input| input.name).collect::<Vec<_>>());
        for (input, (_, declared)) in spec.all_inputs().zip(inputs) {
            let text = |key: &str| declared.get(key).and_then(Node::text);
            assert_eq!(text("description"), Some(input.description().as_str()), "{}", input.name);
            assert_eq!(text("required").unwrap_or("false"), input.required.to_string(), "{}", input.name);
            // GitHub takes an input that is required and has a default for optional.
            let default = (!input.required).then_some(input.declared_default());
            assert_eq!(text("default"), default, "{}", input.name);
            let members = yaml::keys(declared.map().unwrap());
            let known =
                |key: &&str| matches!(*key, "description" | "required" | "default" | "deprecationMessage");
            assert!(members.iter().all(|key| known(&&**key)), "{}: {members:?}", input.name);
        }
    }
}

/// GitHub hands every default of action.yml to the tool as if somebody had written it: a policy file could say nothing against it.
#[test]
fn no_default_of_action_yml_speaks_in_place_of_the_policy_file() {
    for spec in offline() {
        let action = action(spec);
        let declared = action.get("inputs").and_then(Node::map).unwrap();
        let defaults: serde_json::Map<_, _> = declared
            .iter()
            .filter_map(|(name, input)| Some((name.to_string(), input.get("default")?.text()?.into())))
            .collect();
        let inputs = runner::Inputs::from_json(spec, &serde_json::Value::from(defaults).to_string()).unwrap();
        let of_policy: Vec<_> = spec.all_inputs().filter(|input| input.policy).collect();
        assert!(of_policy.len() > 1);
        for input in of_policy {
            assert!(!inputs.is_given(input.name), "{}", input.name);
            assert_eq!(inputs.text(input.name), input.default);
        }
    }
}

#[test]
fn the_outputs_of_action_yml_are_the_registry() {
    for spec in gates() {
        let action = action(spec);
        let outputs = action.get("outputs").and_then(Node::map).unwrap();
        assert_eq!(yaml::keys(outputs), spec.all_outputs().map(|output| output.name).collect::<Vec<_>>());
        for (output, (_, declared)) in spec.all_outputs().zip(outputs) {
            let text = |key: &str| declared.get(key).and_then(Node::text);
            assert_eq!(text("description"), Some(output.about), "{}", output.name);
            let value = format!("${{{{ steps.gate.outputs.{} }}}}", output.name);
            assert_eq!(text("value"), Some(value.as_str()), "{}", output.name);
        }
    }
}

#[test]
fn the_words_of_action_yml_are_the_registry() {
    for spec in specs() {
        let action = action(spec);
        assert_eq!(action.get("description").and_then(Node::text), Some(spec.about));
        let name = action.get("name").and_then(Node::text).unwrap();
        assert!(
            name.to_lowercase().contains(&spec.title.to_lowercase()),
            "`{name}` does not name {}",
            spec.title
        );
    }
}

#[test]
fn the_step_of_action_yml_hands_over_all_inputs_and_refers_to_known_outputs() {
    for spec in gates() {
        let action = action(spec);
        let text = read(&places(spec)[0]);
        let steps = action.get("runs").and_then(|runs| runs.get("steps")).and_then(Node::list).unwrap();
        let gate = steps.iter().find(|step| step.get("id").and_then(Node::text) == Some("gate")).unwrap();
        let inputs = gate.get("env").and_then(|env| env.get("RELEASEGATE_INPUTS")).and_then(Node::text);
        assert_eq!(inputs, Some("${{ toJSON(inputs) }}"));
        let run = gate.get("run").and_then(Node::text).unwrap();
        assert!(run.ends_with(&format!("/dist/run.sh\" {}", spec.name)), "{run}");
        for step in steps.iter().filter(|step| step.get("run").is_some()) {
            assert_eq!(step.get("shell").and_then(Node::text), Some("bash"), "dash drops names with a hyphen");
            assert!(!step.get("run").and_then(Node::text).unwrap().contains("${{"));
        }
        for (id, output) in yaml::references(&text) {
            // The front door refers to the search and to the gates, whose outputs their own actions have.
            if spec.name == FRONT.name && ["find", "coverage", "reports"].contains(&id.as_str()) {
                continue;
            }
            assert_eq!(id, "gate");
            assert!(spec.all_outputs().any(|known| known.name == output), "no output `{output}`");
        }
    }
}

#[test]
fn a_run_sets_every_output_of_the_registry_and_no_other() {
    for spec in offline() {
        let bench = Bench::new(spec.name).unwrap();
        for inputs in ["{}", r#"{"files": "none.info"}"#] {
            let outcome = bench.run(&mut bench.action(inputs).unwrap()).unwrap();
            let mut wanted: Vec<&str> = spec.all_outputs().map(|output| output.name).collect();
            wanted.sort_unstable();
            if outcome.exit == Some(2) {
                // Without a judgement there is nothing of the tool's own to say.
                assert!(outcome.outputs.keys().all(|name| wanted.contains(&name.as_str())));
            } else {
                assert_eq!(outcome.outputs.keys().collect::<Vec<_>>(), wanted);
            }
        }
    }
}

#[test]
fn help_lists_every_input_as_a_flag() {
    for spec in gates() {
        let bench = Bench::new(spec.name).unwrap();
        let help = bench.run(&mut bench.command(&["--help"]).unwrap()).unwrap();
        assert_eq!(help.exit, Some(0));
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let shown = words(&help.log);
        assert!(shown.contains(&words(spec.about)));
        for input in spec.all_inputs() {
            let flag = help.log.lines().any(|line| {
                let rest = line.trim_start().strip_prefix(&format!("--{}", input.name));
                rest.is_some_and(|rest| rest.starts_with([' ', '[', '=']))
            });
            assert!(flag, "--help has no --{}", input.name);
            assert!(shown.contains(&words(input.about)), "--help says something else of --{}", input.name);
        }
        let version = bench.run(&mut bench.command(&["--version"]).unwrap()).unwrap();
        assert_eq!(version.log.trim(), format!("{} {}", spec.name, spec.version));
    }
}

/// The cells of every table row that begins with this name, as a reader sees them: an input and an output may share a name.
fn rows(readme: &str, name: &str) -> Vec<Vec<String>> {
    let named = readme.lines().filter(|line| line.starts_with(&format!("| `{name}` |")));
    let seen = |cell: &str| {
        let cell = cell.trim().replace('\u{1}', "|");
        cell.replace("&lt;", "<").replace("&gt;", ">").replace("\\<", "<").replace('`', "")
    };
    let cells = |line: &str| {
        line.trim_matches('|').replace("\\|", "\u{1}").split('|').map(seen).collect::<Vec<String>>()
    };
    named.map(cells).collect()
}

fn has_row(rows: &[Vec<String>], cells: &[&str]) -> bool {
    let has = |row: &Vec<String>, cell: &str| row.iter().any(|one| *one == cell.replace('`', ""));
    rows.iter().any(|row| cells.iter().all(|cell| has(row, cell)))
}

#[test]
fn the_tables_of_the_readme_are_the_registry() {
    for spec in specs() {
        let readme = read(&places(spec)[1]);
        for input in spec.all_inputs() {
            let rows = rows(&readme, input.name);
            let default = if input.required { "required" } else { input.default };
            assert!(has_row(&rows, &[default, &input.description()]), "{}: {rows:?}", input.name);
        }
        for output in spec.all_outputs() {
            let rows = rows(&readme, output.name);
            assert!(has_row(&rows, &[output.about]), "{}: {rows:?}", output.name);
        }
    }
}
