//! `path-map`: lines `from => to` that give folders of reports their names in the repository.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::place::{below, clean, is_absolute};

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathRule {
    /// A folder (or file) as reports write it; `.` for whatever is relative.
    pub from: String,
    /// Its name in the repository; empty for the repository itself.
    pub to: String,
}

/// All lines. The longest `from` that fits decides, so that their order does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PathMap(Vec<PathRule>);

impl PathMap {
    /// Reads the lines of the input.
    ///
    /// # Errors
    /// A line that maps nothing, or out of the repository.
    pub(crate) fn parse(lines: &[String]) -> Result<Self, String> {
        let mut seen = BTreeSet::new();
        let mut rules = Vec::new();
        for line in lines {
            let Some((from, to)) = line.split_once("=>") else {
                return Err(format!(
                    "`{line}` has no `=>`: write `folder in the report => folder in the repository`"
                ));
            };
            let rule = PathRule { from: from_side(from, line)?, to: to_side(to, line)? };
            if !seen.insert(rule.from.clone()) {
                return Err(format!("`{}` is mapped twice: which one is meant?", rule.from));
            }
            rules.push(rule);
        }
        Ok(Self(rules))
    }

    /// The lines.
    pub(crate) fn rules(&self) -> &[PathRule] {
        &self.0
    }

    /// Whether there is a line at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The path in the repository, if a line fits: folders are compared as a whole and with their case.
    pub(super) fn apply(&self, path: &str) -> Option<String> {
        let relative = !is_absolute(path);
        let fits = |rule: &PathRule| match rule.from.as_str() {
            "." => relative.then(|| (0, rule.to.clone(), path.to_owned())),
            from => below(path, from).map(|rest| (from.len(), rule.to.clone(), rest.to_owned())),
        };
        let (_, to, rest) = self.0.iter().filter_map(fits).max_by_key(|(length, ..)| *length)?;
        let whole = match (to.is_empty(), rest.is_empty()) {
            (true, _) => rest,
            (false, true) => to,
            (false, false) => format!("{to}/{rest}"),
        };
        (!whole.is_empty()).then_some(whole)
    }
}

fn from_side(from: &str, line: &str) -> Result<String, String> {
    let from = from.trim().replace('\\', "/");
    match clean(&from) {
        _ if from.is_empty() => Err(format!("`{line}` maps nothing: write `.` for whatever is relative")),
        None => Err(format!("`{line}` begins with `..`: write the folder as the report does, from its root")),
        Some(cleaned) if cleaned.is_empty() => Ok(".".to_owned()),
        Some(cleaned) => Ok(cleaned),
    }
}

fn to_side(to: &str, line: &str) -> Result<String, String> {
    let to = to.trim().replace('\\', "/");
    match clean(&to) {
        _ if to.is_empty() => Err(format!("`{line}` maps to nothing: write `.` for the repository itself")),
        Some(cleaned) if !is_absolute(&to) => Ok(cleaned),
        _ => Err(format!("`{line}` leads out of the repository: name a folder in it, or `.`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(lines: &[&str]) -> Result<PathMap, String> {
        PathMap::parse(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    fn applied(lines: &[&str], path: &str) -> Option<String> {
        map(lines).unwrap().apply(path)
    }

    #[test]
    fn prefixes_are_taken_off_and_put_on() {
        assert_eq!(applied(&["/app => ."], "/app/src/a.py").as_deref(), Some("src/a.py"));
        assert_eq!(applied(&["/app/ => services/shop/"], "/app/a.py").as_deref(), Some("services/shop/a.py"));
        assert_eq!(applied(&[". => web"], "src/a.ts").as_deref(), Some("web/src/a.ts"));
        assert_eq!(applied(&[r"C:\build => ."], "C:/build/a.cs").as_deref(), Some("a.cs"));
        assert_eq!(
            applied(&["com/acme => src/main/kotlin"], "com/acme/A.kt").as_deref(),
            Some("src/main/kotlin/A.kt")
        );
        assert_eq!(applied(&["gen/a.py => src/a.py"], "gen/a.py").as_deref(), Some("src/a.py"));
    }

    #[test]
    fn only_whole_folders_of_the_same_case_fit() {
        for path in ["/application/a.py", "/App/a.py", "app/a.py", "/app"] {
            assert_eq!(applied(&["/app => ."], path), None, "{path}");
        }
        assert_eq!(applied(&[". => web"], "/abs/a.ts"), None);
    }

    #[test]
    fn the_longest_line_decides_in_any_order() {
        for lines in [["/app => .", "/app/lib => vendor"], ["/app/lib => vendor", "/app => ."]] {
            assert_eq!(applied(&lines, "/app/lib/a.c").as_deref(), Some("vendor/a.c"));
            assert_eq!(applied(&lines, "/app/a.c").as_deref(), Some("a.c"));
        }
    }

    #[test]
    fn mistakes_are_told() {
        for (line, words) in [
            ("/app", "no `=>`"),
            (" => src", "maps nothing"),
            ("/app =>", "maps to nothing"),
            ("/app => /src", "leads out"),
            ("/app => ../src", "leads out"),
            ("/app => C:/src", "leads out"),
            ("../x => src", "begins with `..`"),
        ] {
            let error = map(&[line]).unwrap_err();
            assert!(error.contains(words), "{line}: {error}");
        }
        assert!(map(&["/app => a", "/app/ => b"]).unwrap_err().contains("twice"));
    }
}
