//! The tools of the suite, one entry each: what is built, measured and described is read from here.

pub(crate) mod release;

use runner::ActionSpec;
use settings::schema::SectionSchema;

/// The name of a table of its README, and what makes it.
pub(crate) type Table = (&'static str, fn() -> String);

/// A tool as a user gets it: one program, and the actions that run it.
pub(crate) struct Gate {
    /// The action that judges. It bears the program's name.
    pub(crate) action: &'static ActionSpec,
    /// The action that shows what a fork's run judged, where there is one.
    pub(crate) show: Option<&'static ActionSpec>,
    /// Its section of the policy file, if it has one.
    pub(crate) section: Option<fn() -> SectionSchema>,
    /// What its binary may cost.
    pub(crate) budget: Budget,
    /// Tables of its README beside inputs and outputs, by the mark that stands there.
    pub(crate) tables: &'static [Table],
}

/// What a released binary may cost.
pub(crate) struct Budget {
    /// Its bytes: more than the 8 MB that are aimed at, as `crates/README.md` says.
    pub(crate) largest: u64,
    /// What it judges in little time. A tool that judges by what GitHub answers has no such report: only its start is timed.
    pub(crate) report: Option<Small>,
}

/// A report that is judged without anybody else.
pub(crate) struct Small {
    /// Its name.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: fn() -> String,
    /// Flags with which it passes.
    pub(crate) flags: &'static [&'static str],
}

impl Gate {
    /// The name of program, package and action.
    pub(crate) const fn name(&self) -> &'static str {
        self.action.name
    }
}

/// Every tool that exists.
pub(crate) const ALL: &[Gate] = &[
    Gate {
        action: &coverage_gate::action::SPEC,
        show: Some(&coverage_gate::action::SHOW),
        section: Some(coverage_gate::section::schema),
        budget: Budget {
            largest: 13_500_000,
            report: Some(Small {
                name: "lcov.info",
                text: small_coverage,
                flags: &["--files", "lcov.info", "--min-line", "50"],
            }),
        },
        tables: &[],
    },
    Gate {
        action: &sarif_merge::action::SPEC,
        show: Some(&sarif_merge::action::SHOW),
        section: Some(sarif_merge::section::schema),
        budget: Budget {
            largest: 14_500_000,
            report: Some(Small {
                name: "small.sarif",
                text: small_log,
                flags: &["--files", "small.sarif", "--block", "high"],
            }),
        },
        tables: &[("formats", formats)],
    },
    Gate {
        action: &approval_issue::action::SPEC,
        show: None,
        section: Some(approval_issue::section::schema),
        budget: Budget { largest: 19_000_000, report: None },
        tables: &[("brought", brought)],
    },
    Gate {
        action: &deploy_record::action::SPEC,
        show: None,
        section: Some(deploy_record::section::schema),
        budget: Budget { largest: 20_500_000, report: None },
        tables: &[
            ("bobheadxi", from_bobheadxi),
            ("chrnorm-start", from_chrnorm_start),
            ("chrnorm-finish", from_chrnorm_finish),
        ],
    },
    Gate {
        action: &deploy_verify::action::SPEC,
        show: None,
        section: Some(deploy_verify::section::schema),
        budget: Budget { largest: 10_000_000, report: None },
        tables: &[],
    },
    Gate {
        action: &releasegate::action::SPEC,
        show: None,
        section: None,
        budget: Budget { largest: 11_500_000, report: None },
        tables: &[],
    },
];

/// The folder of an action, and of its page: the front door's are those of the suite and of all actions.
pub(crate) fn places(spec: &ActionSpec) -> [String; 2] {
    match spec.name {
        releasegate::half::NAME => [String::new(), "actions/".to_owned()],
        name => [format!("actions/{name}/"), format!("actions/{name}/")],
    }
}

/// Every action that exists.
pub(crate) fn actions() -> impl Iterator<Item = &'static ActionSpec> {
    ALL.iter().flat_map(|gate| std::iter::once(gate.action).chain(gate.show))
}

/// Fifty files of a hundred lines: what a small project reports.
fn small_coverage() -> String {
    let file = |number: usize| {
        let lines: String = (1..=100).map(|line| format!("DA:{line},{}\n", line % 4)).collect();
        format!("SF:src/file_{number}.c\n{lines}LF:100\nLH:75\nend_of_record\n")
    };
    (0..50).map(file).collect()
}

/// A hundred warnings of one scanner.
fn small_log() -> String {
    let result = |number: usize| {
        format!(
            r#"{{"ruleId":"R{}","level":"warning","message":{{"text":"finding {number}"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"src/file_{number}.c"}},"region":{{"startLine":{}}}}}}}]}}"#,
            number % 10,
            number + 1
        )
    };
    let results = (0..100).map(result).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Small"}}}},"results":[{results}]}}]}}"#
    )
}

/// The scanners' own formats that are read beside SARIF.
fn formats() -> String {
    let row = |format: &scanners::Format| {
        format!("| `{}` | {} |\n", format.name(), format.made_by().replace('|', "\\|").replace('<', "&lt;"))
    };
    let rows: String = scanners::Format::ALL.iter().map(row).collect();
    format!("| Format | How such a report is made |\n| --- | --- |\n{rows}")
}

/// What becomes of the inputs of the action that most people come from.
fn brought() -> String {
    let row = |(input, advice): &(&str, &str)| format!("| `{input}` | {advice} |\n");
    let rows: String = approval_issue::action::SPEC.brought.iter().map(row).collect();
    format!("| Input | What to do instead |\n| --- | --- |\n{rows}")
}

fn from_bobheadxi() -> String {
    mirror::migrate::table(mirror::migrate::BOBHEADXI)
}

fn from_chrnorm_start() -> String {
    mirror::migrate::table(mirror::migrate::CHRNORM_START)
}

fn from_chrnorm_finish() -> String {
    mirror::migrate::table(mirror::migrate::CHRNORM_FINISH)
}
