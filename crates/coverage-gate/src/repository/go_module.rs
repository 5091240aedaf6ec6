//! Go's modules: its tools name files by import path, which begins with the name that `go.mod` gives the module
//! (<https://go.dev/ref/mod#go-mod-file-module>).

use std::io::Read as _;

use runner::files::Workspace;

/// How many `go.mod` are read.
const MOST: usize = 1000;
/// A `go.mod` is some kilobytes long.
const LARGEST: u64 = 1 << 20;

/// A module and its folder, which is empty for the repository's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GoModule {
    pub(crate) name: String,
    pub(crate) folder: String,
}

/// The modules of all tracked `go.mod`, the longest name first: the innermost module holds the file.
pub(super) fn find(tracked: &[String], workspace: &Workspace) -> Vec<GoModule> {
    let folder = |path: &str| match path {
        "go.mod" => Some(String::new()),
        path => path.strip_suffix("/go.mod").map(str::to_owned),
    };
    let modules = tracked.iter().filter_map(|path| Some((path, folder(path)?))).take(MOST);
    let mut modules: Vec<GoModule> = modules
        .filter_map(|(path, folder)| Some(GoModule { name: name(&read(path, workspace)?)?, folder }))
        .collect();
    modules.sort_by(|a, b| (b.name.len(), &a.name, &a.folder).cmp(&(a.name.len(), &b.name, &b.folder)));
    modules
}

/// One that cannot be read maps nothing, and its files are listed as not mapped.
fn read(path: &str, workspace: &Workspace) -> Option<String> {
    let mut text = String::new();
    workspace.open(&workspace.root().join(path)).ok()?.take(LARGEST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// The module line: `module example.com/shop // comment`, the name bare or quoted, or in parentheses of its own.
fn name(text: &str) -> Option<String> {
    let mut block = false;
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let rest = match line.strip_prefix("module") {
            Some(rest) if rest.trim_start().starts_with('(') => {
                block = true;
                continue;
            }
            Some(rest) if rest.starts_with([' ', '\t', '"', '`']) => rest,
            _ if block && !line.is_empty() => line,
            _ => continue,
        };
        let name = rest.trim().trim_matches(['"', '`']);
        return (!name.is_empty()).then(|| name.to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_line_names_it() {
        for text in [
            "module example.com/shop\n\ngo 1.22\n",
            "// comment\nmodule \"example.com/shop\" // the shop\n",
            "go 1.22\nmodule\t`example.com/shop`",
            "module (\n  example.com/shop\n)\n",
        ] {
            assert_eq!(name(text).as_deref(), Some("example.com/shop"), "{text}");
        }
        for text in ["", "// module a", "modules a", "module", "go 1.22"] {
            assert_eq!(name(text), None, "{text}");
        }
    }
}
