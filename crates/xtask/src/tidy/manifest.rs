//! Cargo manifests with line numbers: which package depends on which.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::tree::{File, Tree};

/// One line of a manifest's dependency tables.
#[derive(Debug)]
pub(super) struct Dependency {
    /// The package, under its own name even where the manifest renames it.
    pub(super) package: String,
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// When a dependency is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Normal,
    Dev,
    Build,
}

/// A member's manifest.
#[derive(Debug)]
pub(super) struct Manifest {
    /// `package.name`, with its line.
    pub(super) name: Option<(String, usize)>,
    pub(super) dependencies: Vec<Dependency>,
}

/// Names that the workspace gives to packages of another name.
pub(super) type Renames = BTreeMap<String, String>;

/// The renames in the root manifest's `[workspace.dependencies]`.
pub(super) fn renames(tree: &Tree) -> Renames {
    let Some(root) = tree.file("Cargo.toml") else { return Renames::new() };
    let Ok(parsed) = DeTable::parse(&root.text) else { return Renames::new() };
    let workspace = table(parsed.get_ref(), "workspace").and_then(|workspace| table(workspace, "dependencies"));
    let entries = workspace.into_iter().flat_map(|table| table.iter());
    entries.filter_map(|(key, value)| Some((key.get_ref().to_string(), renamed(value.get_ref())?))).collect()
}

/// Reads a member's manifest.
///
/// # Errors
///
/// The parser's message with its line, where the file is not TOML.
pub(super) fn read(file: &File, renames: &Renames) -> Result<Manifest, (usize, String)> {
    let parsed = DeTable::parse(&file.text).map_err(|error| {
        (error.span().map_or(1, |span| file.line_at(span.start)), error.message().to_owned())
    })?;
    let root = parsed.get_ref();
    let name = table(root, "package").and_then(|package| entry(package, "name")).and_then(|value| {
        let line = file.line_at(value.span().start);
        value.get_ref().as_str().map(|name| (name.to_owned(), line))
    });
    let mut dependencies = Vec::new();
    let targets = table(root, "target").into_iter().flat_map(|targets| targets.iter());
    let targets = targets.filter_map(|(_, target)| target.get_ref().as_table());
    for place in std::iter::once(root).chain(targets) {
        for (section, kind) in [
            ("dependencies", Kind::Normal),
            ("dev-dependencies", Kind::Dev),
            ("build-dependencies", Kind::Build),
        ] {
            for (key, value) in table(place, section).into_iter().flat_map(|table| table.iter()) {
                let known = key.get_ref().to_string();
                let package =
                    renamed(value.get_ref()).or_else(|| renames.get(&known).cloned()).unwrap_or(known);
                dependencies.push(Dependency { package, line: file.line_at(key.span().start), kind });
            }
        }
    }
    dependencies.sort_by_key(|dependency| dependency.line);
    Ok(Manifest { name, dependencies })
}

fn entry<'t, 'i>(table: &'t DeTable<'i>, key: &str) -> Option<&'t toml::Spanned<DeValue<'i>>> {
    table.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value)
}

fn table<'t, 'i>(parent: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    entry(parent, key)?.get_ref().as_table()
}

fn renamed(dependency: &DeValue<'_>) -> Option<String> {
    Some(entry(dependency.as_table()?, "package")?.get_ref().as_str()?.to_owned())
}
