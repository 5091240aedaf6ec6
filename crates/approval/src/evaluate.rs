//! From policy, request and facts to what follows.
//!
//! What was found is weighed in this order; the first that there is decides:
//!
//! 1. the issue or the request in it is not what was recorded: *invalid*,
//! 2. a deployment used the request: *consumed*,
//! 3. what the record says became of it: *superseded*, *denied*, *withdrawn*, *expired*,
//! 4. something else is to be deployed, under another policy, or onto another state of the environment (which a way back does not mind):
//!    *superseded*,
//! 5. a denial: *denied*,
//! 6. the requester took it back: *withdrawn*,
//! 7. its time is over: *expired*, whoever approved it before: an approval that nobody used in time is as old as its request,
//! 8. something was deleted or changed that may have been a denial, or somebody else closed or locked the issue: *held*,
//! 9. it goes back to what was approved and deployed here before: *rollback*,
//! 10. the glass is broken: *overridden*, in a freeze and by night too, and though an earlier review is overdue, which is then said beside it,
//! 11. commits of nobody stop, a review is overdue, or an approval is missing that may be one of somebody whom GitHub did not tell of: *held*,
//! 12. nothing may be approved now, or a seat lacks people: *pending*,
//! 13. every seat is filled: *approved*.
//!
//! It is total: every request has an answer under every facts, and what is not known is never an approval.

use verdict::Time;

use crate::calendar::{self, Moment};
use crate::evaluation::{Counts, Evaluation, Outcome, Reason, Standing};
use crate::facts::Facts;
use crate::policy::Policy;
use crate::quorum::{self, Quorum, Use};
use crate::request::Request;
use crate::standing;
use crate::votes::{self, Tally};

mod against;
mod seats;

/// Evaluates a request.
#[must_use]
pub fn evaluate(policy: &Policy, request: &Request, facts: &Facts) -> Evaluation {
    let voices = standing::voices(policy, request, facts);
    let tally = votes::tally(&voices, &request.requesters);
    let quorum = quorum::fill(policy, &tally.approvals);
    let case = Case {
        policy,
        request,
        facts,
        doubts: standing::reasons(policy, request, facts, &voices),
        tally: &tally,
        quorum: &quorum,
    };
    let found = case.weigh();
    let outcome = found.first().map_or(Outcome::Pending, |(outcome, _)| *outcome);
    let reasons = found.into_iter().filter(|(other, _)| goes_with(outcome, *other)).map(|(_, reason)| reason);
    Evaluation {
        outcome,
        reasons: reasons.collect(),
        seats: seats::states(policy, request, facts, &tally, &quorum),
        comments: standings(&tally, &quorum),
    }
}

/// Everything that an outcome is weighed from.
struct Case<'a> {
    policy: &'a Policy,
    request: &'a Request,
    facts: &'a Facts,
    doubts: Vec<Reason>,
    tally: &'a Tally,
    quorum: &'a Quorum,
}

impl Case<'_> {
    /// All that was found, the weightiest first; never empty.
    fn weigh(&self) -> Vec<(Outcome, Reason)> {
        let mut found = against::issue(self.request, self.facts);
        found.extend(against::record(self.request, self.facts, self.tally));
        found.extend(against::binding(self.policy, self.request, self.facts));
        found.extend(against::people(self.tally));
        if self.request.expires <= self.facts.now {
            found.push((Outcome::Expired, Reason::Ended { at: self.request.expires }));
        }
        found.extend(against::doubts(self.request, self.facts, &self.doubts));
        found.extend(against::ways_around(self.policy, self.request, self.facts, self.tally));
        found.extend(against::approving(self.policy, self.facts, self.tally, self.quorum, &self.doubts));
        found.extend(self.not_now());
        if self.quorum.is_full() {
            found.push((Outcome::Approved, Reason::SeatsFilled));
        } else {
            found.extend(against::glass_alone(self.policy, self.tally));
            found.extend(seats::open(self.policy, self.quorum));
        }
        found
    }

    /// Why it is not yet time.
    fn not_now(&self) -> Option<(Outcome, Reason)> {
        let reason = match calendar::at(self.policy, self.facts.now) {
            Moment::Frozen { until, why } => Reason::Frozen { until, why },
            Moment::Closed { until } => Reason::NotYet { until: until.unwrap_or(self.request.expires) },
            Moment::Open => Reason::NotYet { until: self.readable().filter(|until| self.facts.now < *until)? },
        };
        Some((Outcome::Pending, reason))
    }

    /// When the time for reading is over.
    fn readable(&self) -> Option<Time> {
        let digest = self.request.digest().ok();
        let shown = self.facts.requests.iter().filter(|posted| posted.digest == digest && !posted.changed);
        shown.map(|posted| calendar::minutes_after(posted.at, self.policy.dwell)).min()
    }
}

/// Which reasons are told with an outcome: its own; what else is missing where something is; and what broke glass leaves behind.
fn goes_with(outcome: Outcome, other: Outcome) -> bool {
    match outcome {
        Outcome::Held | Outcome::Pending => matches!(other, Outcome::Held | Outcome::Pending),
        _ => outcome == other,
    }
}

fn standings(tally: &Tally, quorum: &Quorum) -> Vec<Standing> {
    let mut standings = tally.standings.clone();
    for (vote, used) in &quorum.approvals {
        let counts = match used {
            Use::Fills(seat) => Counts::Approval { seat: Some(seat.clone()) },
            Use::Spare => Counts::Approval { seat: None },
            Use::Nowhere(why) => Counts::Ignored { why: why.clone() },
        };
        if let Some(standing) = standings.iter_mut().find(|standing| standing.comment == vote.comment) {
            standing.counts = counts;
        }
    }
    standings
}

#[cfg(test)]
mod tests;
