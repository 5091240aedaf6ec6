//! The policy that is judged by: what the policy file says, and what the inputs ask for beyond it. Inputs may tighten, never loosen:
//! an input that asks for less is told, and the file's word holds.

use std::collections::BTreeMap;

use coverage::Metric;
use runner::InputError;
use verdict::{FailOn, Ratio, Waiver};

use super::{
    Asked, Baseline, BaselineFrom, Component, Exclusions, FileLimits, Limits, Loosened, PatchLimits, Policy,
    Slack, Unmapped, Unreported,
};
use crate::paths::{PathMap, PathRule};
use crate::section::{self, Section};

/// The limit that applies where no limit is given: a gate without a limit would pass on anything.
const BUILT_IN: (Metric, u64, u64) = (Metric::Line, 4, 5);
/// How many commits back a baseline is looked for.
const ANCESTORS: u32 = 50;

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
            files: told.same("files", patterns(file.files.as_ref()), asked.files),
            limits: told.limits("min", &limits(file.limits), &asked.limits),
            bootstrap: false,
            expected: told.expected(file, asked.expected),
            path_map: told.path_map(file, &asked.path_map)?,
            unmapped: told.stricter(
                "unmapped",
                file.unmapped.unwrap_or(Unmapped::Warn),
                asked.unmapped,
                Unmapped::strictness,
            ),
            sources: told.sources(file, patterns(file.sources.as_ref()), asked.sources),
            unreported: told.stricter(
                "unreported",
                file.unreported.unwrap_or(Unreported::Count),
                asked.unreported,
                Unreported::strictness,
            ),
            components: components(file),
            per_file: file.per_file.as_ref().map(file_limits),
            new_files: file.new_files.as_ref().map(file_limits),
            patch: told.patch(file, &asked.patch),
            base: asked.base,
            ratchet: told.ratchet(file, asked.max_drop),
            baseline: told.baseline(file, asked.baseline),
            exclusions: file.exclusions.map(|it| exclusions(it.new)),
            waivers: file.waivers.iter().map(waiver).collect(),
            loosened: None,
            file_unread: false,
            fail_on: told.stricter("fail-on", file.fail_on.unwrap_or_default(), asked.fail_on, strictness),
            report_only: told.report_only(file.report_only.unwrap_or(false), asked.report_only),
        };
        complete(&mut policy)?;
        policy.loosened = told.holds.then_some(told.notes);
        Ok(policy)
    }
}

