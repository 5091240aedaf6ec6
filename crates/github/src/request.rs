//! A request made from a call: its path filled in, its query, its body.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::call::{Call, Verb};
use crate::errors::{Error, Kind};
use crate::repository::Repository;

/// All but RFC 3986's unreserved characters: a slash inside a branch's name is part of one segment.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) call: &'static Call,
    /// What it is about, for messages.
    pub(crate) target: String,
    path: String,
    query: Vec<(&'static str, String)>,
    pub(crate) body: Option<serde_json::Value>,
    pub(crate) etag: Option<String>,
    /// Whether 302 is what is asked for.
    pub(crate) redirects: bool,
    /// The path and query of a further page, instead of what was put together here.
    page: Option<String>,
    /// The first thing that is wrong with it; told when it is sent, so that building reads without question marks.
    wrong: Option<String>,
}

impl Request {
    pub(crate) fn new(call: &'static Call) -> Self {
        Self {
            call,
            target: match call.verb {
                Verb::GraphQl(_) => call.path.to_owned(),
                _ => String::new(),
            },
            path: call.path.to_owned(),
            query: Vec::new(),
            body: None,
            etag: None,
            redirects: false,
            page: None,
            wrong: None,
        }
    }

    /// Of a call in a repository.
    pub(crate) fn of(call: &'static Call, repository: &Repository) -> Self {
        let mut request = Self::new(call).at("owner", repository.owner()).at("repo", repository.name());
        request.target = repository.to_string();
        request
    }

    /// Fills in one `{name}` of the path.
    pub(crate) fn at(mut self, name: &str, value: impl ToString) -> Self {
        let value = value.to_string();
        let place = format!("{{{name}}}");
        if !self.path.contains(&place) {
            self.wrong.get_or_insert(format!("the call has no `{name}`"));
        }
        // Whoever reads a path removes dot segments, even escaped ones: they would reach another resource.
        if value.is_empty() || value == "." || value == ".." || value.contains('\0') {
            self.wrong.get_or_insert(format!("`{name}` may not be {value:?}"));
        }
        self.path = self.path.replace(&place, &utf8_percent_encode(&value, ESCAPED).to_string());
        if !matches!(name, "owner" | "repo") {
            self.target = format!("{} {name} {value}", self.target).trim_start().to_owned();
        }
        self
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// A parameter that is sent only if there is a value.
    pub(crate) fn maybe(self, name: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_value(body) {
            Ok(value) => self.body = Some(value),
            Err(error) => {
                self.wrong.get_or_insert(format!("the body cannot be written: {error}"));
            }
        }
        self
    }

    /// Refuses to be sent, with this reason, if the values do not fit what GitHub documents.
    pub(crate) fn only_if(mut self, fits: bool, reason: impl Into<String>) -> Self {
        if !fits {
            self.wrong.get_or_insert_with(|| reason.into());
        }
        self
    }

    /// Takes a redirect (302) as the answer instead of an error; it is not followed.
    pub(crate) fn redirects(mut self) -> Self {
        self.redirects = true;
        self
    }

    pub(crate) fn unless(mut self, etag: Option<&str>) -> Self {
        self.etag = etag.map(str::to_owned);
        self
    }

    /// The same call for the next page of its list.
    pub(crate) fn follow(mut self, page: String) -> Self {
        self.page = Some(page);
        self
    }

    /// The same call for a page by its number.
    pub(crate) fn numbered(mut self, page: usize) -> Self {
        self.page = None;
        self.query.retain(|(name, _)| *name != "page");
        self.query("page", page)
    }

    /// Path and query, or for GraphQL nothing: its address is a setting.
    pub(crate) fn path_and_query(&self) -> Result<String, Error> {
        if let Some(wrong) = &self.wrong {
            return Err(self.error(Kind::Request, wrong));
        }
        if matches!(self.call.verb, Verb::GraphQl(_)) {
            return Ok(String::new());
        }
        if let Some(page) = &self.page {
            return Ok(page.clone());
        }
        if self.path.contains('{') {
            return Err(self.error(Kind::Request, "a part of the path was not given"));
        }
        let pair = |(name, value): &(&str, String)| format!("{name}={}", utf8_percent_encode(value, ESCAPED));
        let query: Vec<String> = self.query.iter().map(pair).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        Ok(format!("{}{mark}{}", self.path, query.join("&")))
    }

    pub(crate) fn error(&self, kind: Kind, detail: &str) -> Error {
        Error::new(self.call, kind, &self.target, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call = Call::read("read a file", "/repos/{owner}/{repo}/contents/{path}", "contents: read");

    fn request(path: &str) -> Request {
        Request::of(&CALL, &"octo/shop".parse().unwrap()).at("path", path)
    }

    #[test]
    fn a_value_stays_one_segment() {
        let request = request("a b/ü?#%2e.rs").query("ref", "x&y=1");
        let expected = "/repos/octo/shop/contents/a%20b%2F%C3%BC%3F%23%252e.rs?ref=x%26y%3D1";
        assert_eq!(request.path_and_query().unwrap(), expected);
    }

    #[test]
    fn a_dot_segment_is_refused() {
        for value in ["", ".", "..", "a\0b"] {
            assert_eq!(request(value).path_and_query().unwrap_err().kind, Kind::Request, "{value:?}");
        }
    }

    #[test]
    fn a_value_cannot_fill_another_place() {
        let call: &'static Call = &CALL;
        let request = Request::new(call).at("owner", "{repo}").at("repo", "x").at("path", "y");
        assert_eq!(request.path_and_query().unwrap(), "/repos/%7Brepo%7D/x/contents/y");
    }

    #[test]
    fn a_forgotten_part_is_told() {
        let request = Request::of(&CALL, &"octo/shop".parse().unwrap());
        assert_eq!(request.path_and_query().unwrap_err().kind, Kind::Request);
    }
}
