//! The tools of the suite, one entry each: what is built, measured and described is read from here.

use runner::ActionSpec;
use settings::schema::SectionSchema;

/// The name of a table of its README, and what makes it.
pub(crate) type Table = (&'static str, fn() -> String);

/// A tool as a user gets it: one program, and the actions that run it.
pub(crate) struct Gate {
    /// The action that judges. It bears the program's name.
    pub(crate) action: &'static ActionSpec,
    /// The action that shows what a fork's run judged.
    pub(crate) show: &'static ActionSpec,
    /// Its section of the policy file.
    pub(crate) section: fn() -> SectionSchema,
    /// What its binary may cost.
    pub(crate) budget: Budget,
    /// Tables of its README beside inputs and outputs, by the mark that stands there.
    pub(crate) tables: &'static [Table],
}

/// What a released binary may cost.
pub(crate) struct Budget {
    /// Its bytes: more than the 8 MB that are aimed at, as `crates/README.md` says.
    pub(crate) largest: u64,
    /// A small report's name and text.
    pub(crate) report: (&'static str, fn() -> String),
    /// Flags with which this report passes.
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
        show: &coverage_gate::action::SHOW,
        section: coverage_gate::section::schema,
        budget: Budget {
            largest: 12_500_000,
            report: ("lcov.info", small_coverage),
            flags: &["--files", "lcov.info", "--min-line", "50"],
        },
        tables: &[],
    },
    Gate {
        action: &sarif_merge::action::SPEC,
        show: &sarif_merge::action::SHOW,
        section: sarif_merge::section::schema,
        budget: Budget {
            largest: 12_500_000,
            report: ("small.sarif", small_log),
            flags: &["--files", "small.sarif", "--block", "high"],
        },
        tables: &[("formats", formats)],
    },
];

/// Every action that exists.
pub(crate) fn actions() -> impl Iterator<Item = &'static ActionSpec> {
    ALL.iter().flat_map(|gate| [gate.action, gate.show])
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
