//! Rate limits as GitHub documents them: a primary budget per hour, and secondary ones over points and created content.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use graphql_parser::query::{Definition, OperationDefinition, parse_query};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::clock::after;
use crate::hub::Hub;
use crate::route::Route;
use crate::token::{Caller, TokenKind};
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] = &[Route::new("GET", "/rate_limit", Needs::NOTHING, show)];

const DOCUMENTATION: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);

/// The limits; the defaults are those that GitHub documents.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Off as on GitHub Enterprise Server: no limit, and no header about one.
    pub on: bool,
    /// Requests per hour without a token.
    pub anonymous: u32,
    /// Requests per hour and repository for tokens of Actions.
    pub actions: u32,
    /// Requests per hour for a person.
    pub user: u32,
    /// Requests per hour for an App's installation.
    pub app: u32,
    /// REST points per minute: 1 for a read, 5 for a write.
    pub points_per_minute: u32,
    /// GraphQL points per minute: 1 for a query, 5 for a mutation.
    pub graphql_points_per_minute: u32,
    /// Content created per minute.
    pub contents_per_minute: u32,
    /// Content created per hour.
    pub contents_per_hour: u32,
    /// Requests at once.
    pub at_once: u64,
    /// The status of an answer over a limit: 403 or 429.
    pub status: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            on: true,
            anonymous: 60,
            actions: 1_000,
            user: 5_000,
            app: 5_000,
            points_per_minute: 900,
            graphql_points_per_minute: 2_000,
            contents_per_minute: 80,
            contents_per_hour: 500,
            at_once: 100,
            status: 403,
        }
    }
}

/// What the limits remember.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    budgets: BTreeMap<String, Budget>,
    recent: BTreeMap<String, VecDeque<Spent>>,
}

#[derive(Debug, Clone, Copy)]
struct Budget {
    used: u32,
    reset: Timestamp,
}

#[derive(Debug, Clone, Copy)]
struct Spent {
    at: Timestamp,
    points: u32,
    created: bool,
}

/// What one request costs, and whom.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    who: String,
    limit: u32,
    graphql: bool,
    pub(crate) points: u32,
    creates: bool,
    free: bool,
}

impl Charge {
    /// The charge for a request, by GitHub's table of points.
    pub(crate) fn of(hub: &Hub, caller: &Caller, method: &str, path: &str, body: &Value) -> Self {
        let settings = &hub.limit_settings;
        let (who, limit) = match caller.kind() {
            None => ("anonymous".to_owned(), settings.anonymous),
            Some(TokenKind::Actions { repository, .. }) => {
                (format!("repository ID {repository}"), settings.actions)
            }
            Some(TokenKind::User { account, .. }) => (format!("user ID {account}"), settings.user),
            Some(TokenKind::App { app, installed_on, .. }) => {
                (format!("installation ID {app}-{installed_on}"), settings.app)
            }
        };
        let graphql = path == "/graphql";
        let reads = if graphql { !mutates(body) } else { matches!(method, "GET" | "HEAD" | "OPTIONS") };
        let creates = if graphql { !reads } else { method == "POST" };
        let points = if reads { 1 } else { 5 };
        Self { who, limit, graphql, points, creates, free: path == "/rate_limit" }
    }

    fn key(&self) -> String {
        format!("{} {}", self.who, self.resource())
    }

    fn resource(&self) -> &'static str {
        if self.graphql { "graphql" } else { "core" }
    }
}

/// Whether a GraphQL request holds a mutation.
fn mutates(body: &Value) -> bool {
    let query = body.get("query").and_then(Value::as_str).unwrap_or_default();
    let mutation =
        |one: &Definition<'_, &str>| matches!(one, Definition::Operation(OperationDefinition::Mutation(_)));
    parse_query::<&str>(query).is_ok_and(|document| document.definitions.iter().any(mutation))
}

impl Limits {
    /// Takes the charge, or answers that a limit is exceeded.
    pub(crate) fn charge(
        &mut self,
        set: &Settings,
        charge: &Charge,
        at_once: u64,
        now: Timestamp,
    ) -> Result<(), Answer> {
        if !set.on || charge.free {
            return Ok(());
        }
        if at_once > set.at_once {
            return Err(secondary(set.status, Some(MINUTE.as_secs())));
        }
        let budget = self.budget(charge, now);
        if budget.used >= charge.limit {
            return Err(primary(set.status, charge));
        }
        budget.used = budget.used.saturating_add(1);
        self.secondary(set, charge, now)
    }

    fn budget(&mut self, charge: &Charge, now: Timestamp) -> &mut Budget {
        let fresh = Budget { used: 0, reset: after(now, HOUR) };
        let budget = self.budgets.entry(charge.key()).or_insert(fresh);
        if budget.reset <= now {
            *budget = fresh;
        }
        budget
    }

