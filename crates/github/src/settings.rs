//! Where GitHub is, how to get there and as whom.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use http::Uri;

/// What a client is made from.
#[derive(Clone)]
pub struct Settings {
    pub(crate) api: Uri,
    pub(crate) graphql: Uri,
    pub(crate) token: String,
    pub(crate) proxies: Proxies,
    /// Files of certificates that are trusted too, with the variable or input that names each.
    pub(crate) ca_files: Vec<(&'static str, PathBuf)>,
    /// Whether the system's certificates were chosen by variables, so that finding none is a mistake.
    pub(crate) certificates_named: bool,
    /// Longest time that one request may take.
    pub timeout: Duration,
    /// Longest time that one call may take with all its repetitions.
    pub budget: Duration,
    /// Least time between two writes: GitHub's best practices ask for a second.
    pub pause: Duration,
}

/// The proxies that the usual variables name.
#[derive(Clone, Default)]
pub(crate) struct Proxies {
    pub(crate) https: Option<String>,
    pub(crate) except: Option<String>,
}

/// Settings that cannot be used; the message names the variable and the fix.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name} {problem}")]
pub struct SettingsError {
    /// The variable or input.
    pub name: &'static str,
    /// What is wrong and what to do.
    pub problem: String,
}

impl SettingsError {
    pub(crate) fn new(name: &'static str, problem: impl Into<String>) -> Self {
        Self { name, problem: problem.into() }
    }
}

impl Settings {
    /// From a runner's variables: `GITHUB_API_URL`, `GITHUB_GRAPHQL_URL`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY` (capital or
    /// small), and `NODE_EXTRA_CA_CERTS`, which runners behind an inspecting proxy have set already: a file that is trusted too.
    /// `SSL_CERT_FILE` and `SSL_CERT_DIR`, read from the process itself, stand in for the system's certificates. Mozilla's are always trusted.
    ///
    /// # Errors
    /// An address that is no URL, is not encrypted, or a GraphQL address on another host than the API; a token with characters that no
    /// token has.
    pub fn from_vars(var: &dyn Fn(&str) -> Option<String>, token: &str) -> Result<Self, SettingsError> {
        let var = |name: &str| var(name).filter(|value| !value.trim().is_empty());
        let either = |name: &str| var(name).or_else(|| var(&name.to_lowercase()));
        let api = var("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned());
        let api = address("GITHUB_API_URL", &api)?;
        let graphql = match var("GITHUB_GRAPHQL_URL") {
            Some(text) => address("GITHUB_GRAPHQL_URL", &text)?,
            None => address("GITHUB_API_URL", &graphql_beside(&api))?,
        };
        if (graphql.scheme(), graphql.authority()) != (api.scheme(), api.authority()) {
            let problem =
                "is on another host than GITHUB_API_URL, and the token would go there: correct one of them";
            return Err(SettingsError::new("GITHUB_GRAPHQL_URL", problem));
        }
        let token = token.trim();
        if token.is_empty() || !token.chars().all(|c| c.is_ascii_graphic()) {
            let problem =
                "is empty or holds characters that no token has: give ${{ github.token }} or a secret";
            return Err(SettingsError::new("token", problem));
        }
        Ok(Self {
            api,
            graphql,
            token: token.to_owned(),
            proxies: Proxies {
                https: either("HTTPS_PROXY").or_else(|| either("ALL_PROXY")),
                except: either("NO_PROXY"),
            },
            ca_files: var("NODE_EXTRA_CA_CERTS")
                .map(|path| ("NODE_EXTRA_CA_CERTS", PathBuf::from(path)))
                .into_iter()
                .collect(),
            certificates_named: var("SSL_CERT_FILE").or_else(|| var("SSL_CERT_DIR")).is_some(),
            timeout: Duration::from_secs(30),
            budget: Duration::from_secs(300),
            pause: Duration::from_secs(1),
        })
    }

    /// Trusts the certificates of this PEM file too.
    #[must_use]
    pub fn with_ca_file(mut self, path: PathBuf) -> Self {
        self.ca_files.push(("the CA file", path));
        self
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the token nor a proxy's password.
        f.debug_struct("Settings")
            .field("api", &self.api)
            .field("graphql", &self.graphql)
            .finish_non_exhaustive()
    }
}

/// An address that a token may be sent to: encrypted, or this machine itself.
fn address(name: &'static str, text: &str) -> Result<Uri, SettingsError> {
    let wrong = |problem: &str| SettingsError::new(name, problem);
    let uri: Uri =
        text.trim().trim_end_matches('/').parse().map_err(|_| wrong("is no URL: write https://…"))?;
    let host =
        uri.host().filter(|_| uri.scheme().is_some()).ok_or_else(|| wrong("is no URL: write https://…"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(wrong("holds a user or password: leave it out"));
    }
    if uri.query().is_some() {
        return Err(wrong("has a query: leave it out"));
    }
    match uri.scheme_str() {
        Some("https") => Ok(uri),
        Some("http") if matches!(host, "127.0.0.1" | "localhost" | "[::1]") => Ok(uri),
        _ => Err(wrong("is not encrypted, and the token would be readable on the way: write https://…")),
    }
}

/// `https://HOST/api/v3` has `https://HOST/api/graphql`; `https://api.…` has `/graphql`.
fn graphql_beside(api: &Uri) -> String {
    let text = api.to_string();
    let text = text.trim_end_matches('/');
    format!("{}/graphql", text.strip_suffix("/v3").unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(vars: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let find =
            |name: &str| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        Settings::from_vars(&find, "ghs_x")
    }

    #[test]
    fn the_addresses_of_each_kind_of_github() {
        let graphql = |api: &str| settings(&[("GITHUB_API_URL", api)]).unwrap().graphql.to_string();
        assert_eq!(settings(&[]).unwrap().graphql.to_string(), "https://api.github.com/graphql");
        assert_eq!(graphql("https://github.example.com/api/v3/"), "https://github.example.com/api/graphql");
        assert_eq!(graphql("https://api.octo.ghe.com"), "https://api.octo.ghe.com/graphql");
    }

    #[test]
    fn the_token_goes_nowhere_in_the_clear_and_to_no_other_host() {
        for api in
            ["http://github.example.com/api/v3", "ftp://x.example", "github", "", "http://127.0.0.1.example"]
        {
            let vars = [("GITHUB_API_URL", api)];
            assert_eq!(settings(&vars).is_err(), !api.is_empty(), "{api}");
        }
        assert!(settings(&[("GITHUB_API_URL", "http://127.0.0.1:8080")]).is_ok());
        assert!(settings(&[("GITHUB_API_URL", "https://user:word@github.example.com/api/v3")]).is_err());
        let elsewhere = settings(&[("GITHUB_GRAPHQL_URL", "https://elsewhere.example/graphql")]).unwrap_err();
        assert_eq!(elsewhere.name, "GITHUB_GRAPHQL_URL");
    }

    #[test]
    fn a_token_that_would_break_a_header_is_refused() {
        for token in ["", " ", "a\nb", "ä"] {
            let error = Settings::from_vars(&|_| None, token).unwrap_err();
            assert_eq!(error.name, "token");
        }
        assert_eq!(Settings::from_vars(&|_| None, "ghs_x\n").unwrap().token, "ghs_x");
    }

    #[test]
    fn nothing_secret_is_shown() {
        let shown = format!("{:?}", settings(&[("HTTPS_PROXY", "http://u:word@proxy.example")]).unwrap());
        assert!(!shown.contains("ghs_x") && !shown.contains("word"), "{shown}");
    }
}
