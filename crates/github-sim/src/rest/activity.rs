//! Who moved which reference when: `GET /repos/{owner}/{repo}/activity` ("List repository activities" in GitHub's REST
//! documentation). Its pages have cursors instead of numbers.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::git::Activity;
use crate::hub::Hub;
use crate::node::node_id;
use crate::rest::git_links::READ;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[Route::new("GET", "/repos/{owner}/{repo}/activity", READ, list)];

const KINDS: [&str; 6] =
    ["push", "force_push", "branch_creation", "branch_deletion", "pr_merge", "merge_queue_merge"];

impl Hub {
    /// The schema `activity`.
    fn activity_json(&self, activity: &Activity) -> Value {
        let Activity { id, reference, before, after, kind, actor, at } = activity;
        json!({
            "id": id, "node_id": node_id("PSH", *id), "before": before.as_str(), "after": after.as_str(),
            "ref": reference, "timestamp": at, "activity_type": kind,
            "actor": actor.map_or(Value::Null, |actor| self.user_or_null(actor)),
        })
    }
}

fn list(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let size =
        visit.query("per_page").and_then(|text| text.parse().ok()).filter(|size| *size > 0).unwrap_or(30);
    let size = usize::min(size, 100);
    let since = since(visit)?;
    if visit.query("activity_type").is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err(Answer::unprocessable("Invalid activity_type"));
    }
    let mut found: Vec<&Activity> = hub.depot.activities.get(&repository).into_iter().flatten().collect();
    found.retain(|activity| is_wanted(hub, visit, activity, since));
    if visit.query("direction") != Some("asc") {
        found.reverse();
    }
    let (page, earlier, later) = cut(&found, visit, size)?;
    let shown = Value::Array(page.iter().map(|activity| hub.activity_json(activity)).collect());
    let ends = [(later, page.last(), "after", "next"), (earlier, page.first(), "before", "prev")];
    let links = ends.into_iter().filter_map(|(more, end, key, relation)| {
        let cursor = cursor(end.filter(|_| more)?.id);
        Some(format!("<{}>; rel=\"{relation}\"", address(hub, visit, repository, key, &cursor)))
    });
    let links: Vec<String> = links.collect();
    let answer = Answer::ok(shown);
    Ok(if links.is_empty() { answer } else { answer.header("link", links.join(", ")) })
}

fn is_wanted(hub: &Hub, visit: &Visit, activity: &Activity, since: Option<Timestamp>) -> bool {
    let reference = visit.query("ref").is_none_or(|asked| {
        activity.reference == asked || activity.reference.strip_prefix("refs/heads/") == Some(asked)
    });
    let login = activity.actor.and_then(|id| hub.accounts.get(&id)).map(|account| account.login.as_str());
    let actor =
        visit.query("actor").is_none_or(|asked| login.is_some_and(|login| login.eq_ignore_ascii_case(asked)));
    let kind = visit.query("activity_type").is_none_or(|asked| asked == activity.kind);
    reference && actor && kind && since.is_none_or(|since| activity.at >= since)
}

fn since(visit: &Visit) -> Result<Option<Timestamp>, Answer> {
    let days = match visit.query("time_period") {
        None => return Ok(None),
        Some("day") => 1,
        Some("week") => 7,
        Some("month") => 30,
        Some("quarter") => 90,
        Some("year") => 365,
        Some(_) => return Err(Answer::unprocessable("Invalid time_period")),
    };
    let period = SignedDuration::from_hours(days * 24);
    Ok(Some(visit.at.checked_sub(period).unwrap_or(Timestamp::MIN)))
}

/// The page, and whether there is something before and after it.
fn cut<'a>(
    found: &[&'a Activity],
    visit: &Visit,
    size: usize,
) -> Result<(Vec<&'a Activity>, bool, bool), Answer> {
    let place = |name: &str| match visit.query(name) {
        None => Ok(None),
        Some(cursor) => {
            let id = parse(cursor).ok_or_else(|| Answer::unprocessable("Invalid cursor"))?;
            let at = found.iter().position(|activity| activity.id == id);
            at.map(Some).ok_or_else(|| Answer::unprocessable("Invalid cursor"))
        }
    };
    let (after, before) = (place("after")?, place("before")?);
    let (start, end) = match (after, before) {
        (Some(after), _) => (after.saturating_add(1), after.saturating_add(1).saturating_add(size)),
        (None, Some(before)) => (before.saturating_sub(size), before),
        (None, None) => (0, size),
    };
    let end = end.min(found.len());
    let page = found.get(start.min(end)..end).unwrap_or_default().to_vec();
    Ok((page, start > 0, end < found.len()))
}

fn cursor(id: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("PSH:{id}"))
}

fn parse(cursor: &str) -> Option<u64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.strip_prefix("PSH:")?.parse().ok()
}

/// The address of another page: by the repository's number, with the same filters and the new cursor.
fn address(hub: &Hub, visit: &Visit, repository: u64, key: &str, cursor: &str) -> String {
    let kept = visit.query.iter().filter(|(name, _)| name != "after" && name != "before");
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let mut query: Vec<String> = kept.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    query.push(format!("{key}={cursor}"));
    hub.links.api(&format!("/repositories/{repository}/activity?{}", query.join("&")))
}

#[cfg(test)]
mod tests;
