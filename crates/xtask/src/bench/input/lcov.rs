//! LCOV as a large C++ project writes it: functions, branches, then lines, each file with its own sums.

use std::io::{self, Write};

use super::{Count, Totals};

pub(super) struct Size {
    pub(super) files: u64,
    pub(super) lines: u64,
    /// Conditions with two branches each.
    pub(super) branches: u64,
    pub(super) functions: u64,
}

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let mut totals = Totals::default();
    for file in 0..size.files {
        writeln!(out, "TN:\nSF:src/pkg{}/dir{}/file_{file}.cc", file % 97, file % 13)?;
        for (metric, count) in [
            ("function", functions(out, file, size.functions)?),
            ("branch", branches(out, file, size.branches)?),
            ("line", lines(out, file, size.lines)?),
        ] {
            let total = totals.0.entry(metric.to_owned()).or_default();
            total.covered += count.covered;
            total.total += count.total;
        }
        writeln!(out, "end_of_record")?;
    }
    Ok(totals)
}

fn functions(out: &mut dyn Write, file: u64, functions: u64) -> io::Result<Count> {
    let mut count = Count::default();
    let package = file % 97;
    for one in 0..functions {
        writeln!(out, "FN:{},_ZN4pkg{package}4func{one}Ev", one * 30 + 1)?;
    }
    for one in 0..functions {
        let hits = (one * 7 + file) % 5;
        count.add(hits > 0);
        writeln!(out, "FNDA:{hits},_ZN4pkg{package}4func{one}Ev")?;
    }
    writeln!(out, "FNF:{}\nFNH:{}", count.total, count.covered)?;
    Ok(count)
}

fn branches(out: &mut dyn Write, file: u64, branches: u64) -> io::Result<Count> {
    let mut count = Count::default();
    for one in 0..branches {
        let (line, first) = (one * 5 + 1, (one + file) % 3);
        // Every seventh condition was never asked for its second branch.
        let second = if (one + file).is_multiple_of(7) { None } else { Some((one * 3 + file) % 2) };
        count.add(first > 0);
        count.add(second.is_some_and(|taken| taken > 0));
        let shown = second.map_or_else(|| "-".to_owned(), |taken| taken.to_string());
        writeln!(out, "BRDA:{line},0,0,{first}\nBRDA:{line},0,1,{shown}")?;
    }
    writeln!(out, "BRF:{}\nBRH:{}", count.total, count.covered)?;
    Ok(count)
}

fn lines(out: &mut dyn Write, file: u64, lines: u64) -> io::Result<Count> {
    let mut count = Count::default();
    for line in 1..=lines {
        let hits = (line * 31 + file * 17) % 11 * 113;
        count.add(hits > 0);
        writeln!(out, "DA:{line},{hits}")?;
    }
    writeln!(out, "LF:{}\nLH:{}", count.total, count.covered)?;
    Ok(count)
}
