//! What a deployment needs before it may begin: the section of one environment, resolved.

use ledger::predicate::Tier;
use runner::InputError;
use serde::{Deserialize, Serialize};

use crate::section::Section;

/// Whose approval a deployment needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Nobody's.
    None,
    /// One that the ledger holds.
    Recorded,
    /// That, and a verdict of approval-issue in the same run, whose facts say so once more.
    Verified,
}

/// What happens while a deployment of another run has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhileOpen {
    /// Nothing begins.
    Stop,
    /// The other one is recorded as superseded.
    Supersede,
}

/// What a deployment needs before it may begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// What the environment is for.
    pub tier: Tier,
    /// Whose approval.
    pub approval: Consent,
    /// Gates whose verdicts must be there and pass.
    pub gates: Vec<String>,
    /// How many seconds old a verdict may be.
    pub max_age: Option<u64>,
    /// While another one is open.
    pub open: WhileOpen,
    /// Seconds after which one without an end is stale.
    pub stale_after: u64,
}

impl Rules {
    /// Resolves a section for an environment.
    ///
    /// # Errors
    /// The first member that does not hold.
    pub fn resolve(section: &Section, environment: &str) -> Result<Self, InputError> {
        let tier = match section.tier.as_deref() {
            Some(word) => tier(word)?,
            None => tier_of(environment),
        };
        let approval = match section.approval.as_deref() {
            Some("verified") => Consent::Verified,
            Some("recorded") => Consent::Recorded,
            Some("none") => Consent::None,
            Some(other) => return Err(wrong("approval", other, "verified, recorded or none")),
            // Whoever has said nothing gets what a regulated team would ask for.
            None if tier == Tier::Production => Consent::Verified,
            None => Consent::None,
        };
        let open = match section.open.as_deref() {
            None | Some("stop") => WhileOpen::Stop,
            Some("supersede") => WhileOpen::Supersede,
            Some(other) => return Err(wrong("open", other, "stop or supersede")),
        };
        let max_age = section.max_age.as_deref().map(|text| seconds("max-age", text)).transpose()?;
        let stale_after =
            section.stale_after.as_deref().map(|text| seconds("stale-after", text)).transpose()?;
        let gates = section.verdicts.clone().unwrap_or_default();
        Ok(Self { tier, approval, gates, max_age, open, stale_after: stale_after.unwrap_or(86_400) })
    }
}

pub(super) fn wrong(name: &str, found: &str, wanted: &str) -> InputError {
    InputError::new(name, format!("`{found}` is none of {wanted}"))
}

fn tier(word: &str) -> Result<Tier, InputError> {
    Ok(match word {
        "production" => Tier::Production,
        "staging" => Tier::Staging,
        "testing" => Tier::Testing,
        "development" => Tier::Development,
        "other" => Tier::Other,
        found => return Err(wrong("tier", found, "production, staging, testing, development, other")),
    })
}

/// What words at the beginning of a name say that an environment is for.
const TIERS: [(Tier, &[&str]); 3] = [
    (Tier::Staging, &["staging", "stage", "uat", "preprod", "pre-prod", "preproduction", "pre-production"]),
    (Tier::Testing, &["test", "testing", "tests", "qa"]),
    (Tier::Development, &["dev", "develop", "development", "preview", "previews", "review", "pr"]),
];

/// What an environment is for by its name, where nobody says: by whole words, so that `developers` is no `dev`. A name that says nothing is
/// production, and so is one that says it anywhere: that asks for more.
pub(crate) fn tier_of(environment: &str) -> Tier {
    let name = environment.to_lowercase();
    let found = TIERS.iter().find_map(|(tier, words)| {
        let rest = words
            .iter()
            .filter_map(|word| name.strip_prefix(word))
            .filter(|rest| !rest.starts_with(char::is_alphabetic));
        // Of `pre-prod` and `pre` the longer one leaves less.
        rest.min_by_key(|rest| rest.len()).map(|rest| (*tier, rest))
    });
    let live = |rest: &str| {
        let mut words = rest.split(|letter: char| !letter.is_alphabetic());
        let begins = |word: &str| {
            word.starts_with("production") || (word.starts_with("prod") && !word.starts_with("product"))
        };
        words.any(|word| begins(word) || matches!(word, "prd" | "live"))
    };
    match found {
        Some((tier, rest)) if !live(rest) => tier,
        _ => Tier::Production,
    }
}

/// `90s`, `30m`, `12h` or `7d` in seconds.
///
/// # Errors
/// Anything else.
pub fn seconds(name: &str, text: &str) -> Result<u64, InputError> {
    let unit = |letter| match letter {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3600),
        'd' => Some(86_400),
        _ => None,
    };
    let mut letters = text.trim().chars();
    let factor = letters.next_back().and_then(unit);
    let digits = letters.as_str();
    let plain = !digits.is_empty() && digits.len() < 7 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<u64> = digits.parse().ok().filter(|number| plain && *number > 0);
    number
        .zip(factor)
        .and_then(|(number, factor): (u64, u64)| number.checked_mul(factor))
        .ok_or_else(|| InputError::new(name, format!("`{text}` is no length of time: write 30m, 12h or 7d")))
}
