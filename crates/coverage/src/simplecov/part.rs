//! One file of SimpleCov's: an array of lines (before 0.18), or an object of `lines`, `branches` and `methods`.

use std::collections::BTreeMap;

use super::key::Key;
use crate::error::ReadError;
use crate::json::{Findings, Item, Scalar, Value};
use crate::metric::Metric;
use crate::model::{Arm, ArmId, FileCoverage, Function, FunctionId, Hits, Identity, Naming, settle};

/// A file, while it is read.
#[derive(Default)]
pub(super) struct Part {
    file: FileCoverage,
    next_line: u32,
    /// How often a branch or method of one place was seen in `coverage.json`, which knows no columns.
    known: BTreeMap<Identity, u32>,
}

impl Part {
    pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<FileCoverage, ReadError> {
        let mut part = Self { next_line: 1, ..Self::default() };
        value.each(&mut |item| match item {
            Item::Element(value) => part.line(value, found),
            Item::Member("lines", value) => {
                part.file.measured.insert(Metric::Line);
                // `null` stands for what was not asked for.
                value.each(&mut |item| match item {
                    Item::Element(value) => part.line(value, found),
                    Item::Scalar(Scalar::Null) => Ok(()),
                    _ => Err(ReadError::malformed("`lines` is no array")),
                })
            }
            Item::Member("branches", value) => {
                part.file.measured.insert(Metric::Branch);
                value.each(&mut |item| match item {
                    Item::Member(key, value) => part.condition(key, value, found),
                    Item::Element(value) => part.branch(value, found),
                    Item::Scalar(_) => Ok(()),
                })
            }
            Item::Member("methods", value) => {
                part.file.measured.insert(Metric::Function);
                value.each(&mut |item| match item {
                    Item::Member(key, value) => part.counted_method(key, value, found),
                    Item::Element(value) => part.method(value, found),
                    Item::Scalar(_) => Ok(()),
                })
            }
            Item::Member(..) => Ok(()),
            Item::Scalar(_) => Err(ReadError::malformed("a file of SimpleCov is an array or an object")),
        })?;
        let mut file = part.file;
        if !file.lines.is_empty() {
            file.measured.insert(Metric::Line);
        }
        file.branches.settle();
        settle(&mut file.functions, Function::order, |one, other| Hits::Add.join(&mut one.hits, other.hits));
        Ok(file)
    }

    /// The next line: `null` holds no code, `"ignored"` was left out by a comment.
    fn line(&mut self, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let line = self.next_line;
        self.next_line = line.saturating_add(1);
        if line > found.limits.line_number {
            return Err(ReadError::malformed(format!(
                "a file has more than {} lines",
                found.limits.line_number
            )));
        }
        if let Some(hits) = relevant(value, found)? {
            self.file.lines.push((line, hits));
        }
        Ok(())
    }

    /// `"[:if, 0, 3, 4, 5, 7]": {"[:then, 1, …]": 1, …}`
    fn condition(&mut self, key: &str, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let condition = Key::of_branch(key).ok_or_else(|| unknown(key))?;
        let line = line_of(&condition, found)?;
        value.object(|key, value| {
            let arm = Key::of_branch(key).ok_or_else(|| unknown(key))?;
            let id = ArmId::Label(name(&arm, name(&condition, Naming::default())).identity());
            if let Some(hits) = relevant(value, found)? {
                self.file.branches.arms.push(Arm { line, taken: hits > 0, id });
            }
            Ok(())
        })
    }

    /// `{"type": "then", "start_line": 7, "end_line": 7, "coverage": 0}`
    fn branch(&mut self, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let Some((line, name, hits)) = self.placed(value, found)? else { return Ok(()) };
        self.file.branches.arms.push(Arm { line, taken: hits > 0, id: ArmId::Label(name) });
        Ok(())
    }

    /// `"[Stock, :add, 3, 2, 5, 5]": 1`
    fn counted_method(
        &mut self,
        key: &str,
        value: Value<'_>,
        found: &mut Findings<'_>,
    ) -> Result<(), ReadError> {
        let method = Key::of_method(key).ok_or_else(|| unknown(key))?;
        let line = line_of(&method, found)?;
        let id = FunctionId::Name(name(&method, Naming::default()).identity());
        if let Some(hits) = relevant(value, found)? {
            self.file.functions.push(Function { line, hits, id });
        }
        Ok(())
    }

    /// `{"name": "Stock#add", "start_line": 3, "end_line": 5, "coverage": 1}`
    fn method(&mut self, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let Some((line, name, hits)) = self.placed(value, found)? else { return Ok(()) };
        self.file.functions.push(Function { line, hits, id: FunctionId::Name(name) });
        Ok(())
    }

    /// A branch or method of `coverage.json`; `None` if a comment left it out. Several may have the same kind and lines, so
    /// that their order tells them apart.
    fn placed(
        &mut self,
        value: Value<'_>,
        found: &mut Findings<'_>,
    ) -> Result<Option<(u32, Identity, u32)>, ReadError> {
        let (mut kind, mut first, mut last, mut hits) = (String::new(), None, None, None);
        value.object(|key, value| {
            match key {
                "type" | "name" => kind = value.text()?,
                "start_line" => first = found.line(value)?,
                "end_line" => last = found.line(value)?,
                "coverage" => hits = Some(relevant(value, found)?),
                _ => {}
            }
            Ok(())
        })?;
        let (Some(first), Some(last), Some(hits)) = (first, last, hits) else {
            return Err(ReadError::malformed(
                "a branch or method has no `start_line`, `end_line` or `coverage`",
            ));
        };
        let name = Naming::default().then(kind.as_bytes()).then(&first.to_be_bytes()).then(&last.to_be_bytes());
        let known = self.known.entry(name.identity()).or_default();
        let name = name.then(&known.to_be_bytes()).identity();
        *known += 1;
        Ok(hits.map(|hits| (first, name, hits)))
    }
}

/// A count, unless there is no code or it was left out.
fn relevant(value: Value<'_>, found: &mut Findings<'_>) -> Result<Option<u32>, ReadError> {
    let at = value.at();
    match value.scalar()? {
        Scalar::Null => Ok(None),
        Scalar::Text(text) if text == "ignored" => Ok(None),
        scalar => found.hits_of(&scalar, at).map(Some),
    }
}

fn name(key: &Key<'_>, name: Naming) -> Naming {
    key.span.iter().fold(name.then(key.name.as_bytes()), |name, number| name.then(&number.to_be_bytes()))
}

fn line_of(key: &Key<'_>, found: &Findings<'_>) -> Result<u32, ReadError> {
    let [line, ..] = key.span;
    found
        .line_of(&Scalar::Whole(line.into()))?
        .ok_or_else(|| ReadError::malformed("a branch or method begins at line 0"))
}

fn unknown(key: &str) -> ReadError {
    ReadError::malformed(format!(
        "{:?} is no branch and no method of Ruby's",
        key.chars().take(60).collect::<String>()
    ))
}
