//! Why a rule ended as it did: the closed list of codes, stable, one per outcome.

/// One line for each reason: its name here and its code in the verdict.
macro_rules! reasons {
    ($($(#[$about:meta])* $name:ident = $code:literal,)*) => {
        /// A reason code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Reason {
            $($(#[$about])* $name,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The code in the verdict.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

reasons! {
    /// The limit is reached.
    LimitReached = "limit-reached",
    /// The limit is not reached.
    BelowLimit = "below-limit",
    /// The lines reach the limit, and what the reports claim of themselves does not.
    ClaimsBelowLimit = "claims-below-limit",
    /// No report holds data of this metric.
    NotMeasured = "not-measured",
    /// Some reports hold data of this metric, and others do not.
    PartlyMeasured = "partly-measured",
    /// A report lost data of this metric.
    DataLost = "data-lost",
    /// There is not one line in the reports.
    NothingMeasured = "nothing-measured",
    /// The metric was measured, and the code has none of it: no branches, no functions.
    NothingToCover = "nothing-to-cover",
    /// Reports are missing, empty or broken, so that a total would be over a part.
    ReportsIncomplete = "reports-incomplete",
    /// Every pattern matched.
    ReportsFound = "reports-found",
    /// A pattern matched no file.
    NoReport = "no-report",
    /// Every report could be read.
    ReportsRead = "reports-read",
    /// A report cannot be read.
    ReportBroken = "report-broken",
    /// A report is there and holds nothing.
    ReportEmpty = "report-empty",
    /// Nothing in the reports is in doubt.
    ReportsSound = "reports-sound",
    /// Something in the reports deserves a look.
    ReportsDoubtful = "reports-doubtful",
    /// Two reports give the same name to different sources.
    ConflictingSource = "conflicting-source",
    /// What the reports claim about themselves is what their lines say.
    ClaimsAgree = "claims-agree",
    /// A report's claim differs from its lines.
    ClaimsDiffer = "claims-differ",
    /// No report claims anything about itself.
    NoClaims = "no-claims",
    /// A report ends before its end.
    ReportTruncated = "report-truncated",
    /// Every declared report arrived, and no other.
    ReportsArrived = "reports-arrived",
    /// A declared report did not arrive.
    ReportMissing = "report-missing",
    /// The same bytes arrived under two names.
    ReportDuplicated = "report-duplicated",
    /// Several reports arrived for one that was declared.
    ReportAmbiguous = "report-ambiguous",
    /// A report arrived that was not declared.
    ReportUnexpected = "report-unexpected",
    /// Nobody declared which reports must arrive.
    ArrivalUndeclared = "arrival-undeclared",
    /// No report is older than the commit.
    ReportsFresh = "reports-fresh",
    /// A report was written before the commit was made.
    ReportStale = "report-stale",
    /// It cannot be told whether the reports are older than the commit.
    AgeUnknown = "age-unknown",
    /// Every file of the reports is a tracked one.
    PathsMapped = "paths-mapped",
    /// A file of the reports is no tracked one, or may be several.
    PathsUnmapped = "paths-unmapped",
    /// No file of the reports is a tracked one.
    NothingMapped = "nothing-mapped",
    /// Files that are not tracked are ignored by policy.
    UnmappedIgnored = "unmapped-ignored",
    /// There is no repository to compare with.
    NoRepository = "no-repository",
    /// Every source file is in a report.
    SourcesReported = "sources-reported",
    /// Source files are in no report, and their lines count as uncovered.
    SourcesCounted = "sources-counted",
    /// Source files are in no report.
    SourcesUnreported = "sources-unreported",
    /// Source files are in no report, and it is not known how much of the metric they have.
    SourcesUncountable = "sources-uncountable",
    /// A pattern of the sources matches no tracked file.
    SourcesNotFound = "sources-not-found",
    /// Nobody declared which files should be in a report.
    SourcesUndeclared = "sources-undeclared",
    /// Source files in no report are ignored by policy.
    UnreportedIgnored = "unreported-ignored",
    /// No file matches the component.
    ComponentEmpty = "component-empty",
    /// Every file reaches the limit.
    FilesReachLimit = "files-reach-limit",
    /// A file does not reach the limit.
    FilesBelowLimit = "files-below-limit",
    /// There is no file for the limit: none is new, or all are excepted.
    NoFileToJudge = "no-file-to-judge",
    /// Files miss the limit, and a waiver that holds names each of them.
    FilesWaived = "files-waived",
    /// What was changed cannot be told.
    ChangesUnknown = "changes-unknown",
    /// No changed line holds code.
    NoChangedCode = "no-changed-code",
    /// Fewer changed lines hold code than the policy asks to judge.
    PatchSmall = "patch-small",
    /// A changed file is in no report, and nobody declared whether it should be.
    ChangedFileUnreported = "changed-file-unreported",
    /// Of a changed file only totals are known, or which file of a report it is cannot be told.
    ChangedLinesUnknown = "changed-lines-unknown",
    /// Coverage is at least that of the baseline, within what the policy allows.
    RatchetHeld = "ratchet-held",
    /// The share is smaller, but only because covered code was removed: no more is uncovered than before.
    CodeRemoved = "code-removed",
    /// Coverage is below that of the baseline.
    CoverageDropped = "coverage-dropped",
    /// There is no baseline to compare with.
    BaselineMissing = "baseline-missing",
    /// There is no baseline yet, and the policy expects the first.
    BaselineBootstrap = "baseline-bootstrap",
    /// The change takes no more code out of the measurement.
    NoNewExclusions = "no-new-exclusions",
    /// The change takes code out of the measurement by a mark in the source.
    NewExclusions = "new-exclusions",
    /// New marks are ignored by the policy.
    ExclusionsIgnored = "exclusions-ignored",
    /// No input asks for less than the policy file.
    PolicyKept = "policy-kept",
    /// An input asks for less than the policy file.
    PolicyLoosened = "policy-loosened",
}