/// Fills in what follows from the rest, and refuses what judges nothing.
fn complete(policy: &mut Policy) -> Result<(), InputError> {
    let only_out = |patterns: &[String]| patterns.iter().all(|pattern| pattern.starts_with('!'));
    if policy.files.is_empty() {
        let message = "is required: name the coverage reports here, or in the policy file. Globs, one per line";
        return Err(InputError::new("files", message));
    }
    if only_out(&policy.files) {
        return Err(InputError::new("files", "only takes files out: name at least one report"));
    }
    if !policy.sources.is_empty() && only_out(&policy.sources) {
        return Err(InputError::new("sources", "only takes files out: name at least one"));
    }
    policy.bootstrap = !policy.judges();
    if policy.bootstrap {
        let (metric, numerator, denominator) = BUILT_IN;
        policy.limits.extend(Ratio::new(numerator, denominator).map(|ratio| (metric, ratio)));
    }
    if !policy.ratchet.is_empty() && policy.baseline.is_none() {
        policy.baseline = Some(Baseline::at(BaselineFrom::Artifact, ""));
    }
    Ok(())
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

    /// The larger of both.
    fn limits(&mut self, prefix: &str, file: &Limits, asked: &Limits) -> Limits {
        let mut united = file.clone();
        for (metric, limit) in asked {
            match file.get(metric) {
                Some(holds) if !at_least(*limit, *holds) => {
                    self.note(&format!("{prefix}-{}", metric.word()), limit.percent(), holds.percent());
                }
                _ => {
                    united.insert(*metric, *limit);
                }
            }
        }
        united
    }

    /// What the file names, if it names any: another report could be one that the change brought along.
    fn same(&mut self, input: &str, file: Vec<String>, asked: Vec<String>) -> Vec<String> {
        if file.is_empty() {
            return asked;
        }
        for pattern in asked.iter().filter(|pattern| !file.contains(pattern)) {
            self.note(input, pattern, file.join(", "));
        }
        file
    }

    /// Where a file holds, an input gives nothing another name: it would belong to no component, or to one that asks for less.
    fn path_map(&mut self, file: &Section, asked: &[String]) -> Result<PathMap, InputError> {
        if !self.holds {
            return PathMap::parse(asked).map_err(|message| InputError::new("path-map", message));
        }
        let map = file.path_map.as_ref().map(|mapping| mapping.0.clone()).unwrap_or_default();
        let known = map.lines();
        for line in asked.iter().filter(|line| !known.contains(line)) {
            let holds = if known.is_empty() { "no line".to_owned() } else { known.join(", ") };
            self.note("path-map", line, holds);
        }
        Ok(map)
    }

    /// More sources ask for more, but for rules about changes: to these, what is not among the first ones owes nothing.
    fn sources(&mut self, section: &Section, file: Vec<String>, asked: Vec<String>) -> Vec<String> {
        let about_changes = section.patch.is_some() || section.new_files.is_some();
        if about_changes && file.is_empty() && !asked.is_empty() {
            self.note("sources", asked.join(", "), "none");
            return file;
        }
        self.united("sources", file, asked)
    }

    /// All that both name. What an input takes out of what the file names would not be judged.
    fn united(&mut self, input: &str, file: Vec<String>, asked: Vec<String>) -> Vec<String> {
        if file.is_empty() {
            return asked;
        }
        let mut united = file.clone();
        for pattern in asked {
            if united.contains(&pattern) {
                continue;
            }
            match pattern.starts_with('!') {
                true => self.note(input, pattern, file.join(", ")),
                false => united.push(pattern),
            }
        }
        united
    }

    fn expected(&mut self, file: &Section, asked: Option<crate::Expected>) -> Option<crate::Expected> {
        let Some(holds) = file.expected_reports.as_ref().map(|declared| declared.0.clone()) else {
            return asked;
        };
        if let Some(other) = asked.filter(|asked| *asked != holds) {
            self.note("expected-reports", words(&other), words(&holds));
        }
        Some(holds)
    }

    fn stricter<T: Copy, R: Ord>(
        &mut self,
        input: &str,
        holds: T,
        asked: Option<T>,
        strictness: fn(T) -> (&'static str, R),
    ) -> T {
        let Some(asked) = asked else { return holds };
        let ((word, rank), (held, least)) = (strictness(asked), strictness(holds));
        if self.holds && rank < least {
            self.note(input, word, held);
            return holds;
        }
        asked
    }

    fn report_only(&mut self, holds: bool, asked: Option<bool>) -> bool {
        match (holds, asked) {
            (false, Some(true)) if self.holds => {
                self.note("report-only", "true", "false");
                false
            }
            (_, Some(asked)) => asked,
            (_, None) => holds,
        }
    }

    fn patch(&mut self, file: &Section, asked: &Limits) -> Option<PatchLimits> {
        let of_file =
            file.patch.map(|patch| patch.limits.each().filter_map(metric).collect()).unwrap_or_default();
        let limits = self.limits("min-patch", &of_file, asked);
        let min_lines = file.patch.and_then(|patch| patch.min_lines).unwrap_or(0);
        (!limits.is_empty()).then(|| PatchLimits { limits, min_lines: u64::from(min_lines) })
    }

    /// The smaller fall of both.
    fn ratchet(&mut self, file: &Section, asked: Option<Ratio>) -> BTreeMap<Metric, Slack> {
        let of_file = file.ratchet.iter().flat_map(section::Ratchet::each);
        let slack = |(word, points, units)| Some((metric((word, ()))?.0, Slack { points, units }));
        let mut ratchet: BTreeMap<Metric, Slack> = of_file.filter_map(slack).collect();
        if let Some(asked) = asked {
            let slack = ratchet.entry(Metric::Line).or_default();
            match slack.points {
                Some(holds) if !at_least(holds, asked) => {
                    self.note("max-drop", asked.percent(), holds.percent());
                }
                _ => slack.points = Some(asked),
            }
        }
        ratchet
    }

    fn baseline(&mut self, file: &Section, asked: Option<Baseline>) -> Option<Baseline> {
        let usual = || file.ratchet.as_ref().map(|_| Baseline::at(BaselineFrom::Artifact, ""));
        let Some(holds) = file.baseline.as_ref().map(of_file).or_else(usual) else { return asked };
        if let Some(other) = asked.filter(|asked| (asked.from, &asked.place) != (holds.from, &holds.place)) {
            self.note("baseline", other.shown(), holds.shown());
        }
        Some(holds)
    }
}

impl Baseline {
    /// A place, with the built-in answers to the rest; a blank name is the usual one.
    #[must_use]
    pub(crate) fn at(from: BaselineFrom, place: &str) -> Self {
        let usual = match from {
            BaselineFrom::File | BaselineFrom::Artifact => "",
            BaselineFrom::Notes => "releasegate",
            BaselineFrom::Branch => "releasegate-baseline",
        };
        let place = if place.is_empty() { usual } else { place };
        Self { from, place: place.to_owned(), bootstrap: false, ancestors: ANCESTORS, absent_warns: false }
    }

    /// As the input is written.
    #[must_use]
    pub fn shown(&self) -> String {
        let kind = match self.from {
            BaselineFrom::File => "file",
            BaselineFrom::Notes => "notes",
            BaselineFrom::Branch => "branch",
            BaselineFrom::Artifact => "artifact",
        };
        if self.place.is_empty() { kind.to_owned() } else { format!("{kind}:{}", self.place) }
    }
}

fn of_file(baseline: &section::Baseline) -> Baseline {
    let from = match baseline.from {
        section::Source::File => BaselineFrom::File,
        section::Source::Notes => BaselineFrom::Notes,
        section::Source::Branch => BaselineFrom::Branch,
        section::Source::Artifact => BaselineFrom::Artifact,
    };
    let path = baseline.path.as_ref().map(|path| path.0.as_str());
    let place = path.or(baseline.git_ref.as_deref()).unwrap_or_default();
    Baseline {
        bootstrap: baseline.bootstrap.unwrap_or(false),
        ancestors: baseline.ancestors.unwrap_or(ANCESTORS),
        absent_warns: baseline.absent == Some(section::Absent::Warn),
        ..Baseline::at(from, place)
    }
}

fn patterns(patterns: Option<&section::Patterns>) -> Vec<String> {
    patterns.map(|patterns| patterns.0.clone()).unwrap_or_default()
}

fn metric<T>((word, value): (&str, T)) -> Option<(Metric, T)> {
    Metric::ALL.into_iter().find(|metric| metric.word() == word).map(|metric| (metric, value))
}

fn limits(limits: Option<section::Limits>) -> Limits {
    limits.iter().flat_map(section::Limits::each).filter_map(metric).collect()
}

fn file_limits(file: &section::FileLimits) -> FileLimits {
    FileLimits { limits: limits(Some(file.limits)), except: file.except.0.clone() }
}

fn components(file: &Section) -> Vec<Component> {
    let component = |component: &section::Component| {
        let class = component.class.as_ref().and_then(|name| file.classes.get(name)).copied();
        let own = component.limits.unwrap_or_default();
        Component {
            name: component.name.0.clone(),
            files: component.files.0.clone(),
            class: component.class.as_ref().map(|name| name.0.clone()),
            // The section was refused if its own limits were below those of its class.
            limits: limits(Some(own.over(class.unwrap_or_default()))),
        }
    };
    file.components.iter().map(component).collect()
}

const fn exclusions(new: section::NewExclusions) -> Exclusions {
    match new {
        section::NewExclusions::Fail => Exclusions::Fail,
        section::NewExclusions::Warn => Exclusions::Warn,
        section::NewExclusions::Ignore => Exclusions::Ignore,
    }
}

fn waiver(waiver: &section::Waiver) -> Waiver {
    Waiver {
        rule: waiver.rule.clone(),
        file: waiver.file.as_ref().map(|file| file.0.clone()),
        owner: Some(waiver.owner.clone()),
        reason: waiver.reason.clone(),
        approver: waiver.approver.clone(),
        link: waiver.link.clone(),
        expires: waiver.expires.to_string(),
    }
}

const fn strictness(fail_on: FailOn) -> (&'static str, u8) {
    match fail_on {
        FailOn::Fail => ("fail", 0),
        FailOn::Inconclusive => ("inconclusive", 1),
        FailOn::Warn => ("warn", 2),
    }
}

fn words(expected: &crate::Expected) -> String {
    match expected {
        crate::Expected::Count(count) => count.to_string(),
        crate::Expected::Names(names) => names.join(", "),
    }
}

/// `one ≥ other`, in integers.
fn at_least(one: Ratio, other: Ratio) -> bool {
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    product(one.numerator(), other.denominator()) >= product(other.numerator(), one.denominator())
}

impl PathMap {
    /// The lines, as the input would write them.
    pub(crate) fn lines(&self) -> Vec<String> {
        let side = |side: &str| if side.is_empty() { ".".to_owned() } else { side.to_owned() };
        let line = |rule: &PathRule| format!("{} => {}", side(&rule.from), side(&rule.to));
        self.rules().iter().map(line).collect()
    }
}
