//! Istanbul's `coverage-final.json`: maps of statements, functions and branches, then the counts of each.

use std::io::{self, Write};

use super::Totals;

pub(super) struct Size {
    pub(super) files: u64,
    /// In each file, each on a line of its own.
    pub(super) statements: u64,
    /// In each file, each with two paths of which the first ran.
    pub(super) branches: u64,
    /// In each file.
    pub(super) functions: u64,
}

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let mut totals = Totals::default();
    write!(out, "{{")?;
    for file in 0..size.files {
        let path = format!("/home/runner/work/app/src/d{}/f{file}.ts", file % 50);
        let comma = if file == 0 { "" } else { ", " };
        write!(out, "{comma}\"{path}\": {{\"path\": \"{path}\"")?;
        members(out, "statementMap", size.statements, |one| span((one + 1, 2), (one + 1, 40)))?;
        members(out, "fnMap", size.functions, |one| {
            let line = one * 8 + 1;
            let (declared, whole) = (span((line, 0), (line, 9)), span((line, 0), (line + 6, 1)));
            format!("{{\"name\": \"fn{one}\", \"decl\": {declared}, \"loc\": {whole}, \"line\": {line}}}")
        })?;
        members(out, "branchMap", size.branches, |one| {
            let line = one * 4 + 1;
            let whole = span((line, 2), (line + 1, 4));
            format!(
                "{{\"loc\": {whole}, \"type\": \"if\", \"locations\": [{whole}, {whole}], \"line\": {line}}}"
            )
        })?;
        let hits = |one: u64| (one + file) % 3;
        for one in 0..size.statements {
            totals.add("statement", hits(one) > 0);
            totals.add("line", hits(one) > 0);
        }
        members(out, "s", size.statements, |one| hits(one).to_string())?;
        (0..size.functions).for_each(|_| totals.add("function", true));
        members(out, "f", size.functions, |_| "1".to_owned())?;
        (0..size.branches).for_each(|_| [true, false].into_iter().for_each(|ran| totals.add("branch", ran)));
        members(out, "b", size.branches, |_| "[1, 0]".to_owned())?;
        write!(out, "}}")?;
    }
    write!(out, "}}")?;
    Ok(totals)
}

/// A member that is an object, with a member for each number.
fn members(out: &mut dyn Write, name: &str, count: u64, value: impl Fn(u64) -> String) -> io::Result<()> {
    write!(out, ", \"{name}\": {{")?;
    for one in 0..count {
        let comma = if one == 0 { "" } else { ", " };
        write!(out, "{comma}\"{one}\": {}", value(one))?;
    }
    write!(out, "}}")
}

/// A place in the source, from a line and column to another.
fn span(start: (u64, u64), end: (u64, u64)) -> String {
    let place = |(line, column): (u64, u64)| format!("{{\"line\": {line}, \"column\": {column}}}");
    format!("{{\"start\": {}, \"end\": {}}}", place(start), place(end))
}
