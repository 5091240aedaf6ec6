//! Why a rule ended as it did: the closed list of codes.

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Everything that a search could find was found.
    Searched,
    /// Something was not looked at.
    PartlySearched,
    /// The search did not end, or said nothing that can be read.
    SearchFailed,
    /// The gate's verdict, as it is.
    Judged,
    /// The gate's own policy lets through what would stop here.
    LetThrough,
    /// The gate's own policy stops what would go on here.
    Stopped,
    /// No report of this half was found.
    NotFound,
    /// Only files that git tracks bear a report's name.
    Tracked,
    /// The input says that this half is not judged.
    TurnedOff,
    /// The gate was to judge and did not come to its end.
    GateMissing,
    /// The gate's verdict is not there, or not the one that the gate wrote.
    VerdictUnproven,
    /// The step's end and its verdict say different things.
    Contradicted,
    /// The inputs ask for no less than the policy file.
    NotLoosened,
    /// The inputs ask for less than the policy file.
    Loosened,
}

impl Reason {
    /// The code, as it stands in the verdict.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Searched => "searched",
            Self::PartlySearched => "partly-searched",
            Self::SearchFailed => "search-failed",
            Self::Judged => "judged",
            Self::LetThrough => "let-through",
            Self::Stopped => "stopped",
            Self::NotFound => "not-found",
            Self::Tracked => "tracked",
            Self::TurnedOff => "turned-off",
            Self::GateMissing => "gate-missing",
            Self::VerdictUnproven => "verdict-unproven",
            Self::Contradicted => "contradicted",
            Self::NotLoosened => "not-loosened",
            Self::Loosened => "loosened",
        }
    }
}
