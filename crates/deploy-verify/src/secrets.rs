//! What the policy leaves out, since a verdict shows the policy: addresses with their queries, values of headers, commands.

use reqwest::Url;

/// Letters of the longest word that an output of ours says: `inconclusive`.
const SHORT: usize = 12;

/// What is secret, or may be.
#[derive(Default)]
pub(crate) struct Secrets {
    /// The address of each check, by its place.
    pub(crate) urls: Vec<Url>,
    /// Names and values of the headers that checks name.
    pub(crate) headers: Vec<(String, String)>,
    /// The command of each step, by its place.
    pub(crate) steps: Vec<Option<String>>,
    /// The command that goes back.
    pub(crate) rollback: Option<String>,
    /// Where Prometheus answers.
    pub(crate) prometheus: Option<Url>,
    /// Headers for it.
    pub(crate) prometheus_headers: Vec<(String, String)>,
}

impl Secrets {
    /// What must be masked in the log: values of headers, a token behind its scheme, values of queries.
    pub(crate) fn masks(&self) -> Vec<String> {
        let mut masks = Vec::new();
        for (_, value) in self.headers.iter().chain(&self.prometheus_headers) {
            masks.push(value.clone());
            masks.extend(value.split_once(' ').map(|(_, token)| token.trim().to_owned()));
        }
        for url in self.urls.iter().chain(&self.prometheus) {
            masks.extend(url.query().map(str::to_owned));
            masks.extend(url.query_pairs().map(|(_, value)| value.into_owned()));
        }
        // A mask of few letters hides words of our own, and GitHub drops an output that holds one. What is shorter is masked with its whole line.
        masks.retain(|mask| mask.len() > SHORT);
        masks
    }
}
