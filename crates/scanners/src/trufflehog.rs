//! TruffleHog's JSON lines (github.com/trufflesecurity/trufflehog), with its log between them or not. The secret stands in `Raw`, `RawV2`, `Redacted`
//! and `StructuredData`, the committer's address beside it: none is carried over. A scan without findings writes no line, so that the log is
//! wanted as proof (`2>&1`): where it is there it must say that the scan ended, and its counts are those of the lines. A file of findings
//! alone may have been cut between two lines, which nobody can tell.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "trufflehog",
    made_by: "trufflehog filesystem . --json > trufflehog.json 2>&1",
    tool: "TruffleHog",
    home: "https://trufflesecurity.com/trufflehog",
    is: |source| {
        source.objects().iter().any(|line| {
            let finding = line.has("SourceMetadata") && line.has("DetectorName");
            finding || line.has("stringsFound") || line.text("logger") == Some("trufflehog")
        })
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let (mut verified, mut others, mut log) = (0, 0, Vec::new());
    for line in source.objects() {
        if line.has("DetectorName") {
            let finding = finding(&line, run)?;
            run.add(finding)?;
            *(if line.flag("Verified") { &mut verified } else { &mut others }) += 1;
        } else if line.has("stringsFound") {
            let finding = old(&line, run)?;
            run.add(finding)?;
        } else if line.has("msg") {
            log.push(line);
        } else {
            return Err(line.error("", "neither a finding nor a line of the log"));
        }
    }
    crash(source, run);
    ended(&log, verified, others, run);
    Ok(())
}

/// What Go writes when a program crashes is no JSON.
fn crash(source: &Source, run: &mut Run<'_>) {
    let Source::Lines(_, between) = source else { return };
    let signs = ["panic:", "fatal error:", "runtime error:", "[signal "];
    for line in between.iter().filter(|line| signs.iter().any(|sign| line.contains(sign))) {
        run.incomplete("the scan", line);
    }
}

/// What the log says about the scan, if there is one.
fn ended(log: &[Node<'_>], verified: usize, others: usize, run: &mut Run<'_>) {
    for line in log {
        let level = line.or_empty("level").to_ascii_lowercase();
        if matches!(level.as_str(), "error" | "dpanic" | "panic" | "fatal") {
            run.incomplete(line.or_empty("msg"), line.or_empty("error"));
        }
    }
    let mut ends = log.iter().filter(|line| line.text("msg") == Some("finished scanning")).peekable();
    if !log.is_empty() && ends.peek().is_none() {
        run.incomplete("the scan", "its log does not say `finished scanning`, so that it broke off");
    }
    for end in ends {
        run.claimed(end, "verified_secrets", verified, "the findings");
        run.claimed(end, "unverified_secrets", others, "the findings");
        if end.whole("chunks") == Some(0) {
            run.incomplete("the scan", "TruffleHog looked at nothing");
        }
    }
}

fn finding(line: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let detector = line.need("DetectorName")?;
    let secret = line.text("RawV2").unwrap_or_else(|| line.or_empty("Raw"));
    let mark = run.hide(secret);
    let identity = run.identity(secret).unwrap_or_default();
    let severity = match (line.flag("Verified"), line.text("VerificationError")) {
        (true, _) => Severity::fixed("verified", Level::Error, 95),
        (false, Some(_)) => Severity::fixed("unknown", Level::Error, 80),
        (false, None) => Severity::fixed("unverified", Level::Warning, 55),
    };
    let sources = line.node("SourceMetadata").object("Data")?;
    let (kind, data) =
        sources.first().ok_or_else(|| line.error("SourceMetadata.Data", "a source is missing"))?;
    // Files of a bucket or an image are not those of the checkout.
    let checkout = matches!(*kind, "Filesystem" | "Git" | "Github" | "Gitlab");
    let file = data.text("file");
    let place = match file.filter(|_| checkout) {
        Some(file) => Place::file(file).line(data.whole("line")),
        None => Place::default().logical(file.unwrap_or(kind), "", "resource"),
    };
    let words = severity.native.clone();
    let rule = Rule::new(detector)
        .title(&format!("{detector} secret"))
        .security()
        .tag("secret")
        .cwes(&["798".to_owned()]);
    Ok(Finding::new(rule, &format!("{detector} secret, {words}: {mark}"), severity)
        .at(place)
        .fingerprint("secretHmac/v1", &identity)
        .property("source", *kind)
        .property("commit", data.or_empty("commit"))
        .property("repository", data.or_empty("repository"))
        .property("decoder", line.or_empty("DecoderName"))
        .property("verificationError", line.text("VerificationError").map(|_| true)))
}

/// Version 2: `{branch, commit, path, reason, stringsFound, diff}`.
fn old(line: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let reason = line.need("reason")?;
    let secrets = line.texts("stringsFound");
    let marks: Vec<_> = secrets.iter().map(|secret| run.hide(secret)).collect();
    let identity = secrets.first().and_then(|secret| run.identity(secret)).unwrap_or_default();
    let rule = Rule::new(reason).title(reason).security().tag("secret").cwes(&["798".to_owned()]);
    let message = format!("{reason}: {}", marks.join(", "));
    Ok(Finding::new(rule, &message, Severity::fixed("unverified", Level::Warning, 55))
        .at(Place::file(line.need("path")?))
        .fingerprint("secretHmac/v1", &identity)
        .property("commit", line.or_empty("commitHash")))
}
