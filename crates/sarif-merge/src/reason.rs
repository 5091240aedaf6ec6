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
    /// Every pattern matched.
    ReportsFound = "reports-found",
    /// A pattern matched no file.
    NoReport = "no-report",
    /// Every report could be read.
    ReportsRead = "reports-read",
    /// A report cannot be read.
    ReportBroken = "report-broken",
    /// A report holds no run: it says neither that something was found nor that anybody looked.
    ReportEmpty = "report-empty",
    /// The reports contradict themselves, so that they cannot be merged.
    NotMerged = "not-merged",
    /// Every scan says that it was complete.
    ScansComplete = "scans-complete",
    /// A scan says that it failed, or that it left something out.
    ScanIncomplete = "scan-incomplete",
    /// A scan says that it is of another commit.
    OtherCommit = "other-commit",
    /// A scan says that it ended before the commit was made.
    ScanOlder = "scan-older",
    /// Nothing about the reports is odd.
    ReportsSound = "reports-sound",
    /// Something about the reports deserves a look.
    ReportsOdd = "reports-odd",
    /// Findings have no file of the repository, so that they may be in the files that a limit is about.
    PathsUnknown = "paths-unknown",
    /// A required tool ran.
    ToolRan = "tool-ran",
    /// No report is of a required tool.
    ToolMissing = "tool-missing",
    /// A required tool ran, and not successfully or on another commit.
    ToolFailed = "tool-failed",
    /// A required tool does not say that it ran on this commit, and the policy asks for it.
    ToolUnproven = "tool-unproven",
    /// What the policy names is there.
    NamesKnown = "names-known",
    /// The policy names a tool or a report that is not there.
    NameUnused = "name-unused",
    /// The policy names a tool or a report that is not there, and one is that has nearly the same name.
    NameMistyped = "name-mistyped",
    /// No result was lost.
    NothingLost = "nothing-lost",
    /// The numbers of results do not add up.
    ResultsLost = "results-lost",
    /// There are no more findings than allowed.
    WithinLimit = "within-limit",
    /// There are more findings than allowed.
    OverLimit = "over-limit",
    /// Reports are missing or broken, so that there may be more findings.
    ReportsIncomplete = "reports-incomplete",
    /// No scan was of what the limit is about.
    NotScanned = "not-scanned",
    /// Every finding has a severity.
    SeveritiesKnown = "severities-known",
    /// Findings have no severity that can be read.
    SeverityUnknown = "severity-unknown",
    /// Findings have no severity, and the policy says what they count as.
    SeverityAssumed = "severity-assumed",
    /// Every suppression is in use and holds.
    SuppressionsInUse = "suppressions-in-use",
    /// A suppression is over.
    SuppressionExpired = "suppression-expired",
    /// A suppression is about no finding.
    SuppressionUnused = "suppression-unused",
    /// A suppression is about to end.
    SuppressionExpiring = "suppression-expiring",
    /// A suppression no longer hides what it is about, by its severity.
    SuppressionStopped = "suppression-stopped",
    /// Findings do not count since the source, or the scanner's own files, say so.
    InSource = "in-source",
    /// The baseline was read.
    BaselineRead = "baseline-read",
    /// There is no baseline, so that every finding is new.
    BaselineMissing = "baseline-missing",
    /// No input asks for less than the policy file.
    PolicyKept = "policy-kept",
    /// The change leaves the policy file as strict as it is, or makes it stricter.
    PolicyAsStrict = "policy-as-strict",
    /// The change makes the policy file ask for less; it is judged by the one before.
    PolicyLoosening = "policy-loosening-proposed",
    /// The change leaves a policy file that cannot be read.
    PolicyBroken = "policy-broken-proposed",
    /// An input asks for less than the policy file.
    PolicyLoosened = "policy-loosened",
}
