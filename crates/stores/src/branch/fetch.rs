//! All files of a commit by one request, in git's own protocol (gitprotocol-v2(5), gitprotocol-http(5)): the API of GitHub gives a file or two at a time, and whoever
//! reads a whole shard would ask once for each entry.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use github::Repository;
use http::{HeaderValue, header};
use reqwest::Client;

use super::pack::{self, Objects};
use crate::error::StoreError;
use crate::transport;

/// Bytes of a pack: entries and envelopes hardly shrink, since they are signatures and hashes.
const MOST: usize = 256 << 20;

/// Plain files by their paths.
pub(crate) type Files = HashMap<String, Arc<[u8]>>;

/// Whom to ask, and as whom.
pub struct Fetcher {
    client: Client,
    url: String,
    authorization: HeaderValue,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the token.
        f.write_str(&self.url)
    }
}

impl Fetcher {
    /// The server of a repository, as the runner's variables name it; none if they name an API and not the server beside it.
    ///
    /// # Errors
    /// Variables that cannot be used, and a token that cannot be sent.
    pub fn of(
        repository: &Repository,
        token: &str,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, StoreError> {
        let var = &|name: &str| var(name).filter(|value| !value.trim().is_empty());
        let server = match (var("GITHUB_SERVER_URL"), var("GITHUB_API_URL")) {
            (Some(server), _) => server,
            (None, None) => "https://github.com".to_owned(),
            (None, Some(_)) => return Ok(None),
        };
        let url = format!("{}/{repository}.git/git-upload-pack", server.trim().trim_end_matches('/'));
        let parsed = reqwest::Url::parse(&url).ok().filter(transport::is_safe);
        let unsafe_url =
            || StoreError::Config("GITHUB_SERVER_URL is no encrypted address: write https://…".to_owned());
        parsed.ok_or_else(unsafe_url)?;
        let basic = STANDARD.encode(format!("x-access-token:{}", token.trim()));
        let wrong = |_| StoreError::Config("the token holds what no token has".to_owned());
        let mut authorization = HeaderValue::try_from(format!("Basic {basic}")).map_err(wrong)?;
        authorization.set_sensitive(true);
        Ok(Some(Self { client: transport::client(var)?, url, authorization }))
    }

    /// The files of a commit, which are those that its hash leads to.
    pub(super) async fn files(&self, commit: &str) -> Result<Files, String> {
        let id = pack::unhex(commit.as_bytes()).ok_or_else(|| format!("{commit} is no commit"))?;
        let request = [
            line("command=fetch\n"),
            "0001".to_owned(),
            line("no-progress\n"),
            line("ofs-delta\n"),
            line("deepen 1\n"),
            line(&format!("want {commit}\n")),
            line("done\n"),
            "0000".to_owned(),
        ];
        let request = self
            .client
            .post(&self.url)
            .header(header::AUTHORIZATION, self.authorization.clone())
            .header(header::CONTENT_TYPE, "application/x-git-upload-pack-request")
            .header(header::ACCEPT, "application/x-git-upload-pack-result")
            .header("git-protocol", "version=2")
            .body(request.concat());
        let answer = request.send().await.map_err(|error| error.without_url().to_string())?;
        if answer.status() != http::StatusCode::OK {
            return Err(format!("the server answered with {}", answer.status()));
        }
        let pack = packfile(&transport::body(answer, MOST).await?)?;
        let objects = Objects::read(&pack).map_err(|error| error.to_string())?;
        objects.files(&id).map_err(|error| error.to_string())
    }
}

/// A line as the protocol writes it: its length in four hex digits, its own four included.
fn line(text: &str) -> String {
    format!("{:04x}{text}", text.len() + 4)
}

/// The pack in an answer: what the first band of the section `packfile` holds.
fn packfile(mut answer: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (mut pack, mut inside) = (Vec::new(), false);
    while let Some((digits, rest)) = answer.split_first_chunk::<4>() {
        let length = std::str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        let length = length.ok_or("the answer has a line without a length")?;
        // Below 4 it is a mark between sections, or the end.
        let (content, rest) = rest.split_at_checked(length.saturating_sub(4)).ok_or("the answer is cut off")?;
        answer = rest;
        match (inside, length, content) {
            (false, _, b"packfile\n") => inside = true,
            (true, 0, _) => return Ok(pack),
            (true, _, [1, data @ ..]) => pack.extend_from_slice(data),
            (true, _, [3, ..]) => return Err("the server broke off"),
            (false, _, [b'E', b'R', b'R', ..]) => return Err("the server refused it"),
            _ => {}
        }
    }
    Err("the answer is cut off")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_put_together_from_its_band() {
        let section = |lines: &[&str]| {
            let lines: String = lines.iter().map(|text| line(text)).collect();
            format!("{}0001{}{lines}", line("shallow-info\n"), line("packfile\n"))
        };
        let answer = section(&["\u{1}PA", "\u{2}counting", "\u{1}CK"]) + "0000";
        assert_eq!(packfile(answer.as_bytes()).unwrap(), b"PACK");
        for cut in 0..answer.len() {
            assert!(packfile(&answer.as_bytes()[..cut]).is_err(), "{cut}");
        }
        assert_eq!(packfile((section(&["\u{3}no space"]) + "0000").as_bytes()), Err("the server broke off"));
        assert_eq!(packfile(line("ERR no such thing\n").as_bytes()), Err("the server refused it"));
        assert!(packfile(b"zzzz").is_err());
        assert_eq!(line("done\n"), "0009done\n");
    }
}
