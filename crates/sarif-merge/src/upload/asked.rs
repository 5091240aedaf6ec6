//! What the inputs and the policy file ask of the upload.

use std::time::Duration;

use runner::{InputError, Inputs};

/// Longest time that anybody waits for GitHub, in seconds: an hour.
const LONGEST: u64 = 3_600;
const LONGEST_CATEGORY: usize = 200;

/// An upload that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The category of runs that name none.
    pub(crate) category: Option<String>,
    /// The commit and the ref.
    pub(crate) at: Option<(String, String)>,
    pub(crate) wait: bool,
    pub(crate) timeout: Duration,
    /// The tools that may be uploaded, where the policy file names them.
    pub(crate) tools: Option<Vec<String>>,
}

impl Asked {
    /// Reads all inputs about it; none if it is switched off.
    ///
    /// # Errors
    /// The first input that does not hold.
    pub(crate) fn read(inputs: &Inputs, tools: Option<Vec<String>>) -> Result<Option<Self>, InputError> {
        let given = |name: &str| Some(inputs.text(name)).filter(|text| !text.is_empty());
        let (on, wait) = (inputs.boolean("upload")?, inputs.boolean("wait-for-processing")?);
        let wrong = |(name, problem): (&'static str, String)| InputError::new(name, problem);
        let category = given("category").map(category).transpose().map_err(wrong)?;
        let at = commit_and_reference(given("sha"), given("ref")).map_err(wrong)?;
        let timeout = seconds(inputs.text("upload-timeout")).map_err(wrong)?;
        Ok(on.then_some(Self { category, at, wait, timeout, tools }))
    }
}

/// A category without the slashes at its end, which GitHub does not count.
fn category(text: &str) -> Result<String, (&'static str, String)> {
    let plain = text.trim().trim_end_matches('/');
    let odd = plain.is_empty() || plain.chars().any(char::is_control) || plain.len() > LONGEST_CATEGORY;
    if odd {
        let problem = format!("`{text}` is none: write up to {LONGEST_CATEGORY} letters in one line");
        return Err(("category", problem));
    }
    Ok(plain.to_owned())
}

/// Both or neither: a commit of one ref on another one would close the alerts of the latter.
///
/// # Errors
/// The input, and what is wrong with it.
pub(crate) fn commit_and_reference(
    commit: Option<&str>,
    reference: Option<&str>,
) -> Result<Option<(String, String)>, (&'static str, String)> {
    let (commit, reference) = match (commit, reference) {
        (None, None) => return Ok(None),
        (Some(commit), Some(reference)) => (commit, reference),
        (Some(_), None) => return Err(("ref", "is missing: `sha` and `ref` go together".to_owned())),
        (None, Some(_)) => return Err(("sha", "is missing: `ref` and `sha` go together".to_owned())),
    };
    let is_sha = matches!(commit.len(), 40 | 64) && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_sha {
        return Err(("sha", format!("`{commit}` is no whole SHA: write its 40 letters and digits")));
    }
    let kinds = ["refs/heads/", "refs/tags/", "refs/pull/"];
    let is_full = kinds.iter().any(|kind| reference.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    if !is_full || reference.contains(char::is_whitespace) {
        let problem =
            format!("`{reference}` is no full name: write refs/heads/…, refs/tags/… or refs/pull/7/merge");
        return Err(("ref", problem));
    }
    Ok(Some((commit.to_ascii_lowercase(), reference.to_owned())))
}

/// A time in whole seconds.
///
/// # Errors
/// The input, and what is wrong with it.
pub(crate) fn seconds(text: &str) -> Result<Duration, (&'static str, String)> {
    let number = text.parse().ok().filter(|number| (1..=LONGEST).contains(number));
    let problem = || format!("`{text}` is no time: write seconds, from 1 to {LONGEST}");
    number.map(Duration::from_secs).ok_or_else(|| ("upload-timeout", problem()))
}
