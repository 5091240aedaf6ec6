//! Reads a page as a strict reader would: what is opened is closed, names are given once, links lead somewhere.

use std::collections::BTreeSet;

/// Elements that have no end.
const VOID: [&str; 4] = ["meta", "input", "br", "rect"];

/// What is seen on the way.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub(super) headings: Vec<String>,
    pub(super) landmarks: Vec<String>,
    pub(super) cells_without_scope: Vec<String>,
    /// The text between tags, as it stands in the file.
    pub(super) text: String,
    /// Every element that occurs.
    pub(super) elements: BTreeSet<String>,
    /// Every attribute that occurs.
    pub(super) attributes: BTreeSet<String>,
}

impl Shape {
    /// Reads a page; panics where it is not well-formed.
    pub(super) fn of(html: &str) -> Self {
        let mut shape = Self::default();
        let (mut open, mut ids, mut links) = (Vec::new(), BTreeSet::new(), Vec::new());
        let mut rest = html.strip_prefix("<!doctype html>").unwrap();
        while let Some((text, tagged)) = rest.split_once('<') {
            shape.text.push_str(text);
            let (tag, after) = tagged.split_once('>').unwrap();
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "near {}", &after[..after.len().min(80)]);
                continue;
            }
            let name = tag.split([' ', '/']).next().unwrap().to_owned();
            for (key, value) in attributes(tag) {
                match key.as_str() {
                    "id" => assert!(ids.insert(value.clone()), "{value} twice"),
                    "href" => links.push(value.strip_prefix('#').unwrap().to_owned()),
                    "aria-labelledby" | "for" => links.push(value),
                    _ => {}
                }
                shape.attributes.insert(key);
            }
            shape.see(&name, tag);
            if ["style", "script"].contains(&name.as_str()) {
                // Their text is no markup.
                rest = after.split_once(&format!("</{name}>")).unwrap().1;
            } else if !VOID.contains(&name.as_str()) {
                open.push(name.clone());
            }
            shape.elements.insert(name);
        }
        assert!(open.is_empty(), "{open:?}");
        assert_eq!(links.iter().filter(|link| !ids.contains(*link)).collect::<Vec<_>>(), Vec::<&String>::new());
        shape
    }

    fn see(&mut self, name: &str, tag: &str) {
        if ["header", "nav", "main", "footer"].contains(&name) {
            self.landmarks.push(name.to_owned());
        }
        if ["h1", "h2", "h3", "h4"].contains(&name) {
            self.headings.push(name.to_owned());
        }
        if name == "th" && !tag.contains("scope=") {
            self.cells_without_scope.push(tag.to_owned());
        }
    }
}

/// Names and values; every value stands in double quotes.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(' ').map_or("", |(_, rest)| rest).trim_end_matches('/').trim();
    while !rest.is_empty() {
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix("=\"") {
            Some(quoted) => quoted.split_once('"').unwrap(),
            None => ("", after),
        };
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name} in {tag}");
        found.push((name.to_owned(), value.to_owned()));
        rest = after.trim();
    }
    found
}
