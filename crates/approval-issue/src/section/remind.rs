//! When people are reminded, as the policy file writes it.

use approval::resolve::minutes_of;
use approval::source;
use settings::{Node, Wrong};

use super::{Escalate, Section};
use crate::remind::{Escalation, MOST, Reminders};

pub(super) fn reminders(node: &Node) -> Result<Reminders, Wrong> {
    let section: Section = settings::read(node)?;
    let at = |member: &str| node.member(member).unwrap_or(node);
    let term = |member: &str, text: &str| {
        let wrong = || {
            at(member).wrong(format!(
                "`{member}` holds no length of time: write minutes, hours or days, such as `4h`"
            ))
        };
        minutes_of(text).filter(|minutes| *minutes > 0).ok_or_else(wrong)
    };
    if section.remind.len() > MOST {
        return Err(at("remind").wrong(format!("has more than {MOST} reminders")));
    }
    let after = section.remind.iter().map(|text| term("remind", text)).collect::<Result<_, _>>()?;
    let before_end = section.remind_before_expiry.as_ref();
    let before_end = before_end.map(|text| term("remind-before-expiry", text)).transpose()?;
    let escalate = section.escalate.as_ref().map(|Escalate { after, to }| {
        let to = source::list(to).map_err(|error| at("escalate").wrong(format!("`escalate.to` {error}")))?;
        Ok::<_, Wrong>(Escalation { after: term("escalate", after)?, to })
    });
    Ok(Reminders { after, before_end, escalate: escalate.transpose()? })
}
