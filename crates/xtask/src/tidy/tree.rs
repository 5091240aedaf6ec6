//! The repository as the rules see it: paths and text, and what cargo says about the packages. No disk.

/// Folders of test data: other people's conventions rule there, not ours.
const DATA_FOLDERS: [&str; 5] = ["fixtures", "cases", "snapshots", "corpus", "testdata"];

/// All that a rule may look at.
#[derive(Debug)]
pub(super) struct Tree {
    /// Every committed or committable text file, sorted by path.
    pub(super) files: Vec<File>,
    /// Every package of the dependency graph, or why cargo could not tell.
    pub(super) packages: Result<Vec<Package>, String>,
}

/// One text file.
#[derive(Debug)]
pub(super) struct File {
    /// Relative to the root, with `/` on every platform.
    pub(super) path: String,
    pub(super) text: String,
}

/// A package that this workspace takes from a registry.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    /// The manifest's SPDX expression.
    pub(super) licence: Option<String>,
}

impl Tree {
    /// The file at exactly this path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// The files with this extension, test data apart.
    pub(super) fn sources<'t>(&'t self, extension: &'t str) -> impl Iterator<Item = &'t File> {
        self.files.iter().filter(move |file| file.extension() == extension && !file.is_data())
    }
}

impl File {
    /// The last component of the path.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// What follows the last dot of the name; empty where there is none.
    pub(super) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether the file is test data. What a crate compiles is not, whatever its folders are called.
    pub(super) fn is_data(&self) -> bool {
        let mut folders = self.path.split('/');
        let compiled = match folders.next() {
            Some("crates") => folders.nth(1) == Some("src"),
            Some("tests") => folders.next() == Some("src"),
            _ => false,
        };
        let compiled = compiled && self.extension() == "rs";
        !compiled && self.path.split('/').any(|folder| DATA_FOLDERS.contains(&folder))
    }

    /// The lines, each with its number from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The number, from 1, of the line that holds this byte.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }
}
