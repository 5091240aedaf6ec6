//! Commits, written as the bytes that they are and read back from them.

use anyhow::{Context, Result};

use super::oid::Oid;
use super::person::Person;
use super::store::{Object, ObjectKind, Store};

/// A commit that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct NewCommit {
    /// Its tree.
    pub(crate) tree: Oid,
    /// Its parents, in order.
    pub(crate) parents: Vec<Oid>,
    /// Who wrote the change.
    pub(crate) author: Person,
    /// Who committed it.
    pub(crate) committer: Person,
    /// The message, kept to the byte.
    pub(crate) message: String,
    /// An armoured signature for the `gpgsig` header.
    pub(crate) signature: Option<String>,
}

/// A commit as it was stored.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    /// Its name.
    pub(crate) oid: Oid,
    /// Its tree.
    pub(crate) tree: Oid,
    /// Its parents, in order.
    pub(crate) parents: Vec<Oid>,
    /// Who wrote the change.
    pub(crate) author: Person,
    /// Who committed it.
    pub(crate) committer: Person,
    /// The message.
    pub(crate) message: String,
    /// The signature, if there is one.
    pub(crate) signature: Option<String>,
    /// What the signature covers: the commit without it.
    pub(crate) payload: String,
}

impl Commit {
    /// The first line of the message.
    pub(crate) fn headline(&self) -> &str {
        self.message.lines().next().unwrap_or_default()
    }

    /// The message without its first line and the empty one after it.
    pub(crate) fn body(&self) -> &str {
        self.message.split_once('\n').map_or("", |(_, rest)| rest.trim_start_matches('\n'))
    }

    /// The author and those whom trailers name ("Creating a commit with multiple authors"), each address once.
    pub(crate) fn authors(&self) -> Vec<Person> {
        let mut all = vec![self.author.clone()];
        let trailers = self.message.rsplit("\n\n").next().unwrap_or_default().lines();
        for line in trailers {
            let Some((word, value)) = line.split_once(':') else { continue };
            let named = Person::parse(&format!("{} {} +0000", value.trim(), self.author.at.as_second()));
            let known = all.iter().any(|person| person.email.eq_ignore_ascii_case(&named.email));
            if word.eq_ignore_ascii_case("co-authored-by") && !named.email.is_empty() && !known {
                all.push(named);
            }
        }
        all
    }
}

impl Store {
    /// Stores a commit.
    pub(crate) fn put_commit(&self, new: &NewCommit) -> Result<Oid> {
        let mut text = format!("tree {}\n", new.tree);
        for parent in &new.parents {
            text.push_str(&format!("parent {parent}\n"));
        }
        text.push_str(&format!("author {}\ncommitter {}\n", new.author.line(), new.committer.line()));
        if let Some(signature) = &new.signature {
            // A header of several lines goes on with a space (gitformat-signature(5)).
            text.push_str(&format!("gpgsig {}\n", signature.trim_end().replace('\n', "\n ")));
        }
        text.push('\n');
        text.push_str(&new.message);
        self.put(ObjectKind::Commit, text.as_bytes())
    }

    /// Reads a commit; nothing if the name is another object's or nobody's.
    pub(crate) fn commit(&self, oid: &Oid) -> Result<Option<Commit>> {
        Ok(self.commits(std::slice::from_ref(oid))?.pop())
    }

    /// Reads several commits with one call, in the order of their names.
    pub(crate) fn commits(&self, oids: &[Oid]) -> Result<Vec<Commit>> {
        let objects = self.objects(oids)?;
        let commits = objects.iter().filter(|object| object.kind == ObjectKind::Commit);
        commits.map(|object| parse(object).context("a commit cannot be read")).collect()
    }
}

fn parse(object: &Object) -> Option<Commit> {
    let text = String::from_utf8_lossy(&object.bytes);
    let (head, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let (mut tree, mut author, mut committer) = (None, None, None);
    let mut parents = Vec::new();
    let mut signature: Option<String> = None;
    let (mut payload, mut inside) = (String::new(), false);
    for line in head.lines() {
        if let Some(more) = line.strip_prefix(' ').filter(|_| inside) {
            signature.get_or_insert_default().push_str(&format!("\n{more}"));
            continue;
        }
        inside = false;
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "tree" => tree = value.parse().ok(),
            "parent" => parents.extend(value.parse().ok()),
            "author" => author = Some(Person::parse(value)),
            "committer" => committer = Some(Person::parse(value)),
            "gpgsig" => {
                (signature, inside) = (Some(value.to_owned()), true);
                continue;
            }
            _ => {}
        }
        payload.push_str(&format!("{line}\n"));
    }
    let payload = format!("{payload}\n{message}");
    let (oid, message) = (object.oid.clone(), message.to_owned());
    Some(Commit {
        oid,
        tree: tree?,
        parents,
        author: author?,
        committer: committer?,
        message,
        signature,
        payload,
    })
}