    fn secondary(&mut self, set: &Settings, charge: &Charge, now: Timestamp) -> Result<(), Answer> {
        let spent = self.recent.entry(charge.key()).or_default();
        while spent.front().is_some_and(|old| after(old.at, HOUR) <= now) {
            spent.pop_front();
        }
        let minute = |one: &&Spent| after(one.at, MINUTE) > now;
        let points = spent.iter().filter(minute).map(|one| one.points).fold(charge.points, u32::saturating_add);
        let most = if charge.graphql { set.graphql_points_per_minute } else { set.points_per_minute };
        let in_minute = spent.iter().filter(minute).filter(|one| one.created).count();
        let in_hour = spent.iter().filter(|one| one.created).count();
        let reached = |count: usize, limit: u32| u32::try_from(count).is_ok_and(|count| count >= limit);
        let flooded = reached(in_minute, set.contents_per_minute) || reached(in_hour, set.contents_per_hour);
        if points > most || (charge.creates && flooded) {
            return Err(secondary(set.status, Some(MINUTE.as_secs())));
        }
        spent.push_back(Spent { at: now, points: charge.points, created: false });
        Ok(())
    }

    /// Notes that the request created content, which only a success does.
    pub(crate) fn created(&mut self, charge: &Charge, status: u16) {
        let success = if charge.graphql { status == 200 } else { status == 201 };
        if let Some(last) = self.recent.get_mut(&charge.key()).and_then(VecDeque::back_mut) {
            last.created = charge.creates && success;
        }
    }

    /// Gives the request back: an answer 304 does not count against the primary limit.
    pub(crate) fn refund(&mut self, charge: &Charge) {
        if let Some(budget) = self.budgets.get_mut(&charge.key()) {
            budget.used = budget.used.saturating_sub(1);
        }
    }

    /// The `x-ratelimit-*` headers.
    pub(crate) fn headers(
        &mut self,
        set: &Settings,
        charge: &Charge,
        now: Timestamp,
    ) -> Vec<(&'static str, String)> {
        if !set.on {
            return Vec::new();
        }
        let budget = *self.budget(charge, now);
        let remaining = charge.limit.saturating_sub(budget.used);
        vec![
            ("x-ratelimit-limit", charge.limit.to_string()),
            ("x-ratelimit-remaining", remaining.to_string()),
            ("x-ratelimit-used", budget.used.to_string()),
            ("x-ratelimit-reset", budget.reset.as_second().to_string()),
            ("x-ratelimit-resource", charge.resource().to_owned()),
        ]
    }
}

/// GitHub's answer when the budget of the hour is used up. GraphQL says so in its `errors`, with status 200 ("Rate limits and
/// query limits for the GraphQL API").
pub(crate) fn primary(status: u16, charge: &Charge) -> Answer {
    let who = &charge.who;
    if charge.graphql {
        let message = format!("API rate limit already exceeded for {who}.");
        let error = json!({"type": "RATE_LIMIT", "code": "graphql_rate_limit", "message": message});
        return Answer::json(200, json!({"errors": [error]}));
    }
    let message = format!("API rate limit exceeded for {who}.");
    Answer::json(
        status,
        json!({"message": message, "documentation_url": DOCUMENTATION, "status": status.to_string()}),
    )
}

/// GitHub's answer to too much in too short a time.
pub(crate) fn secondary(status: u16, retry_after: Option<u64>) -> Answer {
    let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    let documentation = format!("{DOCUMENTATION}#about-secondary-rate-limits");
    let body = json!({"message": message, "documentation_url": documentation, "status": status.to_string()});
    let answer = Answer::json(status, body);
    match retry_after {
        Some(seconds) => answer.header("retry-after", seconds.to_string()),
        None => answer,
    }
}

fn show(hub: &mut Hub, visit: &Visit) -> Reply {
    if !hub.limit_settings.on {
        return Err(Answer::error(404, "Rate limiting is not enabled."));
    }
    let now = hub.clock.now();
    let mut one = |path: &str| {
        let charge = Charge::of(hub, &visit.caller, "GET", path, &Value::Null);
        let budget = *hub.limits.budget(&charge, now);
        let remaining = charge.limit.saturating_sub(budget.used);
        json!({"limit": charge.limit, "used": budget.used, "remaining": remaining, "reset": budget.reset.as_second()})
    };
    let (rest, graphql) = (one("/"), one("/graphql"));
    Ok(Answer::ok(json!({"resources": {"core": rest, "graphql": graphql, "search": rest}, "rate": rest})))
}

#[cfg(test)]
mod tests;
