//! Waivers are data: somebody accepts a failure, with a reason, until a day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rule::Rule;
use crate::status::RuleStatus;

/// An accepted failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiver {
    /// The id of the rule it is for.
    pub rule: String,
    /// Of a rule that judges files: a glob of the files that it is for; the whole rule if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Who is to mend the cause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Why the failure is accepted.
    pub reason: String,
    /// Who accepted it.
    pub approver: String,
    /// Where that is written down.
    pub link: String,
    /// The last day on which it holds, in UTC: `2026-12-31`.
    pub expires: String,
}

/// Reason codes that waivers give to rules.
pub const WAIVED: &str = "waived";
/// See [`WAIVED`].
pub const WAIVER_EXPIRED: &str = "waiver-expired";
/// See [`WAIVED`].
pub const WAIVER_BROKEN: &str = "waiver-broken";

/// Applies waivers to the rules they name, on the day `today` (UTC). A failed rule with a waiver that holds is
/// `warn` and shows the waiver; with an expired one it stays failed and shows it as well; with one that names no
/// reason, no approver, or no readable day it stays failed. Only failures can be waived: a gate that could not measure has
/// nothing that somebody could accept.
pub fn apply(rules: &mut [Rule], waivers: &[Waiver], today: Date) {
    for rule in rules.iter_mut().filter(|rule| rule.status == RuleStatus::Fail) {
        let for_all = |waiver: &&Waiver| waiver.rule == rule.id && waiver.file.is_none();
        let mut candidates: Vec<&Waiver> = waivers.iter().filter(for_all).collect();
        // The one that holds longest decides: an old, expired entry does not undo its renewal.
        candidates.sort_by_key(|waiver| waiver.last_day());
        let Some(waiver) = candidates.pop() else { continue };
        let (status, reason, note) = waiver.judge(today);
        rule.status = status;
        rule.reason = reason.to_owned();
        rule.message = format!("{} ({note})", rule.message);
        rule.waiver = Some(waiver.clone());
    }
}

impl Waiver {
    /// Whether it is complete and its last day is not over.
    #[must_use]
    pub fn holds(&self, today: Date) -> bool {
        self.judge(today).0 == RuleStatus::Warn
    }

    fn last_day(&self) -> Option<Date> {
        self.expires.parse().ok()
    }

    fn judge(&self, today: Date) -> (RuleStatus, &'static str, String) {
        let blank = [&self.reason, &self.approver].iter().any(|text| text.trim().is_empty());
        match self.last_day() {
            Some(last) if !blank && last >= today => {
                (RuleStatus::Warn, WAIVED, format!("waived by {} until {last}: {}", self.approver, self.reason))
            }
            Some(last) if !blank => {
                let note = format!("its waiver expired on {last}: renew it or mend the cause");
                (RuleStatus::Fail, WAIVER_EXPIRED, note)
            }
            _ => {
                let note = "its waiver needs a reason, an approver and a day such as 2026-12-31".to_owned();
                (RuleStatus::Fail, WAIVER_BROKEN, note)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(status: RuleStatus) -> Rule {
        Rule::new("total-line", "line coverage ≥ 80 %", status, "below-limit", "10 more lines needed")
    }

    fn waiver(expires: &str) -> Waiver {
        Waiver {
            rule: "total-line".into(),
            file: None,
            owner: None,
            reason: "legacy module is being replaced".into(),
            approver: "ada".into(),
            link: "https://example.com/QA-7".into(),
            expires: expires.into(),
        }
    }

    fn applied(status: RuleStatus, waivers: &[Waiver]) -> Rule {
        let mut rules = [rule(status)];
        apply(&mut rules, waivers, "2026-08-22".parse().unwrap());
        let [rule] = rules;
        rule
    }

    #[test]
    fn a_waived_failure_is_a_warning_that_shows_its_waiver() {
        let rule = applied(RuleStatus::Fail, &[waiver("2026-08-22")]);
        assert_eq!((rule.status, rule.reason.as_str()), (RuleStatus::Warn, WAIVED));
        assert_eq!(rule.waiver, Some(waiver("2026-08-22")));
        assert!(rule.message.contains("waived by ada until 2026-08-22"), "{}", rule.message);
    }

    #[test]
    fn an_expired_waiver_fails() {
        let rule = applied(RuleStatus::Fail, &[waiver("2026-08-21")]);
        assert_eq!((rule.status, rule.reason.as_str()), (RuleStatus::Fail, WAIVER_EXPIRED));
        assert!(rule.waiver.is_some());
    }

    #[test]
    fn a_renewal_beats_the_expired_entry_whatever_their_order() {
        let (old, new) = (waiver("2026-01-01"), waiver("2026-12-31"));
        for waivers in [[old.clone(), new.clone()], [new, old]] {
            assert_eq!(applied(RuleStatus::Fail, &waivers).status, RuleStatus::Warn);
        }
    }

    #[test]
    fn a_waiver_without_reason_approver_or_day_fails() {
        let mut silent = waiver("2026-12-31");
        silent.reason = " ".into();
        let mut nobody = waiver("2026-12-31");
        nobody.approver = String::new();
        for broken in [silent, nobody, waiver("never"), waiver("")] {
            let rule = applied(RuleStatus::Fail, &[broken]);
            assert_eq!((rule.status, rule.reason.as_str()), (RuleStatus::Fail, WAIVER_BROKEN));
        }
    }

    #[test]
    fn only_a_failure_can_be_waived() {
        for status in [RuleStatus::Inconclusive, RuleStatus::Error, RuleStatus::Pass, RuleStatus::Warn] {
            let rule = applied(status, &[waiver("2026-12-31")]);
            assert_eq!((rule.status, rule.waiver), (status, None));
        }
    }

    #[test]
    fn a_waiver_for_another_rule_changes_nothing() {
        let mut other = waiver("2026-12-31");
        other.rule = "total-branch".into();
        assert_eq!(applied(RuleStatus::Fail, &[other]).status, RuleStatus::Fail);
    }
}
