//! Links, made of parts that are checked: what is no plain address is shown as words.

use runner::markdown::escape;

/// Where things are on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    home: Option<String>,
}

impl Links {
    /// Of a repository (`owner/name`) on a server (`https://github.com`).
    #[must_use]
    pub fn new(server: &str, repository: &str) -> Self {
        let home = format!("{}/{repository}", server.trim_end_matches('/'));
        let secure = home.starts_with("https://") || home.starts_with("http://");
        Self { home: (secure && is_plain(&home)).then_some(home) }
    }

    /// A link to a commit, by the beginning of its SHA.
    pub(crate) fn commit(&self, sha: &str) -> String {
        let short: String = sha.chars().take(7).collect();
        self.to(&short, &format!("/commit/{sha}"))
    }

    /// A link to what lies between two commits.
    pub(crate) fn compare(&self, base: &str, head: &str) -> String {
        self.to("compare", &format!("/compare/{base}...{head}"))
    }

    /// A link to an attempt of a run.
    pub(crate) fn run(&self, run: u64, attempt: u64) -> String {
        self.to(&format!("run {run}, attempt {attempt}"), &format!("/actions/runs/{run}/attempts/{attempt}"))
    }

    /// A link to a comment of an issue.
    pub(crate) fn comment(&self, issue: u64, comment: u64) -> String {
        self.to(&format!("comment {comment}"), &format!("/issues/{issue}#issuecomment-{comment}"))
    }

    fn to(&self, text: &str, path: &str) -> String {
        match &self.home {
            Some(home) if is_plain(path) => format!("[{}]({home}{path})", escape(text)),
            _ => escape(text),
        }
    }
}

/// Nothing in it ends a link, or needs to be written otherwise in one.
fn is_plain(address: &str) -> bool {
    address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/#".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_plain_address_is_no_link() {
        let links = Links::new("https://github.com/", "octo/shop");
        assert_eq!(links.commit("0123456789"), "[0123456](https://github.com/octo/shop/commit/0123456789)");
        assert_eq!(links.commit("a)b"), "a)b");
        for server in ["javascript:alert(1)", "https://a b", "ftp://x", ""] {
            assert_eq!(Links::new(server, "octo/shop").commit("0123456789"), "0123456", "{server}");
        }
    }
}
