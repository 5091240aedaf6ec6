//! `gates:` within a section: what holds for one gate alone, laid over what stands above it.

use crate::node::{Node, Value, Wrong};

/// Gates that one file may describe.
const MOST: usize = 100;
/// Letters of a gate's name.
const LONGEST: usize = 64;

/// Reads a section for one gate: what stands under its name in `gates`, over the rest, member by member; lists and single values are
/// replaced.
///
/// Every gate of the file is read, so that a mistake in one is found by whichever runs first.
///
/// # Errors
/// The first member that does not hold, with its place and what to write.
pub fn for_gate<T>(
    section: &Node,
    gate_id: &str,
    read: impl Fn(&Node) -> Result<T, Wrong>,
) -> Result<T, Wrong> {
    let shared = section.without("gates");
    let mut own = None;
    if let Some(gates) = section.member("gates") {
        for (id, over) in named(gates)? {
            let read = read(&shared.overlaid(over))?;
            if id == gate_id {
                own = Some(read);
            }
        }
    }
    own.map_or_else(|| read(&shared), Ok)
}

fn named(gates: &Node) -> Result<&[(String, Node)], Wrong> {
    if !matches!(gates.value, Value::Map(_)) {
        return Err(gates
            .wrong("write one member for each gate, such as `gates: { backend: { limits: { line: 90 } } }`"));
    }
    if gates.members().len() > MOST {
        return Err(gates.wrong(format!("has more than {MOST} gates")));
    }
    for (id, over) in gates.members() {
        if !is_name(id) {
            let message =
                format!("is not a gate's name: write up to {LONGEST} letters, digits, `-`, `_` or `.`");
            return Err(over.wrong(message));
        }
        if !matches!(over.value, Value::Map(_)) {
            return Err(over.wrong("write what holds for this gate alone, such as `{ limits: { line: 90 } }`"));
        }
    }
    Ok(gates.members())
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(allowed)
}
