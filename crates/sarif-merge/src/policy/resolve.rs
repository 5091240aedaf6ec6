//! The policy that is judged by: what the policy file says, and what the inputs ask for beyond it. Inputs may tighten, never loosen.

use runner::InputError;
use sarif::{Severity, SeverityOverride, SeverityPolicy};
use verdict::FailOn;

use super::{
    Asked, Declared, InSource, Limits, Loosened, OfPaths, OfTool, Policy, Suppression, Unknown, none_from,
    tighter,
};
use crate::section::{self, Fixed, Section};

/// Where no limit over all findings is given, nothing of this severity or worse passes: a gate without a limit would pass on anything.
const BUILT_IN: Severity = Severity::High;

impl Policy {
    /// Unites the section of the policy file, if there is one, with the inputs.
    ///
    /// # Errors
    /// What neither of them names, and what they cannot both mean.
    pub fn resolve(section: Option<&Section>, asked: Asked) -> Result<Self, InputError> {
        let none = Section::default();
        let file = section.unwrap_or(&none);
        let mut told = Told { holds: section.is_some(), notes: Vec::new() };
        let mut policy = Self {
            files: told.files(file.files.as_ref().map(|files| files.0.clone()), asked.files),
            formats: told.formats(&file.formats.0, asked.formats),
            limits: told.limits(&united(file.block, &file.limits), &asked.limits),
            bootstrap: false,
            tools: file.tools.iter().map(of_tool).collect(),
            paths: file.paths.iter().map(of_paths).collect(),
            unknown: told.unknown(file.unknown_severity.unwrap_or(Unknown::Fail), asked.unknown),
            new_only: told.looser("new-only", file.new_only.unwrap_or(false), asked.new_only),
            baseline: told.baseline(file.baseline.as_ref().map(|path| path.0.clone()), asked.baseline),
            grace: file.grace.clone(),
            required_tools: required(&file.required_tools.0, asked.required_tools),
            severities: severities(file),
            across: file.across.unwrap_or_default(),
            in_source: file.in_source.unwrap_or(InSource::Accept),
            of_commit: file.of_commit.unwrap_or_default(),
            suppression_days: file.suppression_days.clone(),
            suppressions: file.suppressions.iter().map(suppression).collect(),
            loosened: None,
            file: None,
            of_file: None,
            file_unread: false,
            fail_on: told.fail_on(file.fail_on.unwrap_or_default(), asked.fail_on),
            report_only: told.looser("report-only", file.report_only.unwrap_or(false), asked.report_only),
        };
        if policy.files.iter().all(|pattern| pattern.starts_with('!')) {
            let message =
                "is required: name the scanners' reports here, or in the policy file. Globs, one per line";
            return Err(InputError::new("files", message));
        }
        if (policy.new_only || !policy.grace.is_empty()) && policy.baseline.is_none() {
            let message =
                "is needed: without it nobody knows what is new. Name a file that `sarif-merge baseline` wrote";
            return Err(InputError::new("baseline", message));
        }
        policy.bootstrap = policy.limits.is_empty();
        if policy.bootstrap {
            policy.limits = none_from(BUILT_IN);
        }
        policy.limits = with_worse(policy.limits);
        policy.loosened = told.holds.then_some(told.notes);
        Ok(policy)
    }
}

/// What asks for less than the file, noted on the way.
struct Told {
    /// Whether there is a file; without one inputs are all there is, and nothing holds that they could loosen.
    holds: bool,
    notes: Vec<Loosened>,
}

impl Told {
    fn note(&mut self, input: &str, asked: impl Into<String>, holds: impl Into<String>) {
        self.notes.push(Loosened { input: input.to_owned(), asked: asked.into(), holds: holds.into() });
    }

    /// What the file names, if it names any: another report could be one that the change brought along.
    fn files(&mut self, file: Option<Vec<String>>, asked: Vec<String>) -> Vec<String> {
        let Some(file) = file else { return asked };
        for pattern in asked.iter().filter(|pattern| !file.contains(pattern)) {
            self.note("files", pattern, file.join(", "));
        }
        file
    }

    /// Where a file holds, an input declares no format: an empty report that nobody knows would become a clean scan.
    fn formats(&mut self, file: &[Declared], asked: Vec<Declared>) -> Vec<Declared> {
        if !self.holds {
            return asked;
        }
        for declared in asked.iter().filter(|declared| !file.contains(declared)) {
            self.note("formats", declared.line(), "no such line");
        }
        file.to_vec()
    }

