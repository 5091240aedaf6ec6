//! What a log says beside its runs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::super::Merged;
use super::super::ledger::Conservation;
use super::super::splice::compact;
use super::super::uris::Moved;
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;

/// The members of an object, by their meaning: all values that were met, and by whom first.
type Met = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, [u8; 32]>>;

impl Merged<'_> {
    /// `$schema` and `version`. Of several schemas, all of which are of this version, the first by its letters is named.
    pub(super) fn head(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let met = self.met(|name| name == b"$schema");
        let schema = met.into_values().filter_map(|values| values.into_keys().next());
        let schema = schema.map(|value| (b"\"$schema\"".to_vec(), value));
        schema.chain([(b"\"version\"".to_vec(), b"\"2.1.0\"".to_vec())]).collect()
    }

    /// Everything else: equal members once, different ones under names of their own.
    pub(super) fn tail(
        &self,
        moved: &BTreeMap<usize, Moved>,
        out: &mut impl Write,
        ledger: &mut Conservation,
    ) -> io::Result<()> {
        let mut any = false;
        for input in 0..self.inputs.len() {
            for element in self.external(input) {
                out.write_all(if any { b"," } else { b",\"inlineExternalProperties\":[" })?;
                any = true;
                let bytes = compact(element, Span::new(0, element.len()));
                let mut changed = Vec::new();
                match moved.get(&input) {
                    Some(moved) => {
                        ledger.rewritten.uris += moved.rewrite(&bytes, &mut changed);
                        out.write_all(&changed)?;
                    }
                    None => out.write_all(&bytes)?,
                }
            }
        }
        if any {
            out.write_all(b"]")?;
        }
        let others =
            self.met(|name| !matches!(name, b"$schema" | b"version" | b"runs" | b"inlineExternalProperties"));
        for (name, values) in others {
            let bags =
                values.len() > 1 && name == b"properties" && values.keys().all(|bag| bag.starts_with(b"{"));
            if bags {
                out.write_all(b",\"properties\":")?;
                out.write_all(&united(&values))?;
                continue;
            }
            for (name, value) in named(&name, &values) {
                out.write_all(b",")?;
                out.write_all(&name)?;
                out.write_all(b":")?;
                out.write_all(&value)?;
            }
        }
        Ok(())
    }

    fn met(&self, wanted: impl Fn(&[u8]) -> bool) -> Met {
        let mut met = Met::new();
        for input in &self.inputs {
            let text = input.document.text();
            for (name, value) in &input.document.members {
                let name = string::unescape(name.of(text));
                if wanted(&name) {
                    meet(&mut met, &name, compact(text, *value).into_owned(), input.document.digest());
                }
            }
        }
        met
    }
}

fn meet(met: &mut Met, name: &[u8], value: Vec<u8>, digest: [u8; 32]) {
    let by = met.entry(name.to_vec()).or_default().entry(value).or_insert(digest);
    *by = (*by).min(digest);
}

/// Property bags that differ, as one.
fn united(bags: &BTreeMap<Vec<u8>, [u8; 32]>) -> Vec<u8> {
    let mut met = Met::new();
    for (bag, digest) in bags {
        for (name, value) in cursor::members(bag, Span::new(0, bag.len())) {
            meet(&mut met, &string::unescape(name.of(bag)), value.of(bag).to_vec(), *digest);
        }
    }
    let members = met.iter().flat_map(|(name, values)| named(name, values));
    let members: Vec<Vec<u8>> = members.map(|(name, value)| [name, value].join(&b':')).collect();
    [b"{", members.join(&b',').as_slice(), b"}"].concat()
}

/// Different values of one member: the first keeps the name, the others get the beginning of their log's digest behind it.
fn named(name: &[u8], values: &BTreeMap<Vec<u8>, [u8; 32]>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let name = String::from_utf8_lossy(name);
    let mut taken = BTreeSet::new();
    let mut named = Vec::with_capacity(values.len());
    for (at, (value, digest)) in values.iter().enumerate() {
        let mut own = name.clone().into_owned();
        if at > 0 {
            let start: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
            own = format!("{name}@{start}");
        }
        while !taken.insert(own.clone()) {
            own.push('_');
        }
        named.push((string::quote(&own), value.clone()));
    }
    named
}
