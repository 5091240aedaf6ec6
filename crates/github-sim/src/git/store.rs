//! One bare repository on disk, and its objects as bytes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::oid::Oid;
use super::program;

/// The four kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    /// A snapshot with its history.
    Commit,
    /// A folder.
    Tree,
    /// A file.
    Blob,
    /// An annotated tag.
    Tag,
}

impl ObjectKind {
    /// The name that git and GitHub's API use.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ObjectKind::Commit => "commit",
            ObjectKind::Tree => "tree",
            ObjectKind::Blob => "blob",
            ObjectKind::Tag => "tag",
        }
    }

    /// The kind of a name, if it is one.
    pub(crate) fn named(name: &str) -> Option<ObjectKind> {
        let all = [ObjectKind::Commit, ObjectKind::Tree, ObjectKind::Blob, ObjectKind::Tag];
        all.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An object as it was stored.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// Its name.
    pub(crate) oid: Oid,
    /// Its kind.
    pub(crate) kind: ObjectKind,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

/// A bare repository. Cloning this gives a second handle on the same folder.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    folder: PathBuf,
}

/// What makes the repository behave as GitHub's: any object may be fetched by name, and partial clones work. Nothing is
/// synchronised to disk and nothing collected, because the repository lives as long as a test.
const CONFIGURATION: &str = "\
[core]
\trepositoryformatversion = 0
\tbare = true
\tfsync = none
\tlogAllRefUpdates = false
[gc]
\tauto = 0
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
[transfer]
\tfsckObjects = true
";

impl Store {
    /// Opens the repository of a folder, and makes it if there is none. The default branch may be unborn.
    pub(crate) fn open(folder: &Path, default_branch: &str) -> Result<Store> {
        if !folder.join("HEAD").is_file() {
            std::fs::create_dir_all(folder.join("objects"))?;
            std::fs::create_dir_all(folder.join("refs"))?;
            std::fs::write(folder.join("config"), CONFIGURATION)?;
            std::fs::write(folder.join("HEAD"), format!("ref: refs/heads/{default_branch}\n"))?;
        }
        Ok(Store { folder: folder.to_owned() })
    }

    /// Runs a command of git in this repository.
    pub(super) fn git(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
        program::run(&self.folder, arguments, &[], input)
    }

    /// Asks git something that it may deny: no answer if the program fails without a complaint, its way to say "no".
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Option<Vec<u8>>> {
        let mut call = program::command(&self.folder);
        call.args(arguments);
        let ended = program::feed(call, &[])?;
        match (ended.ok, ended.complaint) {
            (true, _) => Ok(Some(ended.output)),
            (false, silence) if silence.is_empty() => Ok(None),
            (false, complaint) => bail!("git {} failed: {complaint}", arguments.join(" ")),
        }
    }

    /// Runs a command of git over an index of its own.
    pub(super) fn git_with_index(&self, arguments: &[&str], index: &Path, input: &[u8]) -> Result<Vec<u8>> {
        program::run(&self.folder, arguments, &[("GIT_INDEX_FILE", index.as_os_str() as &OsStr)], input)
    }

    /// Runs the read side of a clone or fetch: `upload-pack` over one exchange of the smart HTTP protocol
    /// (gitprotocol-http(5)). With `advertise` it lists the references instead. The protocol version is the client's wish.
    pub(crate) fn upload_pack(&self, advertise: bool, protocol: &str, input: &[u8]) -> Result<Vec<u8>> {
        let mut call = program::command(&self.folder);
        call.args(["upload-pack", "--stateless-rpc", "--strict"]);
        if advertise {
            call.arg("--http-backend-info-refs");
        }
        call.arg(&self.folder).env_remove("GIT_DIR").env("GIT_PROTOCOL", protocol);
        let ended = program::feed(call, input)?;
        // A client that only asks what there is, or breaks off, makes the program end with an error after a sound answer.
        if ended.ok || !ended.output.is_empty() {
            return Ok(ended.output);
        }
        bail!("git upload-pack failed: {}", ended.complaint)
    }

    /// Stores bytes as an object. The program refuses what is not well-formed.
    pub(super) fn put(&self, kind: ObjectKind, bytes: &[u8]) -> Result<Oid> {
        let answer = self.git(&["hash-object", "-t", kind.as_str(), "-w", "--stdin"], bytes)?;
        oid_of("hash-object", &answer)
    }

    /// Stores a file.
    pub(crate) fn put_blob(&self, bytes: &[u8]) -> Result<Oid> {
        self.put(ObjectKind::Blob, bytes)
    }

    /// Reads an object; nothing if there is none of this name.
    pub(crate) fn object(&self, oid: &Oid) -> Result<Option<Object>> {
        Ok(self.objects(std::slice::from_ref(oid))?.pop())
    }

    /// Reads several objects with one call, in the order of their names. A name without an object gives nothing.
    pub(crate) fn objects(&self, oids: &[Oid]) -> Result<Vec<Object>> {
        if oids.is_empty() {
            return Ok(Vec::new());
        }
        let mut list = String::new();
        for oid in oids {
            list.push_str(oid.as_str());
            list.push('\n');
        }
        let answer = self.git(&["cat-file", "--batch"], list.as_bytes())?;
        let mut rest = answer.as_slice();
        let mut objects = Vec::with_capacity(oids.len());
        while !rest.is_empty() {
            let (object, after) = next_object(rest).context("git cat-file answered oddly")?;
            objects.extend(object);
            rest = after;
        }
        Ok(objects)
    }

    /// The kind of an object; nothing if there is none of this name.
    pub(crate) fn kind(&self, oid: &Oid) -> Result<Option<ObjectKind>> {
        let answer = self.git(&["cat-file", "--batch-check=%(objecttype)"], format!("{oid}\n").as_bytes())?;
        Ok(ObjectKind::named(String::from_utf8_lossy(&answer).trim()))
    }
}

/// One record of `cat-file --batch`: `<oid> SP <type> SP <size> LF <content> LF`, or `<name> SP missing LF`.
fn next_object(bytes: &[u8]) -> Option<(Option<Object>, &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (header, rest) = bytes.split_at_checked(end + 1)?;
    let header = std::str::from_utf8(header).ok()?.trim_end();
    let mut words = header.split(' ');
    let (name, kind) = (words.next()?, words.next()?);
    if kind == "missing" {
        return Some((None, rest));
    }
    let size: usize = words.next()?.parse().ok()?;
    let (content, rest) = rest.split_at_checked(size)?;
    let object = Object { oid: name.parse().ok()?, kind: ObjectKind::named(kind)?, bytes: content.to_vec() };
    Some((Some(object), rest.strip_prefix(b"\n")?))
}

/// The object name that is the whole answer of a command.
pub(super) fn oid_of(command: &'static str, answer: &[u8]) -> Result<Oid> {
    String::from_utf8_lossy(answer).trim().parse().ok().with_context(|| format!("git {command} answered oddly"))
}
