//! What the gates themselves say, folded below the front door's own summary: their steps wrote it to files beside.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::Context as _;
use runner::gate::Notice;
use runner::{Setting, summary};

use crate::facts::Facts;
use crate::find::summary_file;
use crate::half::Half;

/// What is kept free for what the front door says when a summary does not fit.
const RESERVE: usize = 1024;

/// Where inputs, search and policy file are described.
const PAGE: &str = "https://github.com/releasegate/releasegate/blob/main/actions/README.md";

/// Appends the policy file that is suggested, which holds our own words and integers alone, and the gates' summaries to that of this step. One
/// that does not fit whole is left out and named: a page over the runner's limit is dropped.
pub(crate) fn append(setting: &Setting, facts: &Facts, suggested: Option<&str>) -> Vec<Notice> {
    let var = |name: &str| setting.vars.get(name).map(String::as_str);
    let Some(page) = var("GITHUB_STEP_SUMMARY").filter(|path| setting.in_actions && !path.is_empty()) else {
        return Vec::new();
    };
    let page = Path::new(page);
    let told = |written: anyhow::Result<()>| {
        written.err().map(|error| Notice::failed(format!("{error:#}. The verdict stands")))
    };
    let file = |file| {
        let text = format!("```yaml\n{file}```\n\n[What it may say, and what is searched for]({PAGE})\n\n");
        told(write(page, &text))
    };
    let judged = |half: &Half| facts.judged.of(*half).verdict.is_some();
    let of = |half: Half| told(one(page, &summary_file(var, half)?, half));
    suggested.and_then(file).into_iter().chain(Half::ALL.into_iter().filter(judged).filter_map(of)).collect()
}

fn one(page: &Path, file: &Path, half: Half) -> anyhow::Result<()> {
    let used = std::fs::metadata(page).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
    let room = summary::LIMIT.saturating_sub(used).saturating_sub(RESERVE);
    let missing = || format!("the summary of {} is not shown: {} cannot be read", half.tool(), file.display());
    let mut text = String::new();
    let most = u64::try_from(room).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file).and_then(|file| file.take(most).read_to_string(&mut text)).with_context(missing)?;
    let folded = format!("<details><summary>{}</summary>\n\n{text}\n\n</details>\n\n", half.tool());
    let folded = match folded.len() > room {
        true => format!("The summary of {} does not fit here; its verdict holds all of it.\n\n", half.tool()),
        false => folded,
    };
    write(page, &folded)
}

fn write(page: &Path, text: &str) -> anyhow::Result<()> {
    let failed = "failed to write the summary";
    let mut page = OpenOptions::new().append(true).create(true).open(page).context(failed)?;
    page.write_all(text.as_bytes()).context(failed)
}
