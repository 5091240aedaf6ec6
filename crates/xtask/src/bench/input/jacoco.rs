//! JaCoCo's XML of a large Java project: a class with counters for every method, then its source file's lines, all on one line of text.

use std::io::{self, Write};

use super::Totals;

pub(super) struct Size {
    pub(super) packages: u64,
    /// In each package, with one class each.
    pub(super) files: u64,
    /// In each file.
    pub(super) lines: u64,
    /// In each class.
    pub(super) methods: u64,
}

/// JaCoCo's first lines: its XML declaration, its DTD, the report's name and one session.
const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><!DOCTYPE report PUBLIC \"-//JACOCO//DTD Report 1.1//EN\" \"report.dtd\"><report name=\"mono\"><sessioninfo id=\"h-1\" start=\"1\" dump=\"2\"/>";

/// What every method counts, by kind: missed and covered.
const COUNTERS: [(&str, u64, u64); 5] =
    [("INSTRUCTION", 3, 17), ("BRANCH", 1, 3), ("LINE", 1, 6), ("COMPLEXITY", 1, 2), ("METHOD", 0, 1)];

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let mut totals = Totals::default();
    write!(out, "{BEGIN}")?;
    for package in 0..size.packages {
        write!(out, "<package name=\"com/acme/p{package}\">")?;
        for file in 0..size.files {
            write!(out, "<class name=\"com/acme/p{package}/C{file}\" sourcefilename=\"C{file}.java\">")?;
            for method in 0..size.methods {
                let line = method * 10 + 3;
                write!(out, "<method name=\"m{method}\" desc=\"(Ljava/lang/String;I)V\" line=\"{line}\">")?;
                for (kind, missed, covered) in COUNTERS {
                    write!(out, "<counter type=\"{kind}\" missed=\"{missed}\" covered=\"{covered}\"/>")?;
                }
                write!(out, "</method>")?;
            }
            write!(out, "</class>")?;
            source_file(out, file, size.lines, &mut totals)?;
        }
        write!(out, "</package>")?;
    }
    write!(out, "</report>")?;
    Ok(totals)
}

fn source_file(out: &mut dyn Write, file: u64, lines: u64, totals: &mut Totals) -> io::Result<()> {
    write!(out, "<sourcefile name=\"C{file}.java\">")?;
    let mut covered_lines = 0;
    for line in 3..3 + lines {
        let covered = (line * 7 + file) % 5;
        // A line that JaCoCo lists has at least one instruction.
        let missed = if covered == 0 { 1 } else { (line + file) % 2 };
        let branches = u64::from(line.is_multiple_of(9));
        totals.add("line", covered > 0);
        covered_lines += u64::from(covered > 0);
        if branches > 0 {
            totals.add("branch", false);
            totals.add("branch", true);
        }
        write!(
            out,
            "<line nr=\"{line}\" mi=\"{missed}\" ci=\"{covered}\" mb=\"{branches}\" cb=\"{branches}\"/>"
        )?;
    }
    let missed_lines = lines - covered_lines;
    write!(out, "<counter type=\"LINE\" missed=\"{missed_lines}\" covered=\"{covered_lines}\"/></sourcefile>")
}
