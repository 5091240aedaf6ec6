//! What tests begin with: a policy, and a world of requests and comments under it.

pub(crate) mod vote;
pub(crate) mod world;

use crate::policy::{Demand, Exclude, Level, Policy, Rollback, Seat, Unattributed};

/// A policy of these seats that asks for nothing else, and excludes who asked.
pub(crate) fn policy(seats: Vec<Seat>) -> Policy {
    Policy {
        environment: "production".to_owned(),
        seats,
        veto: Vec::new(),
        exclude: Exclude {
            requesters: true,
            contributors: false,
            mergers: false,
            unattributed: Unattributed::Show,
        },
        code: Demand::Optional,
        meanings: Vec::new(),
        meaning: Demand::Optional,
        reason: 0,
        checklist: Vec::new(),
        dwell: 0,
        expires: 7 * 24 * 60,
        hours: None,
        freezes: Vec::new(),
        break_glass: None,
        rollback: Rollback::Approval,
        signature: Level::Comment,
    }
}
