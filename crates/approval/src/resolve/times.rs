//! Terms, hours and freezes.

use verdict::Time;

use crate::calendar;
use crate::policy::{Freeze, Hours};
use crate::preset::Base;
use crate::source::shown;

use super::{Draft, HoursDraft, Problems};

/// Minutes that a request must be open at least.
const SHORTEST: u32 = 5;
/// Thirty days: for so long after its first attempt a run can be run again ("Re-running workflows and jobs").
const LONGEST: u32 = 30 * 24 * 60;
const FREEZES: usize = 100;
const WHY: usize = 300;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Dwell and expiry.
pub(super) fn terms(draft: &Draft, base: &Base, problems: &mut Problems) -> (u32, u32) {
    let expires = draft.expires.as_deref().map_or(Some(base.expires), minutes_of);
    let expires = expires.filter(|minutes| (SHORTEST..=LONGEST).contains(minutes)).unwrap_or_else(|| {
        problems.add("expires", "is no term for a request: write minutes, hours or days, such as `7d`, at least `5m` and at most `30d`");
        base.expires
    });
    let dwell = draft.dwell.as_deref().map_or(Some(0), minutes_of).unwrap_or_else(|| {
        problems.add("dwell", "is no length of time: write minutes, hours or days, such as `30m`");
        0
    });
    if dwell >= expires {
        problems.add("dwell", "is as long as the request is open, so that no vote would ever count: make it shorter than `expires`");
    }
    (dwell, expires)
}

/// `30m`, `2h`, `1d`, in minutes.
#[must_use]
pub fn minutes_of(text: &str) -> Option<u32> {
    let number = text.get(..text.len().checked_sub(1)?)?;
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let unit = match text.as_bytes().last()? {
        b'm' => 1,
        b'h' => 60,
        b'd' => 24 * 60,
        _ => return None,
    };
    number.parse::<u32>().ok().filter(|_| plain)?.checked_mul(unit)
}

/// The same, in whole hours.
pub(super) fn hours_of(text: &str) -> Option<u32> {
    minutes_of(text).filter(|minutes| minutes % 60 == 0).map(|minutes| minutes / 60)
}

pub(super) fn hours(draft: &Draft, problems: &mut Problems) -> Option<Hours> {
    let HoursDraft { zone, days, from, until } = draft.hours.as_ref()?;
    let found = calendar::zone(zone);
    if found.is_none() {
        problems.add(
            "hours.zone",
            format!("`{}` is no zone: write its IANA name, such as `Europe/Vienna`", shown(zone, "")),
        );
    }
    let days = days_of(days);
    if days.is_none() {
        problems.add(
            "hours.days",
            "are no days: write for example `mon-fri`, or `mon, wed, sat-sun`, each day once",
        );
    }
    let minutes = minute_of_day(from).zip(minute_of_day(until)).filter(|(from, until)| from < until);
    if minutes.is_none() {
        problems.add("hours", "do not end after they begin: write `from` and `until` of one day, such as 09:00 and 17:00 (the end of a day is 24:00)");
    }
    let ((from, until), days, _) = (minutes?, days?, found?);
    Some(Hours { zone: zone.clone(), days, from, until })
}

/// `09:00`, in minutes of the day.
fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| plain)
    };
    let (hour, minute) = (two(hour)?, two(minute).filter(|minute| *minute < 60)?);
    Some(hour * 60 + minute).filter(|minute| *minute <= calendar::DAY)
}

/// `mon-fri`, `mon, wed`: ascending, as ISO 8601 counts.
fn days_of(text: &str) -> Option<Vec<u8>> {
    let day = |name: &str| {
        let at = DAYS.iter().position(|day| name.trim().eq_ignore_ascii_case(day))?;
        u8::try_from(at + 1).ok()
    };
    let mut days = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (day(first)?, day(last)?);
        if last < first {
            return None;
        }
        days.extend(first..=last);
    }
    let all = days.len();
    days.sort_unstable();
    days.dedup();
    (days.len() == all).then_some(days)
}

pub(super) fn freezes(draft: &Draft, problems: &mut Problems) -> Vec<Freeze> {
    if draft.freezes.len() > FREEZES {
        problems.add("freezes", format!("are more than {FREEZES}: remove the ones that are over"));
    }
    let mut freezes = Vec::new();
    for (at, written) in draft.freezes.iter().take(FREEZES).enumerate() {
        let member = |name: &str| format!("freezes[{at}].{name}");
        let from = problems.take(&member("from"), Time::parse(&written.from));
        let until = problems.take(&member("until"), Time::parse(&written.until));
        let reason = written.reason.trim();
        if reason.is_empty() || reason.chars().count() > WHY || reason.chars().any(char::is_control) {
            problems.add(
                member("reason"),
                format!("is missing or no line of at most {WHY} letters: whoever waits wants to know why"),
            );
        }
        let Some((from, until)) = from.zip(until) else { continue };
        if from >= until {
            problems.add(member("until"), "is not after `from`: exchange them");
        }
        freezes.push(Freeze { from, until, reason: reason.to_owned() });
    }
    freezes
}
