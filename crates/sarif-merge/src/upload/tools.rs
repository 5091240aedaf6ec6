//! Whose name a run may bear. On GitHub a later upload of the same tool and category replaces the alerts of the former: a report that says
//! it is CodeQL's and finds nothing would close all that CodeQL found.

use std::collections::BTreeSet;

use sarif::plain_line;

/// Names of GitHub's own analyses.
const RESERVED: [&str; 1] = ["CodeQL"];

/// Why these tools may not be uploaded. The policy file is read at the base commit, so no change allows itself a name.
pub(super) fn refusal(tools: &BTreeSet<String>, allowed: Option<&[String]>) -> Option<String> {
    let is = |known: &str, tool: &str| known.trim().eq_ignore_ascii_case(tool.trim());
    let allows = |tool: &&String| match allowed {
        Some(allowed) => allowed.iter().any(|known| is(known, tool)),
        None => !RESERVED.iter().any(|reserved| is(reserved, tool)),
    };
    let tool = plain_line(tools.iter().find(|tool| !allows(tool))?, 100);
    Some(match allowed {
        Some(_) => format!(
            "the policy file does not let `{tool}` be uploaded: add it to `sarif: upload: tools` on the protected branch, or leave its report out"
        ),
        None => format!(
            "a run says that it is of {tool}, whose alerts it would replace: if it is, write `sarif: upload: tools` with all tools into the policy file on the protected branch"
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_bears_a_reserved_name_or_one_that_is_not_listed() {
        let of = |tools: &[&str]| tools.iter().map(|tool| (*tool).to_owned()).collect::<BTreeSet<_>>();
        let list = ["bandit".to_owned(), "CodeQL".to_owned()];
        assert_eq!(refusal(&of(&["Bandit", "Semgrep OSS"]), None), None);
        assert_eq!(refusal(&of(&["Bandit", "codeql"]), Some(&list)), None);
        for name in ["CodeQL", "codeql", " CodeQL\n"] {
            assert!(refusal(&of(&["Bandit", name]), None).unwrap().contains("would replace"), "{name}");
        }
        assert!(refusal(&of(&["Bandit", "Trivy"]), Some(&list)).unwrap().contains("`Trivy`"));
        assert!(refusal(&of(&["Bandit"]), Some(&[])).is_some());
    }
}
