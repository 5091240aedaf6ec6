//! What a format says about one finding, before it is SARIF.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::severity::Severity;
use crate::uri;

/// What is violated.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) help: String,
    pub(crate) link: String,
    pub(crate) precision: &'static str,
    pub(crate) tags: BTreeSet<String>,
    /// As `CWE-79`.
    pub(crate) cwes: Vec<String>,
}

impl Rule {
    pub(crate) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }

    /// An identifier that people read, such as `subprocess_popen_with_shell_equals_true`.
    pub(crate) fn name(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    pub(crate) fn title(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    pub(crate) fn text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// What to do about it.
    pub(crate) fn help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }

    /// A page about it; what is no link of the web is left out.
    pub(crate) fn link(mut self, link: &str) -> Self {
        if self.link.is_empty() && uri::is_link(link) {
            link.clone_into(&mut self.link);
        }
        self
    }

    /// GitHub shows a result as a security alert only with this tag.
    pub(crate) fn security(self) -> Self {
        self.tag("security")
    }

    pub(crate) fn tag(mut self, tag: &str) -> Self {
        if !tag.is_empty() && self.tags.len() < 10 {
            self.tags.insert(tag.to_owned());
        }
        self
    }

    /// `very-high`, `high`, `medium` or `low`, from a scanner's confidence.
    pub(crate) fn confidence(mut self, word: &str) -> Self {
        self.precision = match word.to_ascii_lowercase().as_str() {
            "confirmed" | "very-high" => "very-high",
            "high" => "high",
            "medium" => "medium",
            "low" | "tentative" | "undefined" => "low",
            _ => "",
        };
        self
    }

    /// Weaknesses in any of the ways that scanners write them: `79`, `CWE-79`, `CWE-79: Improper …`.
    pub(crate) fn cwes(mut self, cwes: &[String]) -> Self {
        for text in cwes {
            let digits = text.trim().trim_start_matches("CWE-").trim_start_matches("cwe-");
            let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
            let Ok(number) = digits.parse::<u32>() else { continue };
            let cwe = format!("CWE-{number}");
            if number > 0 && !self.cwes.contains(&cwe) && self.cwes.len() < 20 {
                self.cwes.push(cwe);
                self = self.tag(&format!("external/cwe/cwe-{number:03}"));
            }
        }
        self
    }
}

/// Where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Place {
    pub(crate) uri: Option<String>,
    pub(crate) start_line: Option<u64>,
    pub(crate) end_line: Option<u64>,
    pub(crate) start_column: Option<u64>,
    pub(crate) end_column: Option<u64>,
    /// Name, full name and kind of what is no place in a file: a package, a resource, a function.
    pub(crate) logical: Option<(String, String, &'static str)>,
}

/// The highest number that SARIF's readers can be trusted with.
const HIGHEST: u64 = 2_147_483_647;

impl Place {
    /// A file, as the scanner writes its path.
    pub(crate) fn file(path: &str) -> Self {
        Self { uri: uri::of_path(path), ..Self::default() }
    }

    pub(crate) fn line(self, line: Option<u64>) -> Self {
        self.lines(line, None)
    }

    /// Lines from 1, the last one included; 0 and an end before the beginning are left out.
    pub(crate) fn lines(mut self, start: Option<u64>, end: Option<u64>) -> Self {
        self.start_line = start.filter(|line| (1..=HIGHEST).contains(line));
        self.end_line =
            end.filter(|line| self.start_line.is_some_and(|start| (start..=HIGHEST).contains(line)));
        self
    }

    /// Columns from 1; the end is the column after the last character, as SARIF counts.
    pub(crate) fn columns(mut self, start: Option<u64>, end: Option<u64>) -> Self {
        self.start_column = start.filter(|column| self.start_line.is_some() && (1..=HIGHEST).contains(column));
        let one_line = self.end_line.is_none_or(|end| Some(end) == self.start_line);
        self.end_column = end.filter(|end| {
            self.start_column.is_some_and(|start| (1..=HIGHEST).contains(end) && (!one_line || *end >= start))
        });
        self
    }

    pub(crate) fn logical(mut self, name: &str, full: &str, kind: &'static str) -> Self {
        if !name.is_empty() {
            self.logical = Some((name.to_owned(), full.to_owned(), kind));
        }
        self
    }
}

/// Why a result does not count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Suppression {
    /// `inSource`, or `external` for a file or service beside the source.
    pub(crate) kind: &'static str,
    pub(crate) justification: String,
    /// When it ends, as the scanner writes it.
    pub(crate) expires: String,
}

impl Suppression {
    pub(crate) fn in_source(justification: &str) -> Self {
        Self { kind: "inSource", justification: justification.to_owned(), expires: String::new() }
    }

    pub(crate) fn external(justification: &str) -> Self {
        Self { kind: "external", justification: justification.to_owned(), expires: String::new() }
    }

    pub(crate) fn until(mut self, expires: &str) -> Self {
        expires.clone_into(&mut self.expires);
        self
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    pub(crate) message: String,
    pub(crate) severity: Severity,
    pub(crate) places: Vec<Place>,
    pub(crate) related: Vec<(String, Place)>,
    pub(crate) fingerprints: BTreeMap<String, String>,
    pub(crate) suppressions: Vec<Suppression>,
    pub(crate) properties: BTreeMap<String, Value>,
}

impl Finding {
    pub(crate) fn new(rule: Rule, message: &str, severity: Severity) -> Self {
        Self {
            rule,
            message: message.to_owned(),
            severity,
            places: Vec::new(),
            related: Vec::new(),
            fingerprints: BTreeMap::new(),
            suppressions: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// Adds a place, unless it says nothing.
    pub(crate) fn at(mut self, place: Place) -> Self {
        if place.uri.is_some() || place.logical.is_some() {
            self.places.push(place);
        }
        self
    }

    pub(crate) fn related(mut self, message: &str, place: Place) -> Self {
        self.relate(message, place);
        self
    }

    pub(crate) fn relate(&mut self, message: &str, place: Place) {
        if place.uri.is_some() {
            self.related.push((message.to_owned(), place));
        }
    }

    pub(crate) fn fingerprint(mut self, key: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.fingerprints.insert(key.to_owned(), value.chars().take(500).collect());
        }
        self
    }

    pub(crate) fn suppressed(mut self, suppression: Option<Suppression>) -> Self {
        self.suppressions.extend(suppression);
        self
    }

    /// Something that the format tells beyond SARIF; nothing if it is empty.
    pub(crate) fn property(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.properties.insert(key.to_owned(), value.into());
        self
    }
}
