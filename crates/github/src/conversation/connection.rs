//! Connections: all pages, or an error. A node that GitHub does not show, and a page that does not lead on, are missing parts.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::graphql::{MOST_PAGES, PageInfo, document};
use crate::repository::Repository;
use crate::request::Request;

/// A page of a connection.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<T> {
    total_count: usize,
    page_info: PageInfo,
    nodes: Option<Vec<Option<T>>>,
}

impl<T> Connection<T> {
    /// Adds the nodes to those of earlier pages; the cursor of the next page, if there is one. After the last page there must be as many
    /// as GitHub counts.
    fn open(self, request: &Request, into: &mut Vec<T>) -> Result<Option<String>, Error> {
        let truncated = |detail: &str| request.error(Kind::Truncated, detail);
        let nodes = self.nodes.ok_or_else(|| truncated("GitHub does not show the items of a list"))?;
        for node in nodes {
            into.push(node.ok_or_else(|| truncated("GitHub does not show all items of a list"))?);
        }
        if self.page_info.has_next_page {
            let next = self.page_info.end_cursor.filter(|cursor| !cursor.is_empty());
            return next.map(Some).ok_or_else(|| truncated("GitHub does not say where a list goes on"));
        }
        if self.total_count > into.len() {
            return Err(truncated(&format!("GitHub gave {} of {} items", into.len(), self.total_count)));
        }
        Ok(None)
    }
}

/// A query and what it asks for, without the cursor.
pub(super) struct Query {
    call: &'static Call,
    /// What it is about, for messages.
    target: String,
    variables: Map<String, Value>,
}

impl Query {
    pub(super) fn of_issue(call: &'static Call, repository: &Repository, issue: u64) -> Self {
        let (owner, name) = (repository.owner().into(), repository.name().into());
        let variables = [("owner", owner), ("name", name), ("number", issue.into())];
        Self::new(call, format!("{repository} issue {issue}"), variables)
    }

    pub(super) fn of_node(call: &'static Call, id: &str) -> Self {
        Self::new(call, format!("node {id}"), [("id", id.into())])
    }

    fn new<const N: usize>(call: &'static Call, target: String, variables: [(&str, Value); N]) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { call, target, variables }
    }

    /// The request for what comes after a cursor, or from the beginning.
    pub(super) fn request(&self, after: Option<&str>) -> Request {
        let mut variables = self.variables.clone();
        if let Some(after) = after {
            variables.insert("after".to_owned(), after.into());
        }
        let mut request = document(self.call, &variables);
        request.target.clone_from(&self.target);
        request
    }
}

/// All nodes; `reach` finds the connection in an answer. If the first page came with something else, it is given, and the query asks for
/// those that follow.
pub(super) async fn collect<A: DeserializeOwned, T>(
    github: &GitHub,
    query: &Query,
    mut first: Option<Connection<T>>,
    mut reach: impl FnMut(A) -> Option<Connection<T>>,
) -> Result<Vec<T>, Error> {
    let (mut all, mut cursor) = (Vec::new(), None::<String>);
    for _ in 0..MOST_PAGES {
        let request = query.request(cursor.as_deref());
        let page = match first.take() {
            Some(page) => page,
            None => {
                let answer: A = github.query(request.clone()).await?;
                reach(answer).ok_or_else(|| request.error(Kind::NotFound, "it is not there"))?
            }
        };
        let next = page.open(&request, &mut all)?;
        if next.is_none() {
            return Ok(all);
        }
        if next == cursor {
            return Err(request.error(Kind::Truncated, "the list points to the page it is on"));
        }
        cursor = next;
    }
    let detail = format!("the list has more than {MOST_PAGES} pages");
    Err(query.request(None).error(Kind::Truncated, &detail))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static CALL: Call = Call::query("list", "List", "query List { a }", "none");

    fn open(page: Value) -> Result<(Vec<u64>, Option<String>), Kind> {
        let page: Connection<u64> = serde_json::from_value(page).unwrap();
        let mut all = Vec::new();
        let next = page.open(&document(&CALL, &json!({})), &mut all).map_err(|error| error.kind)?;
        Ok((all, next))
    }

    #[test]
    fn a_page_gives_its_nodes_and_the_next_cursor() {
        let page = |next: bool| json!({"totalCount": 2, "pageInfo": {"hasNextPage": next, "endCursor": "c"}, "nodes": [1, 2]});
        assert_eq!(open(page(true)), Ok((vec![1, 2], Some("c".to_owned()))));
        assert_eq!(open(page(false)), Ok((vec![1, 2], None)));
    }

    #[test]
    fn what_is_missing_is_told() {
        let page = |total: usize, info: Value, nodes: Value| {
            open(json!({"totalCount": total, "pageInfo": info, "nodes": nodes}))
        };
        let last = || json!({"hasNextPage": false, "endCursor": null});
        assert_eq!(page(1, last(), json!([1])), Ok((vec![1], None)));
        assert_eq!(page(2, last(), json!([1, null])), Err(Kind::Truncated));
        // Even if the total does not tell.
        assert_eq!(page(0, last(), Value::Null), Err(Kind::Truncated));
        assert_eq!(page(3, last(), json!([1, 2])), Err(Kind::Truncated));
        for cursor in [Value::Null, json!("")] {
            let stuck = json!({"hasNextPage": true, "endCursor": cursor});
            assert_eq!(page(1, stuck, json!([1])), Err(Kind::Truncated));
        }
    }
}
