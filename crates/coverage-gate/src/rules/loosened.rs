//! `policy-kept`: no input of the workflow asks for less than the policy file does. A pull request can edit its workflow; what the
//! file says at the base holds all the same, and the attempt is told.

use verdict::{Rule, RuleStatus};

use crate::policy::Policy;
use crate::reason::Reason;

pub(super) fn rule(policy: &Policy) -> Option<Rule> {
    let loosened = policy.loosened.as_ref()?;
    let told: Vec<String> = loosened
        .iter()
        .map(|one| format!("`{}: {}` is less than the policy file's {}", one.input, one.asked, one.holds))
        .collect();
    let (status, reason, message) = match told.is_empty() {
        true => (RuleStatus::Pass, Reason::PolicyKept, "every input asks for as much or more".to_owned()),
        false => {
            let message =
                format!("{}; the file's holds: take the input out, or change the file", told.join("; "));
            (RuleStatus::Fail, Reason::PolicyLoosened, message)
        }
    };
    Some(Rule::new("policy-kept", "inputs only tighten the policy file", status, reason.code(), message))
}
