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
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 20] = [
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
        }
    }
}