    fn limits(&mut self, file: &Limits, asked: &Limits) -> Limits {
        for (severity, most) in asked {
            if let Some(holds) = file.get(severity).filter(|holds| *holds < most) {
                self.note(&format!("max-{}", severity.as_str()), most.to_string(), holds.to_string());
            }
        }
        tighter(file, asked)
    }

    fn unknown(&mut self, holds: Unknown, asked: Option<Unknown>) -> Unknown {
        let place =
            |unknown: Unknown| Unknown::WORDS.iter().position(|word| Unknown::from_word(word) == Some(unknown));
        let word =
            |unknown: Unknown| place(unknown).and_then(|at| Unknown::WORDS.get(at)).copied().unwrap_or("");
        match asked {
            Some(asked) if self.holds && place(asked) > place(holds) => {
                self.note("unknown-severity", word(asked), word(holds));
                holds
            }
            Some(asked) => asked,
            None => holds,
        }
    }

    /// Something that asks for less when it is true.
    fn looser(&mut self, input: &str, holds: bool, asked: Option<bool>) -> bool {
        match asked {
            Some(true) if self.holds && !holds => {
                self.note(input, "true", "false");
                false
            }
            Some(asked) => asked,
            None => holds,
        }
    }

    /// Where a file holds, an input names no list of what is known already.
    fn baseline(&mut self, file: Option<String>, asked: Option<String>) -> Option<String> {
        if !self.holds {
            return asked;
        }
        if let Some(asked) = asked.filter(|asked| Some(asked) != file.as_ref()) {
            self.note("baseline", asked, file.clone().unwrap_or_else(|| "none".to_owned()));
        }
        file
    }

    fn fail_on(&mut self, holds: FailOn, asked: Option<FailOn>) -> FailOn {
        let rank = |fail_on: FailOn| match fail_on {
            FailOn::Fail => ("fail", 0),
            FailOn::Inconclusive => ("inconclusive", 1),
            FailOn::Warn => ("warn", 2),
        };
        let Some(asked) = asked else { return holds };
        let ((word, one), (held, other)) = (rank(asked), rank(holds));
        if self.holds && one < other {
            self.note("fail-on", word, held);
            return holds;
        }
        asked
    }
}

fn united(block: Option<Severity>, limits: &section::Limits) -> Limits {
    tighter(&block.map(none_from).unwrap_or_default(), &limits.set())
}

/// Who allows three medium findings allows none that is worse, unless that is said as well.
fn with_worse(mut limits: Limits) -> Limits {
    let least = limits.keys().next().copied();
    for severity in least.into_iter().flat_map(none_from).map(|(severity, _)| severity) {
        limits.entry(severity).or_insert(0);
    }
    limits
}

fn of_tool(tool: &section::OfTool) -> OfTool {
    OfTool { tool: tool.tool.clone(), limits: with_worse(united(tool.block, &tool.limits)) }
}

fn of_paths(paths: &section::OfPaths) -> OfPaths {
    OfPaths {
        name: paths.name.clone(),
        files: paths.files.0.clone(),
        without_file: paths.without_file.unwrap_or_default(),
        limits: with_worse(united(paths.block, &paths.limits)),
    }
}

/// Each tool once, in any case.
fn required(file: &[String], asked: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for tool in file.iter().cloned().chain(asked) {
        if !all.iter().any(|known| known.eq_ignore_ascii_case(&tool)) {
            all.push(tool);
        }
    }
    all
}

fn overridden(it: &Fixed) -> SeverityOverride {
    SeverityOverride { tool: it.tool.clone(), rule: it.rule.clone(), severity: it.severity }
}

fn severities(file: &Section) -> SeverityPolicy {
    let fixed = file.severities.iter();
    SeverityPolicy {
        overrides: fixed.map(overridden).collect(),
        cwe_prior: file.weakness_scores.unwrap_or(false),
    }
}

/// The suppression that the section describes.
pub(super) fn suppression(suppression: &section::Suppression) -> Suppression {
    Suppression {
        id: suppression.id.clone(),
        tool: suppression.tool.clone(),
        rule: suppression.rule.clone(),
        path: suppression.path.as_ref().map(|path| path.0.clone()),
        fingerprint: suppression.fingerprint.clone(),
        purl: suppression.purl.clone(),
        advisory: suppression.advisory.clone(),
        reason: suppression.reason,
        justification: suppression.justification.clone(),
        ticket: suppression.ticket.clone(),
        author: suppression.author.clone(),
        owner: suppression.owner.clone(),
        approver: suppression.approver.clone(),
        created: suppression.created.0.to_string(),
        expires: suppression.expires.0.to_string(),
    }
}
