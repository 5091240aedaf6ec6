use std::cell::RefCell;

use verdict::{Draft, FailOn, Rule, RuleStatus};

use super::*;
use crate::action::{ActionSpec, COMMON_INPUTS, COMMON_OUTPUTS};
use crate::gate::Origin;

static SPEC: ActionSpec = ActionSpec {
    name: "counter",
    title: "Counter",
    about: "Counts.",
    version: "1",
    inputs: &[COMMON_INPUTS],
    outputs: &[COMMON_OUTPUTS],
    brought: &[],
};

/// A gate that acts, and notes the order in which it is called.
#[derive(Default)]
struct Counter {
    called: RefCell<Vec<&'static str>>,
    breaks: bool,
}

impl Counter {
    fn note(&self, what: &'static str) {
        self.called.borrow_mut().push(what);
    }
}

impl Gate for Counter {
    type Policy = ();
    type Facts = Vec<String>;

    fn spec(&self) -> &'static ActionSpec {
        &SPEC
    }

    fn policy(&self, inputs: &Inputs, _: &Setting) -> anyhow::Result<Resolved<()>> {
        assert_eq!(inputs.text("config"), "");
        Ok(Resolved { policy: (), origin: None })
    }

    fn enforcement(&self, (): &()) -> Enforcement {
        Enforcement { fail_on: FailOn::default(), report_only: false, bootstrap: false }
    }

    fn gather(&self, (): &(), _: &Setting, _: &mut Progress) -> anyhow::Result<Vec<String>> {
        self.note("gather");
        Ok(vec!["gathered".to_owned()])
    }

    fn act(&self, (): &(), mut facts: Vec<String>, _: &Setting) -> anyhow::Result<Vec<String>> {
        self.note("act");
        if self.breaks {
            return Err(InputError::new("config", "cannot be met").into());
        }
        facts.push("done".to_owned());
        Ok(facts)
    }

    fn decide(&self, (): &(), facts: &Vec<String>) -> Draft {
        self.note("decide");
        let rule = Rule::new("facts", "facts", RuleStatus::Pass, "ok", facts.join(","));
        let (inputs, not_covered, details) = (Vec::new(), Vec::new(), serde_json::Map::new());
        Draft { rules: vec![rule], summary: String::new(), inputs, not_covered, details }
    }

    fn contradiction(&self, (): &(), _: &Vec<String>) -> Option<String> {
        None
    }

    fn present(&self, _: &Verdict) -> Report {
        Report::default()
    }

    fn explain(&self, (): &(), _: Option<&Origin>, _: &Draft) -> Report {
        Report::default()
    }
}

/// The exit code, and the facts and the verdict that were written.
fn ran(gate: &Counter, args: &[&str]) -> (ExitCode, Option<String>, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut world = crate::world::tests::world(&mut out, &mut err);
    world.directory = folder.path().to_owned();
    world.binary = std::env::current_exe().unwrap();
    world.args = args.iter().map(|arg| (*arg).to_owned()).collect();
    let code = run(gate, &mut world);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(".releasegate").join(name)).ok();
    (code, read("counter.facts.json"), read("counter.verdict.json"))
}

#[test]
fn what_a_gate_did_is_a_fact_before_it_decides() {
    let gate = Counter::default();
    let (code, facts, verdict) = ran(&gate, &[]);
    assert_eq!(*gate.called.borrow(), ["gather", "act", "decide"]);
    assert_eq!((code, facts.as_deref()), (ExitCode::Success, Some("[\"gathered\",\"done\"]")));
    assert!(verdict.unwrap().contains("gathered,done"));
}

#[test]
fn what_could_not_be_done_is_no_verdict_on_the_facts() {
    let gate = Counter { breaks: true, ..Counter::default() };
    let (code, _, verdict) = ran(&gate, &[]);
    assert_eq!(*gate.called.borrow(), ["gather", "act"]);
    assert_eq!(code, ExitCode::Usage);
    assert!(verdict.unwrap().contains("cannot be met"));
}

#[test]
fn to_explain_is_not_to_act() {
    let gate = Counter::default();
    assert_eq!(ran(&gate, &["explain"]).0, ExitCode::Success);
    assert_eq!(*gate.called.borrow(), ["gather", "decide"]);
}
