//! Every coverage format, read into one model.
//!
//! [`read`] takes bytes, finds out by content what they are, and returns a [`Report`]: the [`Coverage`] of every
//! file, what the report claims about itself, and the [`Problem`]s met on the way. It streams: memory grows with
//! the distinct lines that a report names, not with its bytes. [`Coverage::merge`] unites reports by identity,
//! never by adding percentages; where identity is not in the reports, it keeps a lower and an upper bound.
//!
//! This crate is pure: it opens no file, reads no environment, has no clock.

mod clover;
mod cobertura;
mod codecov;
mod coverage_py;
mod decode;
mod dotcover;
mod error;
mod gcov_json;
mod gcov_text;
mod go_cover;
mod gzip;
mod istanbul;
mod istanbul_summary;
mod jacoco;
mod json;
mod lcov;
mod limits;
mod llvm_cov;
mod meter;
mod metric;
mod model;
mod moment;
mod ms_coverage;
mod number;
mod opencover;
mod part;
mod path;
mod problem;
mod report;
mod simplecov;
mod sniff;
mod sonarqube;
mod xccov;
mod xml;

pub use error::{ReadError, ReadErrorCode};
pub use limits::Limits;
pub use metric::{Metric, MetricCounts};
pub use model::{BranchesAt, Coverage, FileCoverage, FileKey, LineMark, LinesAt};
pub use problem::{Problem, ProblemCode};
pub use report::{Format, Report, read, read_with};

#[cfg(test)]
mod tests;
