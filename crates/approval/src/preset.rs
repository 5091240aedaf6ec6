//! What a policy asks for where nobody says otherwise.
//!
//! There are as many presets as there are sets of rules that ask for something different here. HIPAA has none of its own: what 45 CFR 164.308
//! and 164.312 want of an approval (one number per person, the record, an emergency that is reviewed) holds under every policy.

use std::fmt;

use crate::policy::{Demand, Exclude, Level, Policy, Rollback, Unattributed};

/// Answers that hold until a policy gives its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    /// Nobody approves what they asked for themselves.
    #[default]
    Standard,
    /// Nobody approves what they made (SOC 2, CC8.1: who authorizes a change is not who develops it), and a commit of nobody stops.
    Soc2,
    /// As SOC 2, and each signature states its meaning and reason and is linked to what it signs (21 CFR 11.50, 11.70): code, meaning and
    /// reason are required, and going back needs an approval like everything else.
    Part11,
}

/// Which answer of a preset a policy loosens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loosened {
    /// The member of the policy.
    pub member: &'static str,
    /// What the preset asks for.
    pub preset: String,
    /// What the policy asks for instead.
    pub policy: String,
}

/// The answers themselves.
pub(crate) struct Base {
    pub(crate) exclude: Exclude,
    pub(crate) code: Demand,
    pub(crate) meanings: &'static [&'static str],
    pub(crate) meaning: Demand,
    pub(crate) reason: u32,
    pub(crate) expires: u32,
    pub(crate) rollback: Rollback,
}

/// Seven days: long enough for a weekend and an absence, short enough that whoever approves remembers what was shown.
const EXPIRES: u32 = 7 * 24 * 60;

impl Preset {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Soc2, Self::Part11];

    /// How a policy writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Soc2 => "soc2",
            Self::Part11 => "part11",
        }
    }

    pub(crate) fn base(self) -> Base {
        let standard = Base {
            exclude: Exclude {
                requesters: true,
                contributors: false,
                mergers: false,
                unattributed: Unattributed::Show,
            },
            code: Demand::Optional,
            meanings: &[],
            meaning: Demand::Optional,
            reason: 0,
            expires: EXPIRES,
            rollback: Rollback::Free,
        };
        let soc2_exclude = Exclude { contributors: true, unattributed: Unattributed::Stop, ..standard.exclude };
        match self {
            Self::Standard => standard,
            Self::Soc2 => Base { exclude: soc2_exclude, ..standard },
            Self::Part11 => Base {
                exclude: soc2_exclude,
                code: Demand::Required,
                meanings: &["approved", "reviewed", "quality-release"],
                meaning: Demand::Required,
                reason: 10,
                rollback: Rollback::Approval,
                ..standard
            },
        }
    }

    /// What a policy asks for less than the preset that it names. Asking for more is never told.
    #[must_use]
    pub fn loosened(self, policy: &Policy) -> Vec<Loosened> {
        let base = self.base();
        let mut found = Vec::new();
        let mut tell =
            |looser: bool, member: &'static str, preset: &dyn fmt::Display, policy: &dyn fmt::Display| {
                if looser {
                    found.push(Loosened { member, preset: preset.to_string(), policy: policy.to_string() });
                }
            };
        let (wanted, given) = (&base.exclude, &policy.exclude);
        for (member, wanted, given) in [
            ("exclude-requesters", wanted.requesters, given.requesters),
            ("exclude-contributors", wanted.contributors, given.contributors),
            ("exclude-mergers", wanted.mergers, given.mergers),
        ] {
            tell(wanted && !given, member, &wanted, &given);
        }
        let stops = |exclude: &Exclude| exclude.unattributed == Unattributed::Stop;
        tell(stops(wanted) && !stops(given), "unattributed", &"stop", &"show");
        for (member, wanted, given) in
            [("code", base.code, policy.code), ("meaning", base.meaning, policy.meaning)]
        {
            tell(wanted == Demand::Required && given == Demand::Optional, member, &"required", &"optional");
        }
        tell(policy.reason < base.reason, "reason", &base.reason, &policy.reason);
        let free = policy.rollback == Rollback::Free && base.rollback == Rollback::Approval;
        tell(free, "rollback", &"approval", &"free");
        let days = |minutes: u32| format!("{minutes} minutes");
        let longer = self != Self::Standard && policy.expires > base.expires;
        tell(longer, "expires", &days(base.expires), &days(policy.expires));
        found
    }

    /// How strongly a vote is signed where the policy does not say. What a comment alone proves, the README says: by itself it is an
    /// attributable record and no electronic signature in the sense of Part 11, so no preset may claim more on its own.
    pub(crate) fn signature(self) -> Level {
        Level::Comment
    }
}

impl fmt::Display for Loosened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is {} and the preset asks for {}", self.member, self.policy, self.preset)
    }
}

#[cfg(test)]
mod tests;
