//! Lists that begin with what is newest, read down to what was known before: other things may have come up in any number since.

use serde::de::DeserializeOwned;

use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::request::Request;

/// Pages that are read down at most. What lies deeper was made by thousands of others since.
const MOST_PAGES: u32 = 50;
const PER_PAGE: u32 = 100;

/// Such a list of items whose numbers ascend in time.
pub(crate) struct Newest<'a, T> {
    github: &'a GitHub,
    request: Request,
    number: fn(&T) -> u64,
    is_empty: fn(&Error) -> bool,
}

impl<'a, T: DeserializeOwned> Newest<'a, T> {
    /// `request` asks for the newest first.
    pub(crate) fn of(github: &'a GitHub, request: Request, number: fn(&T) -> u64) -> Self {
        let request = request.query("per_page", PER_PAGE);
        Self { github, request, number, is_empty: |_| false }
    }

    /// For a list that GitHub answers with an error when nothing is in it.
    pub(crate) fn empty_if(mut self, is_empty: fn(&Error) -> bool) -> Self {
        self.is_empty = is_empty;
        self
    }

    /// The largest number; 0 if there is none.
    pub(crate) async fn top(&self) -> Result<u64, Error> {
        Ok(self.page(1).await?.iter().map(self.number).max().unwrap_or_default())
    }

    /// The items with a number larger than `before`, the newest first.
    ///
    /// # Errors
    /// [`Kind::Truncated`] if there are too many to read them all, and as any read.
    pub(crate) async fn since(&self, before: u64) -> Result<Vec<T>, Error> {
        let mut newer = Vec::new();
        for page in 1..=MOST_PAGES {
            let items = self.page(page).await?;
            let reaches_known = items.is_empty() || items.iter().any(|item| (self.number)(item) <= before);
            newer.extend(items.into_iter().filter(|item| (self.number)(item) > before));
            if reaches_known {
                return Ok(newer);
            }
        }
        let detail = format!("more than {} items came up since", MOST_PAGES * PER_PAGE);
        Err(self.request.error(Kind::Truncated, &detail))
    }

    async fn page(&self, page: u32) -> Result<Vec<T>, Error> {
        match self.github.send(self.request.clone().query("page", page)).await {
            Err(error) if (self.is_empty)(&error) => Ok(Vec::new()),
            answer => answer,
        }
    }
}
