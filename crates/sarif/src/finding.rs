//! A result as the gate and all outputs read it: small, owned, and harmless to show.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::advisory::Ids;
use crate::cwe;
use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::fingerprint::{Identity, IdentityParts, identity, of_package, primary};
use crate::level::Kind;
use crate::message;
use crate::owasp::Owasp;
use crate::package::Package;
use crate::plain;
use crate::result::{Location, Region, ResultView};
use crate::rule::Rule;
use crate::run::{Found, RunView};
use crate::severity::{Severity, SeverityPolicy, SeverityStep, effective_with};
use crate::suppression::{Suppressed, state};
use crate::uri::{NoPath, Places, RepositoryPath, resolve};
use crate::view::{Read, string};

/// GitHub keeps no more locations of a result.
const LOCATIONS: usize = 100;
/// Letters of a tool's name, a rule's id and a title.
const NAME: usize = 200;
/// Letters of a message.
const MESSAGE: usize = 1_000;
/// Bytes of a link.
const LINK: usize = 2_000;

/// What a baseline of the tool says (§3.27.24).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BaselineState {
    /// It is no longer there.
    Absent,
    /// It is as it was.
    Unchanged,
    /// It was there and has changed.
    Updated,
    /// It was not there.
    New,
}

/// Where a result stands in what was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Source {
    /// The tool's name.
    pub tool: String,
    /// The rule's id.
    pub rule: String,
    /// The run's index.
    pub run: usize,
    /// The result's index in it.
    pub result: usize,
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Spot {
    /// The file.
    pub path: RepositoryPath,
    /// Its first line, if the tool says one.
    pub line: Option<u64>,
    /// The last line, if the tool says one.
    pub end_line: Option<u64>,
}

/// A result, interpreted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// The run's index.
    pub run: usize,
    /// The result's index in its run.
    pub result: usize,
    /// The tool's name.
    pub tool: String,
    /// GitHub's category.
    pub category: String,
    /// The rule's id; empty if the result has none.
    pub rule: String,
    /// What the rule is about, in a line.
    pub title: String,
    /// What the result is; only failures are findings, unless a policy says otherwise.
    pub kind: Kind,
    /// How severe it is.
    pub severity: Severity,
    /// What says so.
    pub step: SeverityStep,
    /// The score, where one decided.
    pub score: Option<String>,
    /// Where the severity is unknown: what the rule says of all of its results.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Severity>,
    /// The first location's file and lines, if it is a file of the repository.
    pub spot: Option<Spot>,
    /// Why there is none.
    pub no_path: Option<NoPath>,
    /// The region in the first location's file, whether or not that is one of the repository.
    #[serde(skip)]
    pub(crate) region: Region,
    /// The other locations that are files of the repository.
    pub others: Vec<Spot>,
    /// This suite's name of the result.
    pub identity: Identity,
    /// GitHub's fingerprint.
    pub fingerprint: Option<String>,
    /// The advisory, by the most common of its names.
    pub advisory: Option<String>,
    /// All names of the advisory.
    pub aliases: Vec<String>,
    /// The package, of a dependency's finding.
    pub package: Option<Package>,
    /// Its weaknesses, ascending.
    pub cwes: Vec<u32>,
    /// What suppressions say.
    pub suppressed: Suppressed,
    /// What the tool's own baseline says.
    pub baseline: Option<BaselineState>,
    /// The message in one plain line.
    pub message: String,
    /// A page about the rule.
    pub help_uri: Option<String>,
    /// Every result that this one stands for, itself included.
    pub sources: Vec<Source>,
    /// What could not be read.
    pub notes: Vec<Diagnostic>,
    /// Where several tools say it: what each of them says, itself included, before one was given what the others know.
    #[serde(skip)]
    pub members: Vec<Finding>,
}

/// What is needed to read results besides the log.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// What the policy says about severities.
    pub severities: &'a SeverityPolicy,
    /// Where absolute paths start.
    pub places: Places<'a>,
    /// GitHub's hash of a line of a file in the checkout.
    pub line_hash: &'a dyn Fn(&RepositoryPath, u64) -> Option<String>,
    /// Whether a time is over.
    pub expired: &'a dyn Fn(&str) -> bool,
}

impl Finding {
    /// Reads the text of the result at an index of a run at an index. What is no object is a finding of unknown severity.
    pub fn read(run: &RunView<'_>, text: &str, at: (usize, usize), reading: &Reading<'_>) -> Self {
        let view = ResultView::read(text);
        let broken = view.is_none();
        let result = view.unwrap_or_default();
        let mut notes = Vec::new();
        if broken {
            notes.push(Diagnostic::new(DiagnosticCode::UnreadableMember, "results", plain::line(text, 60)));
        }
        let found = run.rule(&result, &mut notes);
        let rule = match found {
            Found::Rule(rule) | Found::Levels(rule) => run.at(rule),
            Found::Nothing | Found::Unclear => None,
        };
        let mut finding = Self::about(run, &result, rule, at);
        let judged = effective_with(run, &result, found, reading.severities, &mut notes);
        (finding.severity, finding.step) = (judged.severity, judged.step);
        if broken {
            (finding.severity, finding.step) = (Severity::Unknown, SeverityStep::Unreadable);
        }
        finding.score = judged.score.map(|score| score.to_string());
        finding.at_least = judged.at_least;
        finding.suppressed = state(&result, reading.expired, &mut notes);
        finding.baseline = baseline(&result, &mut notes);
        let mut locations = result.locations();
        locations.truncate(LOCATIONS);
        let place = finding.locate(run, &locations, &reading.places);
        finding.name(&result, rule, (&place, &locations), reading, &mut notes);
        finding.notes = notes;
        finding
    }

