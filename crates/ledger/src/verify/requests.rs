//! The events of each request for approval: they are of one thing, in an order that can be, and rest on decisions that were made.

use std::collections::{BTreeMap, BTreeSet};

use super::approvals::Approvals;
use crate::fault::{FaultKind, NoticeKind};
use crate::moment::Moment;
use crate::name::Ulid;
use crate::predicate::{Decision, Request, RequestEvent};
use crate::report::Findings;
use crate::statement::Subject;

/// The requests of a ledger.
#[derive(Debug, Default)]
pub(super) struct Requests {
    seen: BTreeMap<Ulid, Seen>,
}

#[derive(Debug)]
struct Seen {
    first: Request,
    subjects: Vec<Subject>,
    permitted: bool,
    over: bool,
}

impl Requests {
    /// Takes the next event. `time` is that of its entry.
    pub(super) fn event(
        &mut self,
        (index, time): (u64, Moment),
        one: &Request,
        subjects: &[Subject],
        approvals: &Approvals,
        findings: &mut Findings,
    ) {
        let mut subjects = subjects.to_vec();
        subjects.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let begins = !self.seen.contains_key(&one.request_id);
        let seen = self.seen.entry(one.request_id.clone()).or_insert_with(|| Seen {
            first: one.clone(),
            subjects: subjects.clone(),
            permitted: false,
            over: false,
        });
        if !seen.is_of(one, &subjects) {
            let message = format!(
                "request {} began with another digest, end, environment, plan, policy or subject",
                one.request_id
            );
            findings.fault(index, FaultKind::RequestChanged, message);
        }
        if let Some(why) = seen.misplaced(one.event, begins) {
            findings.fault(index, FaultKind::RequestOrder, format!("request {} {why}", one.request_id));
        }
        seen.permitted |= one.event.permits();
        seen.over |= one.event.is_end();
        if one.event == RequestEvent::Overridden {
            let message = format!("request {} was deployed or allowed against the rules", one.request_id);
            findings.notice(index, NoticeKind::Overridden, message);
        }
        decisions((index, time), one, &subjects, approvals, findings);
    }
}

impl Seen {
    fn is_of(&self, one: &Request, subjects: &[Subject]) -> bool {
        let first = &self.first;
        (&first.environment, &first.digest, &first.expires_at)
            == (&one.environment, &one.digest, &one.expires_at)
            && (&first.plan_digest, &first.policy_digest) == (&one.plan_digest, &one.policy_digest)
            && self.subjects == subjects
    }

    const fn misplaced(&self, event: RequestEvent, begins: bool) -> Option<&'static str> {
        match event {
            RequestEvent::Requested if !begins => Some("is asked for twice"),
            RequestEvent::Requested => None,
            _ if begins => Some("was never asked for"),
            _ if self.over && !event.is_afterwards() => Some("ended before"),
            RequestEvent::Consumed if !self.permitted => Some("is used, and nobody had permitted it"),
            _ => None,
        }
    }
}

/// Whether the decisions that an outcome names were made, of this, by as many people.
fn decisions(
    (index, time): (u64, Moment),
    one: &Request,
    subjects: &[Subject],
    approvals: &Approvals,
    findings: &mut Findings,
) {
    let wanted = if one.event == RequestEvent::Denied { Decision::Reject } else { Decision::Approve };
    let mut people = BTreeSet::new();
    for leaf in &one.decisions {
        let said = approvals.decision(*leaf, one, subjects, wanted, time).and_then(|person| {
            let again = (FaultKind::ApprovalTwice, "is by somebody whose decision counts already");
            people.insert(person).then_some(()).ok_or(again)
        });
        if let Err((kind, message)) = said {
            findings.fault(index, kind, format!("the decision of entry {} {message}", leaf.index));
        }
    }
}
