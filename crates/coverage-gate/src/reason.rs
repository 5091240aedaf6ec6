//! Why a rule ended as it did: the closed list of codes, stable, one per outcome.

/// A reason code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The limit is reached.
    LimitReached,
    /// The limit is not reached.
    BelowLimit,
    /// The lines reach the limit, and what the reports claim of themselves does not.
    ClaimsBelowLimit,
    /// No report holds data of this metric.
    NotMeasured,
    /// Some reports hold data of this metric, and others do not.
    PartlyMeasured,
    /// A report lost data of this metric.
    DataLost,
    /// There is not one line in the reports.
    NothingMeasured,
    /// The metric was measured, and the code has none of it: no branches, no functions.
    NothingToCover,
    /// Reports are missing, empty or broken, so that a total would be over a part.
    ReportsIncomplete,
    /// Every pattern matched.
    ReportsFound,
    /// A pattern matched no file.
    NoReport,
    /// Every report could be read.
    ReportsRead,
    /// A report cannot be read.
    ReportBroken,
    /// A report is there and holds nothing.
    ReportEmpty,
    /// Nothing in the reports is in doubt.
    ReportsSound,
    /// Something in the reports deserves a look.
    ReportsDoubtful,
    /// Two reports give the same name to different sources.
    ConflictingSource,
    /// What the reports claim about themselves is what their lines say.
    ClaimsAgree,
    /// A report's claim differs from its lines.
    ClaimsDiffer,
    /// No report claims anything about itself.
    NoClaims,
    /// A report ends before its end.
    ReportTruncated,
    /// Every declared report arrived, and no other.
    ReportsArrived,
    /// A declared report did not arrive.
    ReportMissing,
    /// The same bytes arrived under two names.
    ReportDuplicated,
    /// Several reports arrived for one that was declared.
    ReportAmbiguous,
    /// A report arrived that was not declared.
    ReportUnexpected,
    /// Nobody declared which reports must arrive.
    ArrivalUndeclared,
    /// No report is older than the commit.
    ReportsFresh,
    /// A report was written before the commit was made.
    ReportStale,
    /// It cannot be told whether the reports are older than the commit.
    AgeUnknown,
    /// Every file of the reports is a tracked one.
    PathsMapped,
    /// A file of the reports is no tracked one, or may be several.
    PathsUnmapped,
    /// No file of the reports is a tracked one.
    NothingMapped,
    /// Files that are not tracked are ignored by policy.
    UnmappedIgnored,
    /// There is no repository to compare with.
    NoRepository,
    /// Every source file is in a report.
    SourcesReported,
    /// Source files are in no report, and their lines count as uncovered.
    SourcesCounted,
    /// Source files are in no report.
    SourcesUnreported,
    /// Source files are in no report, and it is not known how much of the metric they have.
    SourcesUncountable,
    /// A pattern of the sources matches no tracked file.
    SourcesNotFound,
    /// Nobody declared which files should be in a report.
    SourcesUndeclared,
    /// Source files in no report are ignored by policy.
    UnreportedIgnored,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 42] = [
        Self::LimitReached,
        Self::BelowLimit,
        Self::ClaimsBelowLimit,
        Self::NotMeasured,
        Self::PartlyMeasured,
        Self::DataLost,
        Self::NothingMeasured,
        Self::NothingToCover,
        Self::ReportsIncomplete,
        Self::ReportsFound,
        Self::NoReport,
        Self::ReportsRead,
        Self::ReportBroken,
        Self::ReportEmpty,
        Self::ReportsSound,
        Self::ReportsDoubtful,
        Self::ConflictingSource,
        Self::ClaimsAgree,
        Self::ClaimsDiffer,
        Self::NoClaims,
        Self::ReportTruncated,
        Self::ReportsArrived,
        Self::ReportMissing,
        Self::ReportDuplicated,
        Self::ReportAmbiguous,
        Self::ReportUnexpected,
        Self::ArrivalUndeclared,
        Self::ReportsFresh,
        Self::ReportStale,
        Self::AgeUnknown,
        Self::PathsMapped,
        Self::PathsUnmapped,
        Self::NothingMapped,
        Self::UnmappedIgnored,
        Self::NoRepository,
        Self::SourcesReported,
        Self::SourcesCounted,
        Self::SourcesUnreported,
        Self::SourcesUncountable,
        Self::SourcesNotFound,
        Self::SourcesUndeclared,
        Self::UnreportedIgnored,
    ];

    /// The code in the verdict.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::LimitReached => "limit-reached",
            Self::BelowLimit => "below-limit",
            Self::ClaimsBelowLimit => "claims-below-limit",
            Self::NotMeasured => "not-measured",
            Self::PartlyMeasured => "partly-measured",
            Self::DataLost => "data-lost",
            Self::NothingMeasured => "nothing-measured",
            Self::NothingToCover => "nothing-to-cover",
            Self::ReportsIncomplete => "reports-incomplete",
            Self::ReportsFound => "reports-found",
            Self::NoReport => "no-report",
            Self::ReportsRead => "reports-read",
            Self::ReportBroken => "report-broken",
            Self::ReportEmpty => "report-empty",
            Self::ReportsSound => "reports-sound",
            Self::ReportsDoubtful => "reports-doubtful",
            Self::ConflictingSource => "conflicting-source",
            Self::ClaimsAgree => "claims-agree",
            Self::ClaimsDiffer => "claims-differ",
            Self::NoClaims => "no-claims",
            Self::ReportTruncated => "report-truncated",
            Self::ReportsArrived => "reports-arrived",
            Self::ReportMissing => "report-missing",
            Self::ReportDuplicated => "report-duplicated",
            Self::ReportAmbiguous => "report-ambiguous",
            Self::ReportUnexpected => "report-unexpected",
            Self::ArrivalUndeclared => "arrival-undeclared",
            Self::ReportsFresh => "reports-fresh",
            Self::ReportStale => "report-stale",
            Self::AgeUnknown => "age-unknown",
            Self::PathsMapped => "paths-mapped",
            Self::PathsUnmapped => "paths-unmapped",
            Self::NothingMapped => "nothing-mapped",
            Self::UnmappedIgnored => "unmapped-ignored",
            Self::NoRepository => "no-repository",
            Self::SourcesReported => "sources-reported",
            Self::SourcesCounted => "sources-counted",
            Self::SourcesUnreported => "sources-unreported",
            Self::SourcesUncountable => "sources-uncountable",
            Self::SourcesNotFound => "sources-not-found",
            Self::SourcesUndeclared => "sources-undeclared",
            Self::UnreportedIgnored => "unreported-ignored",
        }
    }
}
