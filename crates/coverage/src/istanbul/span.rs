//! Where something stands in a source: `{"start": {"line": 1, "column": 0}, "end": {…}}`.

use crate::error::ReadError;
use crate::json::{Findings, Item, Scalar, Value};
use crate::model::Naming;

/// A place in a source. Istanbul writes `{}` for code that is not there (the `else` that nobody wrote), `null` for the end
/// of a line, and 0 or nothing where a source map led nowhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(super) struct Span {
    pub(super) line: Option<u32>,
    pub(super) column: u32,
    pub(super) end_line: u32,
    pub(super) end_column: u32,
}

impl Span {
    pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<Self, ReadError> {
        let mut span = Self::default();
        value.object(|key, value| span.member(key, value, found))?;
        Ok(span)
    }

    /// Reads a member of an object that is a span and more.
    pub(super) fn member(
        &mut self,
        key: &str,
        value: Value<'_>,
        found: &mut Findings<'_>,
    ) -> Result<(), ReadError> {
        match key {
            "start" => (self.line, self.column) = point(value, found)?,
            "end" => {
                let (line, column) = point(value, found)?;
                (self.end_line, self.end_column) = (line.unwrap_or(0), column);
            }
            _ => {}
        }
        Ok(())
    }

    /// What of the place has no field of its own in the model: two that agree in it are told apart by their order.
    pub(super) const fn end(self) -> u32 {
        self.end_line.wrapping_shl(12) ^ self.end_column
    }

    pub(super) fn name(self, name: Naming) -> Naming {
        [self.line.unwrap_or(0), self.column, self.end_line, self.end_column]
            .into_iter()
            .fold(name, |name, number| name.then(&number.to_be_bytes()))
    }
}

fn point(value: Value<'_>, found: &mut Findings<'_>) -> Result<(Option<u32>, u32), ReadError> {
    let (mut line, mut column) = (None, 0);
    value.each(&mut |item| {
        match item {
            Item::Member("line", value) => line = found.line_of(&value.scalar()?)?,
            Item::Member("column", value) => {
                column = match value.scalar()? {
                    Scalar::Whole(number) => u32::try_from(number).unwrap_or(u32::MAX),
                    _ => u32::MAX,
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok((line, column))
}
