//! Lists: every page, in GitHub's order, or an error. A part of a list is never handed out as the whole.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
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
            let total = total.map(|total| usize::try_from(total).unwrap_or(usize::MAX));
            Ok((items, total))
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
        let mut pages = 0;
        loop {
            let answer = self.answer(&request).await?;
            let (items, total) = read(&request, &answer)?;
            all.extend(items);
            pages += 1;
            let truncated = |detail: String| request.error(Kind::Truncated, &detail);
            if all.len() > most || pages > most {
                return Err(truncated(format!("the list has more than {most} items")));
            }
            let Some(next) = answer.header("link").and_then(next) else {
                return match total {
                    Some(total) if total > all.len() => {
                        Err(truncated(format!("GitHub gave {} of {total} items", all.len())))
                    }
                    _ => Ok(all),
                };
            };
            let next = self.within(&request, next)?;
            if request.is_at(&next) {
                return Err(truncated("the list points to the page it is on".to_owned()));
            }
            request = request.follow(next);
        }
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

/// The address with `rel="next"` of a `Link` header (RFC 8288).
fn next(link: &str) -> Option<&str> {
    let mut rest = link;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (address, after) = after.split_once('>')?;
        // An address holds no `<`, so that the next one begins another link.
        let parameters = after.split('<').next().unwrap_or_default();
        let is_next = |parameter: &str| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && value.split(' ').any(|rel| rel.eq_ignore_ascii_case("next"))
        };
        if parameters.split(';').any(is_next) {
            return Some(address);
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        let page = |rel: &str, page: u32| format!("<https://api.github.com/x?page={page}>; rel=\"{rel}\"");
        let both = [page("prev", 1), page("next", 3), page("last", 9)].join(", ");
        assert_eq!(next(&both), Some("https://api.github.com/x?page=3"));
        assert_eq!(next(&page("last", 9)), None);
        assert_eq!(next("<https://a/?q=1,2>; title=\"x\"; rel=next"), Some("https://a/?q=1,2"));
        for none in ["", "rel=\"next\"", "<a", "<a>", "<a>; rel=\"nextto\"", "<a>; next"] {
            assert_eq!(next(none), None, "{none}");
        }
    }
}
