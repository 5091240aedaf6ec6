//! Cobertura's XML as coverage.py writes it: one class a file, every eighth line with two branches.

use std::io::{self, Write};

use super::Totals;

pub(super) struct Size {
    pub(super) packages: u64,
    /// In each package.
    pub(super) files: u64,
    /// In each file.
    pub(super) lines: u64,
    /// How often each class is written, as for a template with as many instances: the same lines again.
    pub(super) repeats: u64,
    /// What ends a line of the report's text; nothing where all is on one line.
    pub(super) end: &'static str,
}

const SOURCES: &str = "<sources><source>/home/runner/work/x/x</source></sources>";

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let (mut totals, end) = (Totals::default(), size.end);
    write!(
        out,
        "<?xml version=\"1.0\" ?>{end}<coverage version=\"7.6\" timestamp=\"1\">{end}{SOURCES}<packages>{end}"
    )?;
    for package in 0..size.packages {
        write!(
            out,
            "<package name=\"p{package}\" line-rate=\"0.5\" branch-rate=\"0\" complexity=\"0\"><classes>{end}"
        )?;
        for file in 0..size.files {
            for time in 0..size.repeats {
                write!(
                    out,
                    "<class name=\"c{file}.py\" filename=\"p{package}/c{file}.py\" complexity=\"0\" line-rate=\"0.5\" branch-rate=\"0\"><methods/><lines>{end}"
                )?;
                let mut again = Totals::default();
                lines(out, file, &size, if time == 0 { &mut totals } else { &mut again })?;
                write!(out, "</lines></class>{end}")?;
            }
        }
        write!(out, "</classes></package>{end}")?;
    }
    write!(out, "</packages></coverage>{end}")?;
    Ok(totals)
}

fn lines(out: &mut dyn Write, file: u64, size: &Size, totals: &mut Totals) -> io::Result<()> {
    let end = size.end;
    for line in 1..=size.lines {
        if line.is_multiple_of(8) {
            let ran = !(line + file).is_multiple_of(2);
            totals.add("line", ran);
            totals.add("branch", ran);
            totals.add("branch", false);
            let (hits, next) = (u64::from(ran), line + 3);
            let branches = match ran {
                true => format!("50% (1/2)\" missing-branches=\"{next}"),
                false => format!("0% (0/2)\" missing-branches=\"{},{next}", line + 1),
            };
            write!(
                out,
                "<line number=\"{line}\" hits=\"{hits}\" branch=\"true\" condition-coverage=\"{branches}\"/>{end}"
            )?;
        } else {
            let ran = !(line * 3 + file).is_multiple_of(4);
            totals.add("line", ran);
            write!(out, "<line number=\"{line}\" hits=\"{}\"/>{end}", u64::from(ran))?;
        }
    }
    Ok(())
}
