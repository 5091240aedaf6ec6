//! Addresses of pages for people. They stand in Markdown and in fields that GitHub makes links of, so only plain ones are made.

use github::Repository;

/// The pages of a repository.
#[derive(Debug, Clone)]
pub(crate) struct Links {
    /// `https://github.com/octo/shop`; none if the server's address is not a plain one.
    root: Option<String>,
}

impl Links {
    pub(crate) fn new(server: &str, repository: &Repository) -> Self {
        let server = server.trim_end_matches('/');
        let host = server.strip_prefix("https://").or_else(|| server.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '/');
        let is_plain = host.is_some_and(|host| !host.is_empty() && host.chars().all(plain));
        Self { root: is_plain.then(|| format!("{server}/{repository}")) }
    }

    /// The page of an attempt of a run.
    pub(crate) fn run(&self, run: u64, attempt: u64) -> Option<String> {
        self.root.as_ref().map(|root| format!("{root}/actions/runs/{run}/attempts/{attempt}"))
    }

    /// The page of a commit, whose name is hex digits.
    pub(crate) fn commit(&self, sha: &str) -> Option<String> {
        self.root.as_ref().map(|root| format!("{root}/commit/{sha}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_made_of_a_plain_address_or_not_at_all() {
        let run = |server: &str| Links::new(server, &"octo/shop".parse().unwrap()).run(7, 2);
        let page = "/octo/shop/actions/runs/7/attempts/2";
        assert_eq!(run("https://github.com").unwrap(), format!("https://github.com{page}"));
        assert_eq!(run("http://ghe.local:8080/").unwrap(), format!("http://ghe.local:8080{page}"));
        for hostile in ["", "https://", "javascript:alert(1)", "https://a) [x](y", "https://a b", "https://u@h"]
        {
            assert_eq!(run(hostile), None, "{hostile}");
        }
    }
}
