//! One function of llvm-cov's JSON, and its regions.

use super::constant::{NeverRan, Place};
use super::mcdc::Decisions;
use super::{column, hits, row};
use crate::error::ReadError;
use crate::json::{Findings, Value};
use crate::metric::Metric;
use crate::model::{FileCoverage, FileKey, Function, FunctionId, Identity, Naming, Statement, settle};

/// A region: `[line, column, end line, end column, count, file, expanded file, kind]`.
type Region = [u64; 8];

/// The kind of a region that holds code; others are expansions of macros, skipped code, gaps and conditions.
const CODE: u64 = 0;

/// What a function holds.
#[derive(Default)]
struct Held {
    count: u32,
    names: Vec<String>,
    regions: Vec<Region>,
    decisions: Decisions,
    /// It lists its branches; with the file of each, those that never ran.
    branches: bool,
    never_ran: Vec<(Place, u64)>,
}

impl Held {
    fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<Self, ReadError> {
        let mut held = Self::default();
        value.object(|key, value| match key {
            "count" => {
                held.count = found.hits(value)?;
                Ok(())
            }
            "filenames" => value.array(|value| {
                found.hold()?;
                held.names.push(value.text()?);
                Ok(())
            }),
            "branches" => {
                held.branches = true;
                value.array(|value| held.branch(value, found))
            }
            "mcdc_records" => value.array(|value| held.decisions.read(value, found)),
            "regions" => value.array(|value| {
                found.hold()?;
                let (region, length) = row::<8>(value, found)?;
                if length < 8 {
                    return Err(ReadError::malformed(format!("a region has {length} fields")));
                }
                held.regions.push(region);
                Ok(())
            }),
            _ => Ok(()),
        })?;
        Ok(held)
    }

    /// `[line, column, end line, end column, true, false, file, expanded file, kind]`
    fn branch(&mut self, value: Value<'_>, found: &mut Findings<'_>) -> Result<(), ReadError> {
        let (row, length) = row::<9>(value, found)?;
        let [line, start, end_line, end, taken, skipped, file, _, kind] = row;
        if length < 9 {
            return Err(ReadError::malformed(format!("a branch of a function has {length} fields")));
        }
        self.decisions.count(kind);
        if (taken, skipped) == (0, 0) {
            found.hold()?;
            self.never_ran.push(([line, start, end_line, end], file));
        }
        Ok(())
    }

    /// The file that a number stands for.
    fn file(&self, number: u64, at: u64, found: &mut Findings<'_>) -> Result<FileKey, ReadError> {
        let path = usize::try_from(number).ok().and_then(|number| self.names.get(number));
        let path = path.ok_or_else(|| ReadError::malformed("a function, or a branch of it, names no file"))?;
        found.key(path, Some(at))
    }
}

/// Reads a function and adds it to its file. The instances of a template are one function, which is known by where it
/// begins (LLVM's instantiation group); it ran if any of them did. Returns whether it has conditions (MC/DC).
pub(super) fn read(
    value: Value<'_>,
    found: &mut Findings<'_>,
    never_ran: &mut NeverRan,
) -> Result<bool, ReadError> {
    let at = value.at();
    let held = Held::read(value, found)?;
    never_ran.listed |= held.branches;
    for branches in held.never_ran.chunk_by(|one, next| one.1 == next.1) {
        let [(_, file), ..] = branches else { continue };
        let key = held.file(*file, at, found)?;
        branches.iter().try_for_each(|(place, _)| never_ran.of_function(&key, *place, found))?;
    }
    let Some(&[line, start, .., main, _, _]) = held.regions.first() else { return Ok(false) };
    let key = held.file(main, at, found)?;
    let Held { count, regions, decisions, .. } = held;
    let place = |number: u64| column(number).to_be_bytes();
    let function = Naming::default().then(&place(line)).then(&place(start));
    let mut file = FileCoverage::default();
    file.measured.insert(Metric::Function);
    file.measured.insert(Metric::Region);
    file.functions.push(Function {
        line: column(line),
        hits: count,
        id: FunctionId::Place(function.identity()),
    });
    for [line, start, end_line, end, count, of, _, kind] in regions {
        if kind != CODE {
            continue;
        }
        let name = function.clone().then(&place(end_line)).then(&place(end));
        // A macro's regions count for each place where it is used.
        let name = if of == main { name } else { name.then(&of.to_be_bytes()) };
        let (start, end) = (column(start), short(name.identity()));
        file.regions.push(Statement { line: column(line), start, end, ordinal: 0, hits: hits(count) });
    }
    settle(&mut file.regions, Statement::order, |one, other| one.hits = one.hits.max(other.hits));
    let has_conditions = !decisions.is_empty();
    file.conditions = decisions.conditions(&function, found)?;
    found.add(key, file)?;
    Ok(has_conditions)
}

/// What tells regions apart that begin at one place.
fn short(name: Identity) -> u32 {
    name.bytes().iter().take(4).fold(0, |short, byte| short << 8 | u32::from(*byte))
}
