//! Reports of real tools, and reports written from a documented schema, held to what was read in them by a person.
//!
//! `UPDATE=1` writes the `.expected` files; whoever does so reads them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::short;
use crate::{Format, Limits, RedactionKey, convert_as, detect};

/// One report.
pub(super) struct Fixture {
    /// The folder and file below `fixtures`.
    pub(super) name: String,
    pub(super) synthetic: bool,
    pub(super) format: Format,
    path: PathBuf,
}

impl Fixture {
    #[allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    pub(super) fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.path).unwrap()
    }

    /// What the tool printed while it wrote the reports of this folder.
    #[allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]
    fn printed(&self) -> String {
        std::fs::read_to_string(self.path.with_file_name("printed.txt")).unwrap()
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Reports are named `<format>.<what it shows>.<extension>`.
pub(super) fn all() -> Vec<Fixture> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut fixtures = Vec::new();
    for folder in entries(&root).into_iter().filter(|path| path.is_dir()) {
        for path in entries(&folder).into_iter().filter(|path| path.is_file()) {
            let file = path.file_name().unwrap().to_str().unwrap().to_owned();
            if file.ends_with(".expected") || ["make.sh", "printed.txt"].contains(&file.as_str()) {
                continue;
            }
            let folder = folder.file_name().unwrap().to_str().unwrap().to_owned();
            if folder == "app" {
                continue;
            }
            let format = Format::named(file.split('.').next().unwrap());
            let format = format.unwrap_or_else(|| panic!("{file} is named after no format"));
            let synthetic = folder == "synthetic";
            fixtures.push(Fixture { name: format!("{folder}/{file}"), synthetic, format, path });
        }
    }
    fixtures
}

pub(super) fn key() -> RedactionKey {
    RedactionKey::new(b"a key for the fixtures alone").unwrap()
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test reads and writes its fixtures")]
fn every_report_says_what_a_person_read_in_it() {
    let mut wrong = Vec::new();
    for fixture in all() {
        let read = convert_as(fixture.format, &fixture.bytes(), &Limits::default(), Some(&key()));
        let now =
            read.map_or_else(|error| format!("error: {}: {error}\n", error.code.word()), |read| short(&read));
        let path = PathBuf::from(format!("{}.expected", fixture.path.display()));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &now).unwrap();
        }
        let then = std::fs::read_to_string(&path).unwrap_or_default();
        if then != now {
            wrong.push(format!("{}\nexpected:\n{then}\nnow:\n{now}", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn content_alone_tells_the_format_and_only_one() {
    for fixture in all() {
        let bytes = fixture.bytes();
        let source = crate::source::Source::read(&bytes, &Limits::default()).unwrap();
        let formats: Vec<_> = Format::ALL.iter().filter(|format| (format.reader().is)(&source)).collect();
        let expected = if crate::empty::Empty::of(&source).is_some() { vec![] } else { vec![&fixture.format] };
        assert_eq!(formats, expected, "{}", fixture.name);
        assert_eq!(detect(&bytes), expected.first().map(|&&format| format), "{}", fixture.name);
    }
}

/// A report, a text that its tool printed, and how many results of which severities that means.
type Printed = (&'static str, &'static str, &'static [(&'static str, u64)]);

/// What the tools themselves printed over the same files, and the results that it stands for; of Checkov each framework has its own.
const PRINTED: [Printed; 16] = [
    ("bandit/bandit.app.json", "High: 2", &[("HIGH", 2)]),
    ("bandit/bandit.app.json", "Medium: 2", &[("MEDIUM", 2)]),
    ("bandit/bandit.app.json", "Low: 7", &[("LOW", 7)]),
    ("pip-audit/pip-audit.app.json", "No known vulnerabilities found", &[]),
    ("detect-secrets/detect-secrets.app.json", "Plugin: AWSKeyDetector", &[("unknown", 2)]),
    ("flake8/flake8.app.txt", "1     E999 SyntaxError: invalid syntax", &[("unknown", 2)]),
    ("ruff/ruff.app.json", "Found 13 errors.", &[("error", 13)]),
    ("mypy/mypy.app.txt", "Found 1 error in 1 file", &[("error", 1)]),
    ("mypy/mypy.app.json", "Found 1 error in 1 file", &[("error", 1)]),
    ("pylint/pylint.app.json", "|convention |5 ", &[("convention", 5)]),
    ("pylint/pylint.app.json", "|warning    |2 ", &[("warning", 2)]),
    ("hadolint/hadolint.app.json", "lines: 11", &[("error", 1), ("warning", 6), ("info", 4)]),
    ("shellcheck/shellcheck.app.json", "lines: 7", &[("warning", 3), ("info", 2), ("style", 2)]),
    ("eslint/eslint.app.json", "5 problems (4 errors, 1 warning)", &[("2", 5), ("1", 1)]),
    ("clippy/clippy.app.json", "generated 3 warnings", &[("warning", 3)]),
    ("checkov/checkov.app.json", "Failed checks: 10, Skipped checks: 1", &[("unknown", 15)]),
];

#[test]
fn the_tools_printed_the_same_numbers() {
    let all = all();
    for (name, printed, counts) in PRINTED {
        let fixture = all.iter().find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("{name}"));
        assert!(fixture.printed().contains(printed), "{name}: {printed}");
        let read = convert_as(fixture.format, &fixture.bytes(), &Limits::default(), None).unwrap();
        for (word, count) in counts {
            assert_eq!(read.native.get(*word), Some(count), "{name}: {word}");
        }
    }
    // pip-audit found nothing and ended with 0, and had looked at nothing.
    let skipped = all.iter().find(|fixture| fixture.name == "pip-audit/pip-audit.app.json").unwrap();
    assert!(skipped.printed().ends_with("exit 0\n"));
    let read = convert_as(skipped.format, &skipped.bytes(), &Limits::default(), None).unwrap();
    assert_eq!((read.native.len(), read.incomplete.len()), (0, 2));
}

#[test]
fn every_format_has_a_report_and_one_without_findings() {
    let (synthetic, real): (Vec<_>, Vec<_>) = all().into_iter().partition(|fixture| fixture.synthetic);
    assert_eq!((synthetic.len(), real.len()), (94, 29), "a report that comes or goes is counted here");
    let mut found: BTreeMap<Format, (usize, usize, usize)> = BTreeMap::new();
    for fixture in all() {
        let counts = found.entry(fixture.format).or_default();
        if fixture.synthetic {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
        let clean = convert_as(fixture.format, &fixture.bytes(), &Limits::default(), None);
        counts.2 +=
            usize::from(clean.is_ok_and(|clean| clean.native.is_empty() && clean.incomplete.is_empty()));
    }
    for format in Format::ALL {
        let (synthetic, real, clean) = found.get(format).copied().unwrap_or_default();
        assert!(synthetic + real > 0, "{} has no fixture", format.name());
        assert!(clean > 0, "{} has no report without findings", format.name());
    }
}
