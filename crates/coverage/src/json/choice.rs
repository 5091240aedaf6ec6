//! Which format a JSON report has, told by its own keys: the root's members in the order in which they come.

use super::{Handler, Item, Scalar, Value};
use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;
use crate::report::{Format, Report};
use crate::{codecov, coverage_py, gcov_json, istanbul, istanbul_summary, llvm_cov, simplecov, sniff, xccov};

/// The root of a report.
pub(super) struct Root<'a> {
    limits: &'a Limits,
    handler: Option<Box<dyn Handler + 'a>>,
    /// The member `version`, or `version` of the member `meta`, if it stands before what tells the format.
    version: Option<String>,
    /// The first member with something in it that did not tell the format, and that nobody read.
    passed: Option<String>,
}

/// What tells a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Istanbul,
    IstanbulSummary,
    CoveragePy,
    LlvmCov,
    SimpleCovResultset,
    SimpleCovJson,
    Gcov,
    Xccov,
    Codecov,
}

impl Kind {
    /// Whether every member of the root is data, so that none may be passed over.
    const fn is_a_map(self) -> bool {
        matches!(self, Self::Istanbul | Self::IstanbulSummary | Self::SimpleCovResultset)
    }
}

impl<'a> Root<'a> {
    pub(super) const fn new(limits: &'a Limits) -> Self {
        Self { limits, handler: None, version: None, passed: None }
    }

    pub(super) fn read(&mut self, value: Value<'_>) -> Result<(), ReadError> {
        value.each(&mut |item| match item {
            Item::Member(key, value) => self.member(key, value),
            Item::Element(_) | Item::Scalar(_) => Err(unknown()),
        })
    }

    fn member(&mut self, key: &str, value: Value<'_>) -> Result<(), ReadError> {
        let mut single = false;
        value.each(&mut |item| {
            single = matches!(item, Item::Scalar(_));
            self.item(key, item)
        })?;
        if self.handler.is_none() && !single {
            self.passed.get_or_insert_with(|| key.to_owned());
        }
        self.handler.as_mut().map_or(Ok(()), |handler| handler.close(key))
    }

    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        if self.handler.is_none() {
            let Some(kind) = kind(key, &item)? else {
                return self.note_version(key, item);
            };
            if let Some(passed) = self.passed.as_ref().filter(|_| kind.is_a_map()) {
                return Err(ReadError::malformed(format!("{passed:?} is no file and no result of a test")));
            }
            self.handler = Some(self.handler_of(kind));
        }
        self.handler.as_mut().map_or(Ok(()), |handler| handler.item(key, item))
    }

    fn note_version(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("meta", Item::Member("version", value)) => self.version = Some(value.text()?),
            ("version", Item::Scalar(Scalar::Text(version))) => self.version = Some(version),
            _ => {}
        }
        Ok(())
    }

    fn handler_of(&mut self, kind: Kind) -> Box<dyn Handler + 'a> {
        let limits = self.limits;
        match kind {
            Kind::Istanbul => istanbul::handler(limits),
            Kind::IstanbulSummary => istanbul_summary::handler(limits),
            Kind::CoveragePy => coverage_py::handler(self.version.take(), limits),
            Kind::LlvmCov => llvm_cov::handler(self.version.take(), limits),
            Kind::SimpleCovResultset => simplecov::handler(Format::SimplecovResultset, limits),
            Kind::SimpleCovJson => simplecov::handler(Format::SimplecovJson, limits),
            Kind::Gcov => gcov_json::handler(limits),
            Kind::Xccov => xccov::handler(limits),
            Kind::Codecov => codecov::handler(limits),
        }
    }

    pub(super) fn finish(self) -> Result<Report, ReadError> {
        self.handler.ok_or_else(unknown)?.finish()
    }
}

fn unknown() -> ReadError {
    ReadError::new(ReadErrorCode::UnknownFormat, "this JSON is no coverage report that is known")
}

/// What an item of the root's member `key` tells.
fn kind(key: &str, item: &Item<'_, '_>) -> Result<Option<Kind>, ReadError> {
    let kind = match (key, item) {
        ("type", Item::Scalar(Scalar::Text(text))) if text == llvm_cov::TYPE => Kind::LlvmCov,
        ("data", Item::Element(_)) | ("cargo_llvm_cov", Item::Member(..)) => Kind::LlvmCov,
        ("targets", Item::Element(_)) => Kind::Xccov,
        ("coveredLines" | "executableLines" | "lineCoverage", Item::Scalar(_)) => Kind::Xccov,
        ("meta", Item::Member("format" | "branch_coverage" | "show_contexts" | "software", _)) => {
            Kind::CoveragePy
        }
        ("meta", Item::Member("simplecov_version" | "schema_version", _)) => Kind::SimpleCovJson,
        ("files", Item::Member(..)) => Kind::CoveragePy,
        ("files", Item::Element(_)) => Kind::Gcov,
        ("gcovr/summary_format_version", _) => return Err(sniff::unsupported("gcovr's JSON summary")),
        (
            "gcc_version"
            | "format_version"
            | "current_working_directory"
            | "data_file"
            | "gcovr/format_version",
            Item::Scalar(_),
        ) => Kind::Gcov,
        ("coverage", Item::Member(..)) => Kind::Codecov,
        ("meta", _) => return Ok(None),
        (_, Item::Member(inner, _)) => return entry(inner),
        _ => return Ok(None),
    };
    Ok(Some(kind))
}

/// What a member of an object tells that stands at a path, or at the name of a test command.
fn entry(key: &str) -> Result<Option<Kind>, ReadError> {
    Ok(match key {
        "path" | "statementMap" | "fnMap" | "branchMap" | "s" | "f" | "b" | "all" | "data" => {
            Some(Kind::Istanbul)
        }
        "inputSourceMap" | "_coverageSchema" | "hash" | "contentHash" => Some(Kind::Istanbul),
        "lines" | "statements" | "functions" | "branches" | "branchesTrue" => Some(Kind::IstanbulSummary),
        "coverage" => Some(Kind::SimpleCovResultset),
        "lineData" | "functionData" | "branchData" => return Err(sniff::unsupported("jscoverage's JSON")),
        _ => None,
    })
}
