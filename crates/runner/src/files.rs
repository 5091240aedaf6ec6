//! Files of the workspace: found by globs, read once, hashed while they are read.

mod hashing;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};
use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use crate::evidence::FOLDER;
use crate::inputs::InputError;
pub use hashing::Hashing;

/// Most files that one input may name.
pub const MOST_FILES: usize = 10_000;
/// Most folder entries that are looked at for one pattern.
const MOST_ENTRIES: usize = 2_000_000;
/// Nested alternatives grow the expression that a pattern becomes.
const MOST_BRACES: usize = 32;
const LONGEST_PATTERN: usize = 4096;
const META: [char; 4] = ['*', '?', '[', '{'];

/// The checkout that patterns and paths are relative to.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
    /// Files that no wildcard finds.
    spared: Vec<PathBuf>,
}

/// What one pattern found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The pattern as given.
    pub pattern: String,
    /// The files, sorted; empty is a finding.
    pub paths: Vec<PathBuf>,
}

impl Workspace {
    /// A workspace at this folder.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root, spared: Vec::new() }
    }

    /// The same, in which no wildcard finds these files, named from the root: a run's own evidence says that the run did not finish, and
    /// is no input of it.
    #[must_use]
    pub fn sparing(mut self, files: &[&str]) -> Self {
        self.spared.extend(files.iter().map(|file| self.root.join(file)));
        self
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A path for people and for files: relative to the workspace, with `/`.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        let short = path.strip_prefix(&self.root).unwrap_or(path);
        short.to_string_lossy().replace('\\', "/")
    }

    /// The files that each pattern of an input names. A line that starts with `!` takes files out again. The folder of evidence is looked
    /// into by patterns that begin with its name alone.
    ///
    /// # Errors
    /// As [`InputError`]: a pattern that cannot be read, a folder where a file was named, or more files than
    /// [`MOST_FILES`]. Else: a folder that cannot be read.
    pub fn find(&self, input: &str, patterns: &[String]) -> anyhow::Result<Vec<Found>> {
        let mistake = |message: String| InputError::new(input, message);
        let excluded: Vec<GlobMatcher> = patterns
            .iter()
            .filter_map(|pattern| pattern.strip_prefix('!'))
            .map(|pattern| self.matcher(pattern.trim()).map_err(mistake))
            .collect::<Result<_, _>>()?;
        let mut seen = 0;
        let mut all = Vec::new();
        for pattern in patterns.iter().filter(|pattern| !pattern.starts_with('!')) {
            let matcher = self.matcher(pattern).map_err(mistake)?;
            if self.root.join(trim_dot(pattern)).is_dir() {
                let message = format!(
                    "`{pattern}` is a folder: name the files in it, such as `{}/**/*.xml`",
                    pattern.trim_end_matches('/')
                );
                return Err(mistake(message).into());
            }
            let mut paths = self.find_one(pattern, &matcher)?;
            let literal = |path: &Path| {
                patterns
                    .iter()
                    .any(|p| p.strip_prefix('!').is_some_and(|p| self.root.join(trim_dot(p.trim())) == path))
            };
            paths.retain(|path| !literal(path) && !excluded.iter().any(|exclusion| exclusion.is_match(path)));
            seen += paths.len();
            if seen > MOST_FILES {
                return Err(
                    mistake(format!("names more than {MOST_FILES} files: make the patterns narrower")).into()
                );
            }
            all.push(Found { pattern: pattern.clone(), paths: paths.into_iter().collect() });
        }
        Ok(all)
    }

    fn find_one(&self, pattern: &str, matcher: &GlobMatcher) -> anyhow::Result<BTreeSet<PathBuf>> {
        let whole = self.root.join(trim_dot(pattern));
        if whole.symlink_metadata().is_ok() {
            // The name of a file may look like a pattern; a link that leads nowhere is still a file that was named.
            return Ok(BTreeSet::from([whole]));
        }
        if !pattern.contains(META) {
            return Ok(BTreeSet::new());
        }
        let mut paths = BTreeSet::new();
        let walk = WalkDir::new(self.root.join(literal_base(pattern))).follow_links(true).into_iter();
        let walk = walk.filter_entry(|entry| self.is_looked_into(entry));
        for (visited, entry) in walk.enumerate() {
            if visited > MOST_ENTRIES {
                bail!("`{pattern}` looks through more than {MOST_ENTRIES} entries: begin it with a folder");
            }
            // A folder that is not there means no match; one that cannot be read means that files may be lost.
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => {
                    // A link that leads nowhere is a file that was named, if the pattern names it.
                    paths.extend(error.path().filter(|path| matcher.is_match(path)).map(Path::to_owned));
                    continue;
                }
                // A loop holds nothing that was not seen on the way into it.
                Err(error) if error.loop_ancestor().is_some() => continue,
                Err(error) => return Err(error).with_context(|| format!("failed to look for `{pattern}`")),
            };
            let is_found = !entry.file_type().is_dir() && matcher.is_match(entry.path());
            if is_found && !self.spared.iter().any(|own| own == entry.path()) {
                paths.insert(entry.into_path());
            }
        }
        Ok(paths)
    }

    /// Linked folders are looked into where they stay in the workspace; one that leads out of it could lead anywhere.
    fn is_looked_into(&self, entry: &DirEntry) -> bool {
        // A walk begins where the pattern's plain part ends.
        let is_named = entry.depth() == 0 && entry.path() == self.root.join(FOLDER);
        let own = entry.file_name() == ".git" || (entry.file_name() == FOLDER && !is_named);
        let linked_folder = entry.depth() > 0 && entry.path_is_symlink() && entry.file_type().is_dir();
        !own && (!linked_folder || self.holds(entry.path()))
    }

    fn holds(&self, path: &Path) -> bool {
        let (path, root) = (path.canonicalize(), self.root.canonicalize());
        path.and_then(|path| root.map(|root| path.starts_with(root))).unwrap_or(false)
    }

    fn matcher(&self, pattern: &str) -> Result<GlobMatcher, String> {
        if pattern.matches('{').count() > MOST_BRACES || pattern.len() > LONGEST_PATTERN {
            return Err(format!("a pattern has more than {MOST_BRACES} braces, or {LONGEST_PATTERN} bytes"));
        }
        let relative = trim_dot(pattern);
        // The workspace's own name may hold characters that a pattern would read.
        let whole = match Path::new(relative).is_absolute() {
            true => relative.to_owned(),
            false => format!("{}/{relative}", globset::escape(&self.root.to_string_lossy())),
        };
        let glob = GlobBuilder::new(&whole).literal_separator(true).build();
        // The error's own text names the whole path, which is another one on every machine.
        let matcher = glob.map(|glob| glob.compile_matcher());
        matcher.map_err(|error| format!("`{pattern}` is not a pattern: {}", error.kind()))
    }

    /// Opens a regular file. A link in the workspace that leads out of it is refused: a pull request could aim it at any file
    /// of the machine; so is what is no file, since a pipe would never end.
    ///
    /// # Errors
    /// The file is not there, not regular, or a link that leads out of the workspace.
    pub fn open(&self, path: &Path) -> anyhow::Result<Hashing<std::fs::File>> {
        let shown = self.shown(path);
        let failed = || format!("failed to read {shown}");
        let real = path.canonicalize().with_context(failed)?;
        // Whoever names a path with `..` or from the root means it; a link in the workspace is somebody else's.
        if without_detours(path).starts_with(&self.root) && !self.holds(path) {
            bail!("it is a link that leads out of the workspace: copy the file into it");
        }
        if !real.metadata().with_context(failed)?.is_file() {
            bail!("it is not a regular file");
        }
        let file = std::fs::File::open(&real).with_context(failed)?;
        Hashing::over(file).with_context(failed)
    }
}

/// The path as it reads, `..` taken back, without looking at the disk.
fn without_detours(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

fn trim_dot(pattern: &str) -> &str {
    pattern.strip_prefix("./").unwrap_or(pattern)
}

/// The folders before the first part that holds a wildcard.
fn literal_base(pattern: &str) -> PathBuf {
    let literal = |part: &std::path::Component<'_>| !part.as_os_str().to_string_lossy().contains(META);
    Path::new(trim_dot(pattern)).components().take_while(literal).collect()
}

#[cfg(test)]
mod tests;
