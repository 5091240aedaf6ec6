//! Uploading SARIF.

use std::borrow::Cow;
use std::io::Write as _;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde_json::json;

use super::{ANALYSES, Analysis, is_empty};
use crate::call::{Call, Repeat, Verb};
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::names;
use crate::newest::Newest;
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static UPLOAD: Call = Call::write(
    "upload SARIF",
    Verb::Post,
    "/repos/{owner}/{repo}/code-scanning/sarifs",
    "security-events: write",
    Repeat::LookedUp(
        "newer analyses of the commit and ref, by tool and category; without one it is not sent again",
    ),
);

/// What is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sarif<'a> {
    /// The commit, as a whole SHA.
    pub commit: &'a str,
    /// The ref by its full name: `refs/heads/…`, `refs/tags/…`, `refs/pull/7/merge` or `refs/pull/7/head`.
    pub reference: &'a str,
    /// The file.
    pub file: File<'a>,
    /// Where the checkout was, as a URI: absolute paths of the file start there.
    pub checkout: Option<&'a str>,
    /// When the analysis began.
    pub started: Option<jiff::Timestamp>,
}

/// A SARIF file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File<'a> {
    /// Its text.
    Text(&'a [u8]),
    /// Packed already: whoever splits files by what GitHub takes has packed them to know.
    Packed {
        /// The text after gzip.
        gzip: &'a [u8],
        /// The tool of its first run.
        tool: &'a str,
        /// The category of its first run, without the slash at the end.
        category: &'a str,
        /// The results in its first run.
        results: usize,
    },
}

/// What GitHub received and now reads.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Upload {
    /// The name of the upload.
    pub id: String,
}

/// Largest file after packing, in bytes: "SARIF results file is too large".
const LARGEST: usize = 10 << 20;
/// How often a lost upload is looked for, and the time between: its analyses are there once GitHub has read it.
const LOOKS: u32 = 12;
const BETWEEN: Duration = Duration::from_secs(5);
/// Of more results in a run GitHub shows only these: "SARIF support for code scanning".
const SHOWN: usize = 5_000;

/// Uploads a SARIF file. After a lost answer the upload is known by its analyses; if none comes up, it is not sent again, since it may be under
/// way still. GitHub names no author of an analysis: another upload of the same tool, category and number of results that was on its way at the
/// same time may be taken for this one.
///
/// # Errors
/// [`Kind::Request`] for bytes that are no SARIF, or a commit or ref that is none; [`Kind::TooLarge`] for a file that GitHub does not take, or would
/// not; [`Kind::Unconfirmed`] after a lost answer; 403 where code scanning is not switched on; and as any write.
pub async fn upload(github: &GitHub, repository: &Repository, sarif: Sarif<'_>) -> Result<Upload, Error> {
    let commit = names::sha(&UPLOAD, sarif.commit)?;
    names::reference(&UPLOAD, sarif.reference)?;
    let request = Request::of(&UPLOAD, repository);
    let wrong = |detail: String| request.error(Kind::Request, &format!("the SARIF {detail}"));
    let (made_by, packed) = sarif.file.read().map_err(wrong)?;
    if packed.len() > LARGEST {
        let detail = format!("the SARIF has {} bytes when packed, GitHub takes {LARGEST}", packed.len());
        return Err(request.error(Kind::TooLarge, &detail));
    }
    let of_tool = Request::of(&ANALYSES, repository)
        .query("ref", sarif.reference)
        .maybe("tool_name", made_by.tool.as_ref())
        .query("sort", "created")
        .query("direction", "desc");
    let newest = Newest::of(github, of_tool, |analysis: &Analysis| analysis.id).empty_if(is_empty);
    // Numbers ascend: what is lost is newer than all that was there before.
    let before = newest.top().await?;
    let find = async || {
        for _ in 0..LOOKS {
            let is_lost = |found: &Analysis| found.commit_sha == commit && made_by.made(found);
            if let Some(found) = newest.since(before).await?.into_iter().find(is_lost) {
                return Ok(Some(Upload { id: found.sarif_id }));
            }
            github.inner.clock.sleep(BETWEEN).await;
        }
        // Not `None`, after which it would be sent again.
        Err(request.error(Kind::Unconfirmed, "no analysis of it has come up"))
    };
    let mut body = json!({"commit_sha": commit, "ref": sarif.reference, "sarif": STANDARD.encode(&packed)});
    let started = sarif.started.map(|time| format!("{time:.0}"));
    let told = [("checkout_uri", sarif.checkout.map(str::to_owned)), ("started_at", started)];
    if let Some(members) = body.as_object_mut() {
        let told = told.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
        members.extend(told);
    }
    github.send_or_find(request.clone().json(&body), find).await
}

