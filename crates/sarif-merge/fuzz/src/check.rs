//! What holds for every input, whoever wrote it: the fuzz targets look for one that breaks it, and an ordinary test replays what they
//! kept. Nothing here is compared with a number that a person wrote, so any bytes will do.

use sarif::{
    Across, Conservation, Document, Finding, Input, Kind, Limits, Places, Reading, RunView, SeverityPolicy,
    deduplicate, merge,
};

/// Ends one of the logs of an input for [`logs`]. No JSON knows this byte.
const SEPARATOR: u8 = 0x1E;

/// Small enough that no input takes long, and large enough for every fixture.
fn limits() -> Limits {
    Limits {
        bytes: 256 << 10,
        depth: 64,
        runs: 50,
        results: 500,
        elements: 500,
        members: 500,
        string: 16 << 10,
    }
}

/// Reads a log, and what it says, and merges it with nothing. `false` where it is no log.
pub(crate) fn log(bytes: &[u8]) -> bool {
    let Ok(document) = Document::read(bytes, &limits()) else {
        assert!(Document::own(bytes.to_vec(), &limits()).is_err(), "what cannot be read cannot be owned");
        return false;
    };
    let owned = Document::own(bytes.to_vec(), &limits()).expect("what can be read can be owned");
    assert_eq!((owned.text(), owned.digest()), (document.text(), document.digest()));
    let again = Document::read(document.text(), &limits()).expect("what was read is a log");
    assert_eq!(again.text(), document.text());
    assert_eq!(results(&again), results(&document));
    findings(&document);
    if let Some((once, first)) = merged(&[bytes], 1) {
        let (_, again) = merged(&[&once], 2).expect("a merged log can be merged");
        let kept = |ledger: &Conservation| ledger.tools.values().map(|tool| tool.results_out).sum::<u64>();
        assert_eq!(kept(&again), kept(&first), "what was merged once has nothing equal left");
    }
    true
}

/// Merges up to three logs, with [`SEPARATOR`] between them, in both orders. `false` where one of them is refused.
pub(crate) fn logs(bytes: &[u8]) -> bool {
    let mut parts: Vec<&[u8]> = bytes.splitn(3, |&byte| byte == SEPARATOR).collect();
    let Some((log, _)) = merged(&parts, 1) else { return false };
    parts.reverse();
    let (other, _) = merged(&parts, 3).expect("the order of logs refuses none");
    assert!(log == other, "the order of logs and the number of threads change the bytes");
    true
}

/// Converts a report; what comes of it is a log with as many results. `false` where no reader knows it.
pub(crate) fn report(bytes: &[u8]) -> bool {
    let limits =
        scanners::Limits { bytes: 256 << 10, nodes: 20_000, results: 500, ..scanners::Limits::default() };
    let Ok(converted) = scanners::convert(bytes, &limits, None) else { return false };
    let document = Document::read(&converted.sarif, &Limits::default()).expect("what was converted is a log");
    assert!(document.notices().is_empty(), "{:?}", document.notices());
    assert_eq!(document.runs(), 1);
    assert_eq!(converted.native.values().sum::<u64>(), results(&document), "results that nobody counted");
    let again = scanners::convert_as(converted.format, bytes, &limits, None)
        .expect("its format is the one that was told");
    assert!(again == converted, "the same report is converted otherwise");
    findings(&document);
    merged(&[&converted.sarif], 1).expect("what was converted can be merged");
    true
}

fn results(document: &Document<'_>) -> u64 {
    (0..document.runs()).map(|run| document.results(run).count() as u64).sum()
}

/// One log and what became of everything, if all parts are logs that can be merged.
fn merged(parts: &[&[u8]], threads: usize) -> Option<(Vec<u8>, Conservation)> {
    let mut inputs = Vec::new();
    for part in parts {
        inputs.push(Input { name: "log".to_owned(), document: Document::read(part, &limits()).ok()? });
    }
    let read: u64 = inputs.iter().map(|input| results(&input.document)).sum();
    let merged = merge(&inputs, threads).ok()?;
    let mut bytes = Vec::new();
    let ledger = merged.write(&mut bytes).expect("memory can be written to");
    let document = Document::read(&bytes, &Limits::default()).expect("a merged log is a log");
    let sum = |part: fn(&sarif::ToolCounts) -> u64| ledger.tools.values().map(part).sum::<u64>();
    assert_eq!(sum(|tool| tool.results_in), read, "results that nobody counted");
    assert_eq!(sum(|tool| tool.results_out), results(&document), "results that were not written");
    assert_eq!(read, sum(|tool| tool.results_out) + sum(|tool| tool.deduplicated), "results that were lost");
    assert_eq!(document.runs() as u64, ledger.runs_out);
    Some((bytes, ledger))
}

/// Interprets every result; those that are joined are still there.
fn findings(document: &Document<'_>) {
    let (severities, line_hash) = (SeverityPolicy::default(), |_: &sarif::RepositoryPath, _: u64| None);
    let reading = Reading {
        severities: &severities,
        places: Places { roots: &[], has: None },
        line_hash: &line_hash,
        expired: &|_| false,
    };
    let mut found = Vec::new();
    for at in 0..document.runs() {
        let text = document.run(at).and_then(|bytes| std::str::from_utf8(bytes).ok()).expect("a run is UTF-8");
        let run = RunView::parse(text).unwrap_or_default();
        for (result, bytes) in document.results(at).enumerate() {
            let text = std::str::from_utf8(bytes).expect("a result is UTF-8");
            let finding = Finding::read(&run, text, (at, result), &reading);
            for text in [&finding.tool, &finding.rule, &finding.title] {
                assert!(
                    !text.contains(['\n', '\r', '\u{1b}', '\u{202e}']),
                    "{text:?} does not stay in its line"
                );
            }
            found.push(finding);
        }
    }
    found.retain(|finding| finding.kind == Kind::Fail);
    let (all, worst) = (found.len(), found.iter().map(|finding| finding.severity).max());
    let joined = deduplicate(found, Across::default());
    assert_eq!(joined.findings.len() + joined.joined.len(), all, "findings that nobody counted");
    assert_eq!(joined.findings.iter().map(|finding| finding.severity).max(), worst, "the worst is gone");
}