    /// The categories of OWASP's Top 10 that its weaknesses belong to.
    pub fn owasp(&self) -> BTreeSet<Owasp> {
        self.cwes.iter().filter_map(|cwe| Owasp::of(*cwe)).collect()
    }

    /// What is only copied and made plain.
    fn about(
        run: &RunView<'_>,
        result: &ResultView<'_>,
        rule: Option<&Rule<'_>>,
        (at_run, at): (usize, usize),
    ) -> Self {
        let id = result.rule_id().or_else(|| rule.map(|rule| rule.id.clone())).unwrap_or_default();
        let id = plain::line(&id, NAME);
        let (tool, category) = (plain::line(run.tool(), NAME), plain::line(run.category(), NAME));
        let title = rule.and_then(|rule| rule.description.as_ref().or(rule.name.as_ref()));
        let mut cwes = cwe::of_result(result, &run.taxonomies);
        cwes.extend(rule.iter().flat_map(|rule| rule.cwes.iter().copied()));
        let link = rule.and_then(|rule| rule.help_uri.as_deref()).filter(|link| is_link(link));
        let source = Source { tool: tool.clone(), rule: id.clone(), run: at_run, result: at };
        Self {
            run: at_run,
            result: at,
            tool,
            category,
            title: title.map_or_else(|| id.clone(), |title| plain::line(title, NAME)),
            rule: id,
            kind: result.effective_kind(),
            severity: Severity::Unknown,
            step: SeverityStep::Unreadable,
            score: None,
            at_least: None,
            spot: None,
            region: Region::default(),
            no_path: None,
            others: Vec::new(),
            identity: Identity::nothing(),
            fingerprint: None,
            advisory: None,
            aliases: Vec::new(),
            package: None,
            cwes: cwes.into_iter().collect(),
            suppressed: Suppressed::NotStated,
            baseline: None,
            message: plain::line(&message::of(run, rule, &result.object.object("message")), MESSAGE),
            help_uri: link.map(str::to_owned),
            sources: vec![source],
            notes: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Finds the files. What is returned names the first place also where it is none.
    fn locate(&mut self, run: &RunView<'_>, locations: &[Location<'_>], places: &Places<'_>) -> String {
        let spot = |location: &Location<'_>| {
            let (line, end_line) = (location.start_line, location.end_line);
            resolve(run, location, places).map(|path| Spot { path, line, end_line })
        };
        let first = locations.first().cloned().unwrap_or_default();
        self.region = first.region;
        match spot(&first) {
            Ok(found) => self.spot = Some(found),
            Err(reason) => self.no_path = Some(reason),
        }
        self.others = locations.iter().skip(1).filter_map(|location| spot(location).ok()).collect();
        match &self.spot {
            Some(spot) => spot.path.as_str().to_owned(),
            None => first.uri.map(std::borrow::Cow::into_owned).unwrap_or_default(),
        }
    }

    /// Finds what the result is known by: advisory, package, fingerprints.
    fn name(
        &mut self,
        result: &ResultView<'_>,
        rule: Option<&Rule<'_>>,
        (place, locations): (&str, &[Location<'_>]),
        reading: &Reading<'_>,
        notes: &mut Vec<Diagnostic>,
    ) {
        let tags: Vec<_> = result.properties.array("tags").into_iter().filter_map(string).collect();
        let mut ids = Ids::of(&self.rule, &result.properties, &tags);
        ids.search_values(&result.object.object("partialFingerprints"));
        if let Some(rule) = rule {
            ids.extend(&rule.advisories);
        }
        self.advisory = ids.canonical().map(str::to_owned);
        self.aliases = ids.all().map(str::to_owned).collect();
        let purl = || locations.iter().find_map(Location::purl);
        let own = Package::of_properties(&result.properties).or_else(purl);
        self.package = own.or_else(|| rule.and_then(|rule| rule.package.clone()));
        let line = self.spot.as_ref().and_then(|spot| Some((&spot.path, spot.line?)));
        self.fingerprint = match self.advisory.as_deref().zip(self.package.as_ref()) {
            // A lockfile's line says nothing about the package, and moves with every update.
            Some((advisory, package)) => {
                primary(result, None, |_, _| None, notes).or_else(|| Some(of_package(advisory, package, place)))
            }
            None => primary(result, line, reading.line_hash, notes),
        };
        let parts = IdentityParts {
            tool: &self.tool,
            rule: &self.rule,
            place,
            package: self.advisory.as_deref().zip(self.package.as_ref()),
            line_hash: self.fingerprint.as_deref(),
        };
        self.identity = identity(result, &parts);
    }
}

/// Whether a link is one that a browser may follow from a report.
pub(crate) fn is_link(link: &str) -> bool {
    let web = ["https://", "http://"].iter().any(|start| link.starts_with(start));
    web && link.len() <= LINK && !link.contains(|letter: char| letter.is_control() || letter.is_whitespace())
}

fn baseline(result: &ResultView<'_>, notes: &mut Vec<Diagnostic>) -> Option<BaselineState> {
    let read = Read::of(result.object.get("baselineState"), |token| {
        Some(match string(token)?.as_ref() {
            "new" => BaselineState::New,
            "unchanged" => BaselineState::Unchanged,
            "updated" => BaselineState::Updated,
            "absent" => BaselineState::Absent,
            _ => return None,
        })
    });
    crate::diagnostic::note_bad(&read, "baselineState", notes);
    read.value().copied()
}

#[cfg(test)]
mod tests;
