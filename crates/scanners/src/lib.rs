//! Every scanner's own format, as SARIF.
//!
//! [`convert`] takes bytes, finds out by content which scanner wrote them, and returns a [`Converted`]: a SARIF 2.1.0 log with the
//! scanner's own severities, what was not scanned as data ([`Incomplete`]), and no secret. A scan without findings is a run
//! without results; what cannot be read, or is shaped as nobody knows it, is an [`Error`] with a place, never an empty result.
//!
//! This crate is pure: it opens no file, reads no environment, has no clock.

mod advisory;
mod author;
mod bandit;
mod checkov;
mod checkstyle;
mod clippy;
mod convert;
mod cyclonedx;
mod dependency_check;
mod detect_secrets;
mod empty;
mod error;
mod eslint;
mod flake8;
mod format;
mod gitlab;
mod gitleaks;
mod golangci_lint;
mod grype;
mod hadolint;
mod json;
mod junit;
mod limits;
mod mypy;
mod node;
mod npm_audit;
mod openvex;
mod osv_scanner;
mod package;
mod pip_audit;
mod pylint;
mod redact;
mod ruff;
mod safety;
mod safety_scan;
mod score;
mod semgrep;
mod severity;
mod shellcheck;
mod snyk;
mod sonarqube;
mod source;
mod tfsec;
mod trivy;
mod trufflehog;
mod uri;
mod xml;
mod zap;

pub use author::Incomplete;
pub use convert::{Converted, convert, convert_as, detect};
pub use error::{Error, ErrorCode};
pub use format::Format;
pub use limits::Limits;
pub use redact::{RedactionKey, token_marks, without_secrets};

#[cfg(test)]
mod tests;
