//! `rateLimit`: the budget of the hour and what this request costs.

use serde_json::Value;

use crate::graphql::object::{Call, Field, Kind, Out, leaf, null, object};
use crate::limits::Charge;

/// The budget of the caller.
pub(in crate::graphql) struct RateLimit {
    limit: u64,
    used: u64,
    reset: String,
    cost: u64,
    nodes: u64,
}

impl Kind for RateLimit {
    const NAME: &'static str = "RateLimit";
    const FIELDS: &'static [Field<Self>] = &[
        Field("cost: Int!", |rate, _| leaf(rate.cost)),
        Field("limit: Int!", |rate, _| leaf(rate.limit)),
        Field("nodeCount: Int!", |rate, _| leaf(rate.nodes)),
        Field("remaining: Int!", |rate, _| leaf(rate.limit.saturating_sub(rate.used))),
        Field("resetAt: DateTime!", |rate, _| leaf(rate.reset.as_str())),
        Field("used: Int!", |rate, _| leaf(rate.used)),
    ];
}

/// The budget; null where limits are off, as on GitHub Enterprise Server.
pub(in crate::graphql) fn run(call: &mut Call<'_>) -> Out {
    if !call.hub.limit_settings.on {
        return null();
    }
    let now = call.hub.clock.now();
    let charge = Charge::of(call.hub, call.caller, "POST", "/graphql", &Value::Null);
    let headers = call.hub.limits.headers(&call.hub.limit_settings, &charge, now);
    let number = |name: &str| {
        headers.iter().find(|(key, _)| *key == name).and_then(|(_, text)| text.parse::<i64>().ok())
    };
    let count = |name: &str| number(name).and_then(|number| u64::try_from(number).ok()).unwrap_or(0);
    let reset = number("x-ratelimit-reset").and_then(|at| jiff::Timestamp::from_second(at).ok()).unwrap_or(now);
    let (limit, used) = (count("x-ratelimit-limit"), count("x-ratelimit-used"));
    object(RateLimit {
        limit,
        used,
        reset: reset.to_string(),
        cost: call.cost.points(),
        nodes: call.cost.nodes,
    })
}
