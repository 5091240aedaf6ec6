//! Lists: every page, in GitHub's order, or an error. A part of a list is never handed out as the whole.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::link;
use crate::request::Request;

/// Items of a page: GitHub's maximum for most lists.
const PER_PAGE: usize = 100;

/// An answer to a request that named the state that the caller has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed<T> {
    /// 304: nothing changed since.
    Not,
    /// What it is now, and the mark to name next time.
    To(T, Option<String>),
}

impl GitHub {
    /// All items of a list that is a JSON array.
    ///
    /// # Errors
    /// [`Kind::Truncated`] if there are more than `most`.
    pub(crate) async fn list<T: DeserializeOwned>(
        &self,
        request: Request,
        most: usize,
    ) -> Result<Vec<T>, Error> {
        self.pages(request, most, |request, answer| Ok((answer.decode(request)?, None))).await
    }

    /// All items of a list that lies in the member `key` of an object, beside `total_count`.
    ///
    /// # Errors
    /// [`Kind::Truncated`] if there are more than `most`, or fewer came than GitHub says there are.
    pub(crate) async fn list_in<T: DeserializeOwned>(
        &self,
        request: Request,
        key: &'static str,
        most: usize,
    ) -> Result<Vec<T>, Error> {
        self.pages(request, most, |request, answer| {
            let mut members: Map<String, Value> = answer.decode(request)?;
            let unexpected = |detail: String| request.error(Kind::Unexpected, &detail);
            let list = members.remove(key).ok_or_else(|| unexpected(format!("the answer has no `{key}`")))?;
            let items =
                serde_json::from_value(list).map_err(|error| unexpected(format!("`{key}` reads: {error}")))?;
            let total = members.get("total_count").and_then(Value::as_u64);
            let total = total.ok_or_else(|| unexpected("the answer has no `total_count`".to_owned()))?;
            Ok((items, Some(usize::try_from(total).unwrap_or(usize::MAX))))
        })
        .await
    }

    async fn pages<T>(
        &self,
        request: Request,
        most: usize,
        read: impl Fn(&Request, &Answer) -> Result<(Vec<T>, Option<usize>), Error>,
    ) -> Result<Vec<T>, Error> {
        let mut request = request.query("per_page", PER_PAGE);
        let mut all = Vec::new();
        let mut seen = HashSet::new();
        let mut pages = 0;
        loop {
            let answer = self.answer(&request).await?;
            let (items, total) = read(&request, &answer).map_err(|error| self.clean(error))?;
            let full = items.len() == PER_PAGE;
            all.extend(items);
            pages += 1;
            let truncated = |detail: String| self.clean(request.error(Kind::Truncated, &detail));
            if all.len() > most || pages > most {
                return Err(truncated(format!("the list has more than {most} items")));
            }
            let next = match self.next_page(&request, &answer)? {
                Some(next) if seen.insert(next.clone()) => request.follow(next),
                Some(_) => return Err(truncated("the list points to a page that it has had".to_owned())),
                // A full page may be the last one; a server that leaves the header out is asked.
                None if full && total.is_none() && !answer.headers.contains_key(http::header::LINK) => {
                    request.numbered(pages + 1)
                }
                None => {
                    return match total {
                        Some(total) if total > all.len() => {
                            Err(truncated(format!("GitHub gave {} of {total} items", all.len())))
                        }
                        _ => Ok(all),
                    };
                }
            };
            request = next;
        }
    }

    /// The path and query of the page that follows an answer; none after the last.
    ///
    /// # Errors
    /// [`Kind::Truncated`] for a `Link` that cannot be read, [`Kind::Moved`] for one to another server.
    pub(crate) fn next_page(&self, request: &Request, answer: &Answer) -> Result<Option<String>, Error> {
        let unreadable = |()| request.error(Kind::Truncated, "where the list goes on cannot be read");
        let next = link::next(&answer.headers).map_err(unreadable)?;
        next.map(|next| self.within(request, &next)).transpose()
    }

    /// A read that costs nothing of the rate limit if nothing changed: one page, for those who wait for something new.
    pub(crate) async fn if_changed<T: DeserializeOwned>(
        &self,
        request: Request,
        etag: Option<&str>,
    ) -> Result<Changed<T>, Error> {
        let request = request.unless(etag);
        let answer = self.answer(&request).await?;
        if answer.status == http::StatusCode::NOT_MODIFIED {
            return Ok(Changed::Not);
        }
        let mark = answer.header("etag").map(str::to_owned);
        Ok(Changed::To(answer.decode(&request)?, mark))
    }

    /// The path and query of the next page, which must lie on the same server: the token goes there.
    fn within(&self, request: &Request, next: &str) -> Result<String, Error> {
        let api = self.inner.settings.api.to_string();
        let rest = next.strip_prefix(api.trim_end_matches('/')).filter(|rest| rest.starts_with('/'));
        let elsewhere = || request.error(Kind::Moved, "the list goes on at another server");
        rest.map(str::to_owned).ok_or_else(elsewhere)
    }
}
