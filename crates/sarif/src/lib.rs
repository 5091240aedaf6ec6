//! SARIF logs, carried byte for byte, merged without loss, and what their results mean.
//!
//! This crate is pure: it opens no file, reads no environment, has no clock.

// What a log holds.
mod document;
mod error;
mod json;
mod limits;
mod merge;
mod notice;
mod shape;
mod text;
mod walk;

// What a result means.
mod advisory;
mod component;
mod cwe;
mod decimal;
mod dedupe;
mod diagnostic;
mod finding;
mod fingerprint;
mod level;
mod message;
mod owasp;
mod package;
mod plain;
mod profile;
mod result;
mod rule;
mod run;
mod score;
mod severity;
mod suppression;
mod uri;
mod view;

pub use document::Document;
pub use error::{Place, ReadError, ReadErrorCode};
pub use limits::Limits;
pub use merge::{Conservation, Input, MergeError, Merged, Origin, Rewritten, ToolCounts, merge};
pub use notice::{Notice, NoticeCode};

pub use advisory::Ids;
pub use decimal::Decimal;
pub use dedupe::{Across, Deduplicated, Joined, Why, deduplicate};
pub use diagnostic::{Diagnostic, DiagnosticCode};
pub use finding::{BaselineState, Finding, Reading, Source, Spot};
pub use fingerprint::{Basis, Identity, IdentityParts, PRIMARY, identity, line_hashes, of_package, primary};
pub use level::{Kind, Level, LevelStep, level, rank};
pub use owasp::Owasp;
pub use package::Package;
pub use plain::line as plain_line;
pub use profile::{
    Cut, CutReason, Fix, GITHUB, Profile, ProfileError, ProfileLimits, ProfileOptions, UploadFile, UploadedRun,
    profile,
};
pub use result::{Location, ResultView};
pub use rule::Rule;
pub use run::{Found, RuleAt, RunView};
pub use severity::{Effective, Severity, SeverityOverride, SeverityPolicy, SeverityStep, effective};
pub use suppression::{Suppressed, state as suppressed};
pub use uri::{NoPath, Places, RepositoryPath, path_of, resolve};
pub use view::Read;
