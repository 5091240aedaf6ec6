//! LLVM's coverage as JSON (`llvm-cov export`, `cargo llvm-cov --json`, `swift test`), versions 2 and 3, by
//! `CoverageExporterJson.cpp` of LLVM.

mod constant;
mod file;
mod function;
mod mcdc;
mod segments;

use std::collections::BTreeMap;

use verdict::Counts;

use crate::error::{ReadError, ReadErrorCode};
use crate::json::{Findings, Handler, Item, Scalar, Value, stated};
use crate::limits::Limits;
use crate::metric::{Metric, MetricCounts};
use crate::model::{FileKey, Hits};
use crate::problem::ProblemCode;
use crate::report::{Format, Report};
use constant::NeverRan;

/// What the member `type` says.
pub(crate) const TYPE: &str = "llvm.coverage.json.export";

/// Begins a report; `version` is what stood before anything that tells the format.
pub(crate) fn handler<'a>(version: Option<String>, limits: &'a Limits) -> Box<dyn Handler + 'a> {
    Box::new(LlvmCov {
        found: Findings::new(Hits::Max, limits),
        files: BTreeMap::new(),
        functions: false,
        branches: false,
        never_ran: NeverRan::default(),
        typed: false,
        version,
        cargo: None,
        conditions: false,
    })
}

struct LlvmCov<'a> {
    found: Findings<'a>,
    /// The files that the report is about, with the totals of each. Functions may lie in others, which were filtered out.
    files: BTreeMap<FileKey, MetricCounts>,
    /// Functions were listed (not with `-skip-functions` or `-summary-only`).
    functions: bool,
    branches: bool,
    never_ran: NeverRan,
    typed: bool,
    version: Option<String>,
    cargo: Option<String>,
    /// Some file or function has conditions (MC/DC): they are listed as empty where they were not measured, too.
    conditions: bool,
}

impl Handler for LlvmCov<'_> {
    fn item(&mut self, key: &str, item: Item<'_, '_>) -> Result<(), ReadError> {
        match (key, item) {
            ("data", Item::Element(value)) => value.object(|key, value| match key {
                "files" => value.array(|value| self.file(value)),
                "functions" => {
                    self.functions = true;
                    value.array(|value| {
                        self.conditions |= function::read(value, &mut self.found, &mut self.never_ran)?;
                        Ok(())
                    })
                }
                "totals" => {
                    for (metric, counts) in summary(value)? {
                        self.found.claim(metric, counts);
                    }
                    Ok(())
                }
                _ => Ok(()),
            }),
            ("data", _) => Err(ReadError::malformed("`data` of llvm-cov is an array")),
            ("type", Item::Scalar(scalar)) => {
                self.typed = scalar == Scalar::Text(TYPE.to_owned());
                Ok(())
            }
            ("version", Item::Scalar(Scalar::Text(version))) => {
                self.version = Some(version);
                Ok(())
            }
            ("cargo_llvm_cov", Item::Member("version", value)) => {
                self.cargo = Some(value.text()?);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn finish(mut self: Box<Self>) -> Result<Report, ReadError> {
        if !self.typed {
            let what = format!("this JSON has `data`, and no `type` of {TYPE:?}");
            return Err(ReadError::new(ReadErrorCode::UnknownFormat, what));
        }
        let version = self.version.unwrap_or_default();
        if !(version.starts_with("2.") || version.starts_with("3.")) {
            let what = format!("this is version {version:?} of llvm-cov's JSON, which is not read yet");
            return Err(ReadError::new(ReadErrorCode::UnsupportedFormat, what));
        }
        self.found.producer = Some(match self.cargo {
            Some(cargo) => format!("cargo-llvm-cov {cargo}"),
            None => format!("llvm-cov export {version}"),
        });
        let claimed = |totals: &MetricCounts| totals.contains_key(&Metric::Mcdc);
        self.conditions |= self.files.values().any(claimed);
        if self.conditions && !self.functions && !self.files.values().any(claimed) {
            let message = || "conditions (MC/DC) are read from functions, which are left out".to_owned();
            self.found.problems.note(ProblemCode::McdcSkipped, None, message);
            self.conditions = false;
        }
        let mut report = self.found.report(Format::LlvmCovJson);
        report.coverage.files.retain(|key, _| self.files.contains_key(key));
        let constants = self.never_ran.settle();
        for (key, file) in &mut report.coverage.files {
            if constants {
                self.never_ran.take_out(key, &mut file.branches);
            }
            if self.branches {
                file.measured.insert(Metric::Branch);
            }
            for metric in [Metric::Function, Metric::Region] {
                if self.functions {
                    file.measured.insert(metric);
                } else if let Some(counts) = self.files.get(key).and_then(|totals| totals.get(&metric)) {
                    file.state(metric, *counts);
                }
            }
            if self.conditions && self.functions {
                file.measured.insert(Metric::Mcdc);
            } else if self.conditions {
                let totals = self.files.get(key).and_then(|totals| totals.get(&Metric::Mcdc));
                file.state(Metric::Mcdc, totals.copied().unwrap_or_default());
            }
        }
        Ok(report)
    }
}

impl LlvmCov<'_> {
    fn file(&mut self, value: Value<'_>) -> Result<(), ReadError> {
        let file = file::File::read(value, &mut self.found)?;
        self.conditions |= file.conditions;
        self.branches |= file.branches_listed;
        let (key, totals) = file.finish(&mut self.found, &mut self.never_ran)?;
        if self.files.insert(key, totals).is_some() {
            self.found.claims_repeat = true;
        }
        Ok(())
    }
}

/// The totals of a file, or of all: `{"lines": {"count": 3, "covered": 2, "percent": 66.6}, …}`.
fn summary(value: Value<'_>) -> Result<MetricCounts, ReadError> {
    let mut all = MetricCounts::new();
    value.object(|key, value| {
        let metric = match key {
            "lines" => Metric::Line,
            "functions" => Metric::Function,
            "regions" => Metric::Region,
            "branches" => Metric::Branch,
            "mcdc" => Metric::Mcdc,
            _ => return Ok(()),
        };
        let (mut covered, mut total) = (0, 0);
        value.object(|key, value| {
            match key {
                "count" => total = value.whole()?,
                "covered" => covered = value.whole()?,
                _ => {}
            }
            Ok(())
        })?;
        let counts: Counts = stated(covered, total)?;
        // LLVM writes that there are no conditions wherever it was not told to look for them.
        if metric != Metric::Mcdc || counts.total > 0 {
            all.insert(metric, counts);
        }
        Ok(())
    })?;
    Ok(all)
}

/// Reads a list of numbers, of which the first are of interest: places and counts. `true` is 1.
fn row<const N: usize>(value: Value<'_>, found: &mut Findings<'_>) -> Result<([u64; N], usize), ReadError> {
    let (mut numbers, mut length) = ([0; N], 0);
    value.array(|value| {
        if let Some(place) = numbers.get_mut(length) {
            let at = value.at();
            *place = match value.scalar()? {
                Scalar::Whole(number) => number,
                Scalar::Truth(truth) => u64::from(truth),
                scalar => found.hits_of(&scalar, at)?.into(),
            };
        }
        length += 1;
        Ok(())
    })?;
    Ok((numbers, length))
}

/// A column, which is never wider than what it is compared in.
fn column(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How often something ran.
fn hits(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
