//! A policy as somebody wrote it, in inputs or in a section of the policy file: plain values, of which each may be missing or wrong.

/// A policy as written. What is missing is answered by the preset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is named as in the policy file, which the README describes")]
pub struct Draft {
    pub environment: String,
    pub preset: Option<String>,
    /// People and teams, without prefixes: one seat for all of them.
    pub approvers: Option<String>,
    pub minimum_approvals: Option<u64>,
    pub seats: Vec<SeatDraft>,
    /// Who may deny beside those who may approve: a list of sources.
    pub veto: Option<String>,
    pub exclude_requesters: Option<bool>,
    pub exclude_contributors: Option<bool>,
    pub exclude_mergers: Option<bool>,
    /// `stop` or `show`.
    pub unattributed: Option<String>,
    /// `required` or `optional`.
    pub code: Option<String>,
    pub meanings: Option<Vec<String>>,
    /// `required` or `optional`.
    pub meaning: Option<String>,
    /// Letters that a reason has at least.
    pub reason: Option<u64>,
    pub checklist: Vec<ItemDraft>,
    /// `30m`, `2h`, `1d`.
    pub dwell: Option<String>,
    /// `30m`, `2h`, `1d`.
    pub expires: Option<String>,
    pub hours: Option<HoursDraft>,
    pub freezes: Vec<FreezeDraft>,
    pub break_glass: Option<GlassDraft>,
    /// `free` or `approval`.
    pub rollback: Option<String>,
    /// `comment`, `sso` or `ssh`.
    pub signature: Option<String>,
}

/// A seat as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is named as in the policy file, which the README describes")]
pub struct SeatDraft {
    pub id: String,
    /// `2 of team:acme/qa`.
    pub people: String,
    pub meanings: Vec<String>,
    pub after: Vec<String>,
}

/// A question as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is named as in the policy file, which the README describes")]
pub struct ItemDraft {
    pub id: String,
    pub text: String,
    pub seats: Vec<String>,
}

/// Hours as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is named as in the policy file, which the README describes")]
pub struct HoursDraft {
    pub zone: String,
    /// `mon-fri`, or `mon, wed, sat-sun`.
    pub days: String,
    /// `09:00`.
    pub from: String,
    /// `17:00`; `24:00` is the end of the day.
    pub until: String,
}

/// A freeze as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each member is named as in the policy file, which the README describes")]
pub struct FreezeDraft {
    pub from: String,
    pub until: String,
    pub reason: String,
}

/// Breaking the glass as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GlassDraft {
    /// `1 of team:acme/on-call`.
    pub people: String,
    /// Letters that the reason has at least.
    pub reason: Option<u64>,
    /// `24h`.
    pub review_within: Option<String>,
}
