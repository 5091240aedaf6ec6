//! Pages of lists and their `Link` header, as in GitHub's "Using pagination in the REST API".

use serde_json::Value;

const DEFAULT: usize = 30;
const MOST: usize = 100;

/// One page of a list.
pub(crate) struct Page {
    pub(crate) items: Vec<Value>,
    pub(crate) link: Option<String>,
}

/// The page that the query asks for. `url` is the absolute address without a query.
pub(crate) fn cut(items: Vec<Value>, query: &[(String, String)], url: &str) -> Page {
    let asked = |name: &str| {
        let found =
            query.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse::<usize>().ok());
        found.filter(|number| *number > 0)
    };
    let size = asked("per_page").unwrap_or(DEFAULT).min(MOST);
    let page = asked("page").unwrap_or(1);
    let last = items.len().div_ceil(size).max(1);
    let start = page.saturating_sub(1).saturating_mul(size);
    let items = items.into_iter().skip(start).take(size).collect();
    Page { items, link: link(page, last, query, url) }
}

fn link(page: usize, last: usize, query: &[(String, String)], url: &str) -> Option<String> {
    let mut relations = Vec::new();
    if page > 1 {
        relations.push((page.saturating_sub(1).min(last), "prev"));
    }
    if page < last {
        relations.push((page.saturating_add(1), "next"));
        relations.push((last, "last"));
    }
    if page > 1 {
        relations.push((1, "first"));
    }
    let one =
        |(page, relation): (usize, &str)| format!("<{url}?{}>; rel=\"{relation}\"", with_page(query, page));
    let links: Vec<String> = relations.into_iter().map(one).collect();
    (!links.is_empty()).then(|| links.join(", "))
}

/// The query with another page, which keeps its place or comes last.
fn with_page(query: &[(String, String)], page: usize) -> String {
    let mut pairs: Vec<String> = Vec::new();
    let mut placed = false;
    for (key, value) in query {
        if key == "page" {
            placed = true;
            pairs.push(format!("page={page}"));
        } else {
            pairs.push(format!("{}={}", encode(key), encode(value)));
        }
    }
    if !placed {
        pairs.push(format!("page={page}"));
    }
    pairs.join("&")
}

fn encode(text: &str) -> String {
    const KEEP: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, &KEEP).to_string()
}

#[cfg(test)]
mod tests;
