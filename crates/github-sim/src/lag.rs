//! Lists that lag behind: what was created, and does not stand in lists yet, as on GitHub's replicas.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::answer::{Answer, Content};
use crate::clock::after;
use crate::fault::FaultKind;
use crate::hub::Hub;

/// A thing that lists do not show yet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Hidden {
    identity: String,
    until: Until,
}

/// When the thing comes to light.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Until {
    /// After so many lists without it.
    Lists(u32),
    /// When the simulator's clock shows this time.
    Time(Timestamp),
}

impl Hub {
    /// Hides what the answer created from the next lists.
    pub(crate) fn hide(&mut self, answer: &Answer, lag: &FaultKind) {
        let until = match lag {
            FaultKind::ListLag(lists) => Until::Lists(*lists),
            FaultKind::ListLagSeconds(seconds) => {
                Until::Time(after(self.clock.now(), Duration::from_secs(*seconds)))
            }
            _ => return,
        };
        if let Content::Json(body) = &answer.content
            && let Some(identity) = identity(body)
        {
            self.hidden.push(Hidden { identity: identity.to_owned(), until });
        }
    }

    /// Whether a list misses the thing of this identity; each list that misses it brings it nearer.
    pub(crate) fn misses(&mut self, identity: &str) -> bool {
        let now = self.clock.now();
        self.hidden.retain(|hidden| match hidden.until {
            Until::Lists(lists) => lists > 0,
            Until::Time(time) => now < time,
        });
        let mut missed = false;
        for hidden in self.hidden.iter_mut().filter(|hidden| hidden.identity == identity) {
            if let Until::Lists(lists) = &mut hidden.until {
                *lists = lists.saturating_sub(1);
            }
            missed = true;
        }
        missed
    }

    /// The items that a list shows.
    pub(crate) fn without_hidden(&mut self, mut items: Vec<Value>) -> Vec<Value> {
        items.retain(|item| !identity(item).is_some_and(|identity| self.misses(identity)));
        items
    }
}

/// What identifies a listed thing: its node id, or else its address.
fn identity(item: &Value) -> Option<&str> {
    item.get("node_id").or_else(|| item.get("url")).and_then(Value::as_str)
}
