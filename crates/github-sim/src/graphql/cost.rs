//! What a request costs before it runs: GitHub counts the nodes that it could return and the calls that they stand for
//! ("Rate limits and query limits for the GraphQL API").

use graphql_parser::query::Selection;
use serde_json::{Value, json};

use super::document::{Document, Selected, Selections};
use super::input::{Variables, number};

/// The most nodes that one request may ask for.
const MOST_NODES: u64 = 500_000;

/// Nodes and points of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// The nodes that it could return.
    pub(super) nodes: u64,
    /// The calls that these stand for.
    calls: u64,
}

impl Cost {
    /// The points: a hundredth of the calls, at least one.
    pub(super) fn points(self) -> u64 {
        (self.calls.saturating_add(50) / 100).max(1)
    }

    /// The error for a request that asks for too much.
    pub(super) fn excess(self) -> Option<Value> {
        let message = format!(
            "This query requests up to {} possible nodes which exceeds the maximum limit of 500,000.",
            grouped(self.nodes)
        );
        (self.nodes > MOST_NODES).then(|| json!({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}))
    }
}

/// Counts a document.
pub(super) fn cost(document: &Document, variables: &Variables) -> Cost {
    let mut cost = Cost::default();
    count(document, &document.selections, variables, 1, &mut cost);
    cost
}

fn count(document: &Document, set: &Selections, variables: &Variables, times: u64, cost: &mut Cost) {
    for selection in &set.items {
        match selection {
            Selection::Field(field) => {
                let below = match asked(field, variables) {
                    None => times,
                    Some(size) => {
                        cost.calls = cost.calls.saturating_add(times);
                        let nodes = times.saturating_mul(size);
                        cost.nodes = cost.nodes.saturating_add(nodes);
                        nodes
                    }
                };
                count(document, &field.selection_set, variables, below, cost);
            }
            Selection::InlineFragment(one) => count(document, &one.selection_set, variables, times, cost),
            Selection::FragmentSpread(one) => {
                if let Some(fragment) = document.fragments.get(&one.fragment_name) {
                    count(document, &fragment.selection_set, variables, times, cost);
                }
            }
        }
    }
}

/// How many nodes a field asks for, if it is a connection.
fn asked(field: &Selected, variables: &Variables) -> Option<u64> {
    let size = field.arguments.iter().find(|(name, _)| name == "first" || name == "last");
    size.and_then(|(_, value)| number(value, variables)).and_then(|size| u64::try_from(size).ok())
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len().saturating_sub(at)).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