impl File<'_> {
    /// Who made it, and its bytes after gzip; or what is wrong with it.
    fn read(&self) -> Result<(Maker, Cow<'_, [u8]>), String> {
        match *self {
            Self::Text(text) => {
                let packed = packed(text).map_err(|error| format!("cannot be packed: {error}"))?;
                Ok((Maker::of(text)?, packed.into()))
            }
            Self::Packed { gzip, tool, category, results } => {
                let (tool, category) = (Some(tool.to_owned()), Some(category.to_owned()));
                Ok((Maker { tool, category, results: known(results) }, gzip.into()))
            }
        }
    }
}

/// So many results, if GitHub says as many.
fn known(results: usize) -> Option<u64> {
    u64::try_from(results).ok().filter(|_| results <= SHOWN)
}

/// Packed in the same way each time: gzip without a name or a time.
fn packed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Who made a SARIF file, as GitHub will name it.
#[derive(Debug, PartialEq, Eq)]
struct Maker {
    tool: Option<String>,
    category: Option<String>,
    results: Option<u64>,
}

#[derive(Deserialize)]
struct Log {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    results: Option<Vec<serde::de::IgnoredAny>>,
    automation_details: Option<Automation>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    name: String,
}

#[derive(Deserialize)]
struct Automation {
    id: Option<String>,
}

impl Maker {
    /// The first run's: GitHub makes an analysis of each.
    fn of(bytes: &[u8]) -> Result<Self, String> {
        let log: Log = serde_json::from_slice(bytes).map_err(|error| format!("reads: {error}"))?;
        let run = log.runs.into_iter().next().ok_or("has no run: give one, also without results")?;
        // "SARIF support for code scanning": what stands before the last slash is the category.
        let id = run.automation_details.and_then(|details| details.id);
        let category =
            id.as_deref().and_then(|id| id.rsplit_once('/')).map(|(category, _)| category.to_owned());
        let results = known(run.results.unwrap_or_default().len());
        Ok(Self { tool: Some(run.tool.driver.name), category, results })
    }

    fn made(&self, analysis: &Analysis) -> bool {
        let category = analysis.category.as_deref().map(|category| category.trim_end_matches('/'));
        let same = |own: &String| Some(own.trim_end_matches('/')) == category;
        analysis.tool.name == self.tool
            && self.category.as_ref().is_none_or(same)
            && self.results.is_none_or(|results| results == analysis.results_count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn sarif(id: &str) -> String {
        format!(
            r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "gate"}}}}, "automationDetails": {{"id": "{id}"}}, "results": []}}]}}"#
        )
    }

    fn analysis(tool: &str, category: &str) -> Analysis {
        serde_json::from_value(json!({
            "id": 1, "ref": "refs/heads/main", "commit_sha": "a", "category": category, "error": "", "warning": "",
            "created_at": "2026-11-22T10:00:00Z", "results_count": 0, "sarif_id": "x", "tool": {"name": tool},
        }))
        .unwrap()
    }

    #[test]
    fn an_analysis_is_ours_by_what_it_is_of() {
        let maker = Maker::of(sarif("unit/linux/").as_bytes()).unwrap();
        assert!(maker.made(&analysis("gate", "unit/linux/")) && maker.made(&analysis("gate", "unit/linux")));
        assert!(!maker.made(&analysis("gate", "unit")) && !maker.made(&analysis("other", "unit/linux")));
        let more = Analysis { results_count: 1, ..analysis("gate", "unit/linux") };
        assert!(!maker.made(&more));
        let run = Maker::of(sarif("unit/linux/2026-11-22").as_bytes()).unwrap();
        assert_eq!(run.category.as_deref(), Some("unit/linux"));
        assert_eq!(Maker::of(sarif("unit").as_bytes()).unwrap().category, None);
    }

    #[test]
    fn what_is_no_sarif_is_not_uploaded() {
        for wrong in ["", "{}", "[]", r#"{"runs": []}"#, r#"{"runs": [{}]}"#] {
            assert!(Maker::of(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_packed_already_is_sent_as_it_is() {
        let (text, gzip) = (sarif("unit/linux/"), packed(sarif("unit/linux/").as_bytes()).unwrap());
        let file = File::Packed { gzip: &gzip, tool: "gate", category: "unit/linux", results: 0 };
        assert_eq!(file.read(), File::Text(text.as_bytes()).read());
        let many = File::Packed { gzip: &gzip, tool: "gate", category: "", results: 5_001 };
        assert_eq!(many.read().unwrap().0.results, None, "GitHub says how many it shows");
    }

    #[test]
    fn packing_loses_nothing() {
        let (text, mut read) = (sarif("a").repeat(100), String::new());
        let packed = packed(text.as_bytes()).unwrap();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut read).unwrap();
        assert!(read == text && packed.len() < text.len());
        assert_eq!(packed, super::packed(text.as_bytes()).unwrap());
    }
}
