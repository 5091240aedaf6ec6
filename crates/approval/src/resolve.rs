//! From a policy as written to the one that holds: defaults, presets, and everything that can be wrong with it, all at once.
//!
//! What nobody wrote is answered so: requesters are excluded, a request ends after seven days, going back to what was approved and deployed
//! here before is free (each unless the preset says more). `approvers` without `minimum-approvals` needs all of them if they are people, as
//! other actions with this input do; of a team nobody can say here how many that are, so there the number must be given.

use std::fmt;

use verdict::canonical::{self, CanonicalError};

use crate::policy::{Demand, Exclude, Level, Policy, Rollback, Unattributed};
use crate::preset::{Base, Loosened, Preset};
use crate::source::{self, shown};

mod draft;
mod glass;
mod seats;
mod times;
mod words;

pub use seats::APPROVERS;
pub use times::minutes_of;

pub use draft::{Draft, FreezeDraft, GlassDraft, HoursDraft, ItemDraft, SeatDraft};

/// Letters that a policy may ask of a reason at most.
const LONGEST_REASON: u64 = 500;

/// A policy that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The policy.
    pub policy: Policy,
    /// The preset that it begins with.
    pub preset: Preset,
    /// What it asks for less than the preset.
    pub loosened: Vec<Loosened>,
}

/// What is wrong with a policy as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The member, such as `seats.qa.after` or `freezes[0].until`.
    pub member: String,
    /// What is wrong, and what to write.
    pub message: String,
}

/// SHA-256 of a policy's RFC 8785 bytes, in hex: what a request binds.
///
/// # Errors
/// A number beyond 2^53 - 1, which a resolved policy does not hold.
pub fn digest(policy: &Policy) -> Result<String, CanonicalError> {
    Ok(canonical::sha256_hex(&canonical::bytes(policy)?))
}

/// Resolves a policy.
///
/// # Errors
/// Everything that is wrong with it, at least one problem.
pub fn resolve(draft: &Draft) -> Result<Resolved, Vec<Problem>> {
    let mut problems = Problems::default();
    let preset = preset(draft, &mut problems);
    let base = preset.base();
    let meanings = words::meanings(draft, &base, &mut problems);
    let seats = seats::seats(draft, &meanings, &mut problems);
    let (dwell, expires) = times::terms(draft, &base, &mut problems);
    let policy = Policy {
        environment: environment(draft, &mut problems),
        veto: veto(draft, &mut problems),
        exclude: exclude(draft, &base, &mut problems),
        code: demand("code", draft.code.as_deref(), base.code, &mut problems),
        meaning: words::meaning(draft, &meanings, &base, &mut problems),
        meanings,
        reason: letters("reason", draft.reason, base.reason, &mut problems),
        checklist: words::checklist(draft, &seats, &mut problems),
        seats,
        dwell,
        expires,
        hours: times::hours(draft, &mut problems),
        freezes: times::freezes(draft, &mut problems),
        break_glass: glass::break_glass(draft, &mut problems),
        rollback: choice("rollback", draft.rollback.as_deref(), &ROLLBACKS, base.rollback, &mut problems),
        signature: choice("signature", draft.signature.as_deref(), &LEVELS, preset.signature(), &mut problems),
    };
    if problems.0.is_empty() {
        Ok(Resolved { loosened: preset.loosened(&policy), policy, preset })
    } else {
        Err(problems.0)
    }
}

const DEMANDS: [(&str, Demand); 2] = [("required", Demand::Required), ("optional", Demand::Optional)];
const ROLLBACKS: [(&str, Rollback); 2] = [("free", Rollback::Free), ("approval", Rollback::Approval)];
const LEVELS: [(&str, Level); 3] = [("comment", Level::Comment), ("sso", Level::Sso), ("ssh", Level::Ssh)];
const UNATTRIBUTED: [(&str, Unattributed); 2] = [("stop", Unattributed::Stop), ("show", Unattributed::Show)];

/// All that was found, so that nobody mends one thing a run.
#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, member: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem { member: member.into(), message: message.into() });
    }

    fn take<T, E: fmt::Display>(&mut self, member: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|error| self.add(member, error.to_string())).ok()
    }
}

fn preset(draft: &Draft, problems: &mut Problems) -> Preset {
    let presets = Preset::ALL.map(|preset| (preset.name(), preset));
    choice("preset", draft.preset.as_deref(), &presets, Preset::default(), problems)
}

/// One of a few words; the answer of the preset where none is written.
fn choice<T: Copy>(
    member: &str,
    word: Option<&str>,
    words: &[(&str, T)],
    base: T,
    problems: &mut Problems,
) -> T {
    let Some(word) = word else { return base };
    words.iter().find(|(known, _)| *known == word).map_or_else(
        || {
            let known: Vec<&str> = words.iter().map(|(known, _)| *known).collect();
            problems.add(
                member,
                format!("`{}` is none of {}: write one of them", shown(word, ""), known.join(", ")),
            );
            base
        },
        |(_, value)| *value,
    )
}

fn demand(member: &str, word: Option<&str>, base: Demand, problems: &mut Problems) -> Demand {
    choice(member, word, &DEMANDS, base, problems)
}

fn letters(member: &str, given: Option<u64>, base: u32, problems: &mut Problems) -> u32 {
    match given
        .map(|letters| u32::try_from(letters).ok().filter(|letters| u64::from(*letters) <= LONGEST_REASON))
    {
        None => base,
        Some(Some(letters)) => letters,
        Some(None) => {
            problems.add(
                member,
                format!("asks for a reason that is too long: write at most {LONGEST_REASON} letters"),
            );
            base
        }
    }
}

fn environment(draft: &Draft, problems: &mut Problems) -> String {
    let name = draft.environment.trim();
    if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
        problems.add(
            "environment",
            "is no name of an environment: write the one that the job names, with at most 255 letters",
        );
    }
    name.to_owned()
}

fn veto(draft: &Draft, problems: &mut Problems) -> Vec<crate::people::Source> {
    draft.veto.as_deref().and_then(|list| problems.take("veto", source::list(list))).unwrap_or_default()
}

fn exclude(draft: &Draft, base: &Base, problems: &mut Problems) -> Exclude {
    let base = base.exclude;
    let word = draft.unattributed.as_deref();
    let exclude = Exclude {
        requesters: draft.exclude_requesters.unwrap_or(base.requesters),
        contributors: draft.exclude_contributors.unwrap_or(base.contributors),
        mergers: draft.exclude_mergers.unwrap_or(base.mergers),
        unattributed: choice("unattributed", word, &UNATTRIBUTED, base.unattributed, problems),
    };
    if word.is_some() && exclude.unattributed == Unattributed::Stop && !exclude.contributors {
        problems.add("unattributed", "stops for nothing: it needs `exclude-contributors: true`, or remove it");
    }
    exclude
}

/// A word that names a seat, a meaning or a question: it stands in comments, in ASCII and in one way, and is none of the words that a
/// command is made of.
fn is_word(text: &str) -> bool {
    !["as", "because"].contains(&text)
        && (1..=40).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What to say of a word that is none.
fn no_word(text: &str) -> String {
    let shown = shown(text, "");
    format!("`{shown}` is no name: write at most 40 lower-case letters, digits and hyphens, a letter first")
}

#[cfg(test)]
mod tests;
