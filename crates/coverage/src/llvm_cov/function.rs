//! One function of llvm-cov's JSON, and its regions.

use super::mcdc::Decisions;
use super::{column, hits, row};
use crate::error::ReadError;
use crate::json::{Findings, Value};
use crate::metric::Metric;
use crate::model::{FileCoverage, Function, FunctionId, Identity, Naming, Statement, settle};

/// A region: `[line, column, end line, end column, count, file, expanded file, kind]`.
type Region = [u64; 8];

/// The kind of a region that holds code; others are expansions of macros, skipped code, gaps and conditions.
const CODE: u64 = 0;

/// Reads a function and adds it to its file. The instances of a template are one function, which is known by where it
/// begins (LLVM's instantiation group); it ran if any of them did. Returns whether it has conditions (MC/DC).
pub(super) fn read(value: Value<'_>, found: &mut Findings<'_>) -> Result<bool, ReadError> {
    let (mut count, mut names, mut regions) = (0, Vec::new(), Vec::<Region>::new());
    let mut decisions = Decisions::default();
    let at = value.at();
    value.object(|key, value| match key {
        "count" => {
            count = found.hits(value)?;
            Ok(())
        }
        "filenames" => value.array(|value| {
            found.hold()?;
            names.push(value.text()?);
            Ok(())
        }),
        "branches" => value.array(|value| decisions.branch(value, found)),
        "mcdc_records" => value.array(|value| decisions.read(value, found)),
        "regions" => value.array(|value| {
            found.hold()?;
            let (region, length) = row::<8>(value, found)?;
            if length < 8 {
                return Err(ReadError::malformed(format!("a region has {length} fields")));
            }
            regions.push(region);
            Ok(())
        }),
        _ => Ok(()),
    })?;
    let Some(&[line, start, .., main, _, _]) = regions.first() else { return Ok(false) };
    let path = usize::try_from(main).ok().and_then(|main| names.get(main));
    let Some(path) = path else {
        return Err(ReadError::malformed("a function names no file"));
    };
    let key = found.key(path, Some(at))?;
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
