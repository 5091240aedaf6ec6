//! Gitleaks' JSON (github.com/gitleaks/gitleaks, "Reporting"). `Secret` and `Match` are the secret; author, e-mail, date and commit message
//! are about a person. None of these is carried over. Columns after a line break are wrong, so that only those of one line are.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "gitleaks",
    made_by: "gitleaks git --report-format json --report-path gitleaks.json",
    tool: "Gitleaks",
    home: "https://gitleaks.io/",
    is: |source| {
        let first = source.first();
        first.has("RuleID") && (first.has("Secret") || first.has("Match"))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for leak in source.entries()? {
        let finding = finding(&leak, run)?;
        run.add(finding)?;
    }
    Ok(())
}

fn finding(leak: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let id = leak.need("RuleID")?;
    let secret = leak.text("Secret").unwrap_or_else(|| leak.or_empty("Match"));
    // Gitleaks' own redaction leaves the same word, or the same beginning, of different secrets.
    let whole = secret != "REDACTED" && !secret.ends_with("...");
    let mark = if whole { run.hide(secret) } else { "[REDACTED]".to_owned() };
    let identity = run.identity(secret).filter(|_| whole).unwrap_or_default();
    let clean = |text: &str| if whole { without(text, secret) } else { text.to_owned() };
    let title = clean(leak.text("Description").unwrap_or(id));
    let tags: Vec<String> = leak.texts("Tags").iter().map(|tag| clean(tag)).collect();
    let (start, end) = (leak.whole("StartLine"), leak.whole("EndLine"));
    let column = leak.whole("StartColumn").filter(|_| start == end);
    let rule = Rule::new(id).title(&title).security().tag("secret").cwes(&["798".to_owned()]);
    Ok(Finding::new(rule, &format!("{title}: {mark}"), Severity::fixed("", Level::Error, 90))
        .at(Place::file(leak.need("File")?).lines(start, end).columns(column, None))
        .fingerprint("gitleaks/v1", &clean(leak.or_empty("Fingerprint")))
        .fingerprint("secretHmac/v1", &identity)
        .property("commit", leak.or_empty("Commit"))
        .property("symlink", clean(leak.or_empty("SymlinkFile")))
        .property("tags", tags))
}

/// A text without the secret of its finding, and without the long parts of it that tell it as well: what stands behind the mark of its maker.
fn without(text: &str, secret: &str) -> String {
    let parts = secret.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| part.len() >= 16);
    std::iter::once(secret)
        .filter(|secret| secret.len() >= 4)
        .chain(parts.take(20))
        .fold(text.to_owned(), |text, part| text.replace(part, "[REDACTED]"))
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn the_secret_of_a_finding_is_in_no_other_member() {
        let bare = "0123456789abcdefghijABCDEFGHIJ0123456789";
        let secret = format!("ghp_{bare}");
        assert_eq!(without(&format!("{bare}:a:1"), &secret), "[REDACTED]:a:1");
        assert_eq!(without(&format!("d {secret}"), &secret), "d [REDACTED]");
        assert_eq!(without("src/key.py", &secret), "src/key.py");
    }
}
