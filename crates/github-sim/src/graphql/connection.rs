//! Connections: pages of a list by cursors ("Using pagination in the GraphQL API").

use std::marker::PhantomData;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::object::{Call, Field, Kind, Object, Out, Value, leaf, object, objects};
use super::refusal::Refusal;

/// The most nodes of a page.
const MOST: i64 = 100;

/// What a connection lists.
pub(super) trait Listing: Sized + 'static {
    /// The connection's type.
    const CONNECTION: &'static str;
    /// The edge's type.
    const EDGE: &'static str;
    /// The node's type.
    const NODE: &'static str;
    /// Fields that only this connection has.
    const MORE: &'static [Field<Connection<Self>>] = &[];
}

/// One page of a list.
pub(super) struct Connection<L> {
    nodes: Vec<(String, Rc<dyn Object>)>,
    total: usize,
    within: usize,
    before: bool,
    after: bool,
    /// What the listing itself needs to know beside the nodes.
    pub(super) about: Json,
    listing: PhantomData<L>,
}

impl<L: Listing> Connection<L> {
    /// How many there are between the cursors.
    pub(super) fn within(&self) -> usize {
        self.within
    }

    /// How many this page has.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }
}

impl<L: Listing> Kind for Connection<L> {
    const NAME: &'static str = L::CONNECTION;
    const PARTS: [&'static str; 2] = [L::NODE, L::EDGE];
    const MORE: &'static [Field<Self>] = L::MORE;
    const FIELDS: &'static [Field<Self>] = &[
        Field("nodes: [$node]", |page, _| {
            Ok(Value::List(page.nodes.iter().map(|(_, node)| Value::Object(Rc::clone(node))).collect()))
        }),
        Field("edges: [$edge]", |page, _| objects(page.nodes.iter().map(Edge::<L>::of))),
        Field("pageInfo: PageInfo!", |page, _| {
            let end = |end: Option<&(String, Rc<dyn Object>)>| end.map(|(cursor, _)| cursor.clone());
            let (start, last) = (end(page.nodes.first()), end(page.nodes.last()));
            object(PageInfo { start, last, before: page.before, after: page.after })
        }),
        Field("totalCount: Int!", |page, _| leaf(page.total)),
    ];
}

/// A node with its cursor.
pub(super) struct Edge<L> {
    cursor: String,
    node: Rc<dyn Object>,
    listing: PhantomData<L>,
}

impl<L> Edge<L> {
    fn of((cursor, node): &(String, Rc<dyn Object>)) -> Self {
        Self { cursor: cursor.clone(), node: Rc::clone(node), listing: PhantomData }
    }
}

impl<L: Listing> Kind for Edge<L> {
    const NAME: &'static str = L::EDGE;
    const PARTS: [&'static str; 2] = [L::NODE, L::EDGE];
    const FIELDS: &'static [Field<Self>] = &[
        Field("cursor: String!", |edge, _| leaf(edge.cursor.as_str())),
        Field("node: $node", |edge, _| Ok(Value::Object(Rc::clone(&edge.node)))),
    ];
}

/// Where a page ends.
pub(super) struct PageInfo {
    start: Option<String>,
    last: Option<String>,
    before: bool,
    after: bool,
}

impl Kind for PageInfo {
    const NAME: &'static str = "PageInfo";
    const FIELDS: &'static [Field<Self>] = &[
        Field("startCursor: String", |info, _| leaf(info.start.clone())),
        Field("endCursor: String", |info, _| leaf(info.last.clone())),
        Field("hasNextPage: Boolean!", |info, _| leaf(info.after)),
        Field("hasPreviousPage: Boolean!", |info, _| leaf(info.before)),
    ];
}

/// The page of a list that the field's arguments ask for. Keys rise and never change, so that a cursor holds when things come
/// and go; only the page's items become objects.
pub(super) fn page<L: Listing, T>(
    call: &mut Call<'_>,
    items: Vec<(u64, T)>,
    about: Json,
    make: impl FnOnce(&mut Call<'_>, Vec<T>) -> Result<Vec<Rc<dyn Object>>, Refusal>,
) -> Out {
    let (size, from_end) = size(call)?;
    let total = items.len();
    let (after, before) = (cursor(call, "after")?, cursor(call, "before")?);
    let inside = |key: u64| after.is_none_or(|after| key > after) && before.is_none_or(|before| key < before);
    let skipped = items.iter().filter(|(key, _)| after.is_some_and(|after| *key <= after)).count();
    let left = items.iter().filter(|(key, _)| before.is_some_and(|before| *key >= before)).count();
    let within: Vec<(u64, T)> = items.into_iter().filter(|(key, _)| inside(*key)).collect();
    let count = within.len();
    let cut = count.saturating_sub(size);
    let (drop, keep) = if from_end { (cut, size) } else { (0, size) };
    let page: Vec<(u64, T)> = within.into_iter().skip(drop).take(keep).collect();
    let (keys, page): (Vec<u64>, Vec<T>) = page.into_iter().unzip();
    let made = make(call, page)?;
    let nodes = keys.into_iter().map(|key| STANDARD.encode(format!("cursor:v2:{key}"))).zip(made).collect();
    let (more_before, more_after) = if from_end { (cut > 0, left > 0) } else { (skipped > 0, cut > 0) };
    let (before, after, listing) = (more_before, more_after, PhantomData);
    object(Connection::<L> { nodes, total, within: count, before, after, about, listing })
}

/// How many nodes are asked for, and whether from the end.
fn size(call: &Call<'_>) -> Result<(usize, bool), Refusal> {
    let (first, last) = (call.number("first"), call.number("last"));
    let (name, size) = match (first, last) {
        (Some(first), None) => ("first", first),
        (None, Some(last)) => ("last", last),
        (Some(_), Some(_)) => {
            let message = format!(
                "Passing both `first` and `last` to paginate the `{}` connection is not supported.",
                call.field
            );
            return Err(Refusal::unprocessable(message));
        }
        (None, None) => {
            let message = format!(
                "You must provide a `first` or `last` value to properly paginate the `{}` connection.",
                call.field
            );
            return Err(Refusal::new("MISSING_PAGINATION_BOUNDARIES", message));
        }
    };
    if size > MOST {
        let message = format!(
            "Requesting {size} records on the `{}` connection exceeds the `{name}` limit of {MOST} records.",
            call.field
        );
        return Err(Refusal::new("EXCESSIVE_PAGINATION", message));
    }
    match usize::try_from(size) {
        Ok(size) => Ok((size, name == "last")),
        Err(_) => {
            let message = format!("`{name}` on the `{}` connection cannot be less than zero.", call.field);
            Err(Refusal::unprocessable(message))
        }
    }
}

fn cursor(call: &Call<'_>, name: &str) -> Result<Option<u64>, Refusal> {
    let Some(text) = call.argument(name).as_str() else { return Ok(None) };
    let key = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = key.and_then(|key| key.strip_prefix("cursor:v2:")?.parse().ok());
    let wrong =
        || Refusal::new("INVALID_CURSOR_ARGUMENTS", format!("`{text}` does not appear to be a valid cursor."));
    key.map(Some).ok_or_else(wrong)
}
