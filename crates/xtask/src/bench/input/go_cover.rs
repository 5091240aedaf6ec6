//! Go's cover profile: blocks of three statements on three lines; the brace on the fourth closes them and is no code.

use std::io::{self, Write};

use super::Totals;

pub(super) struct Size {
    pub(super) files: u64,
    /// In each file.
    pub(super) blocks: u64,
}

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let mut totals = Totals::default();
    writeln!(out, "mode: atomic")?;
    for file in 0..size.files {
        for block in 0..size.blocks {
            let (first, last, hits) = (block * 4 + 1, block * 4 + 4, (block * file) % 3);
            (first..last).for_each(|_| totals.add("line", hits > 0));
            (0..3).for_each(|_| totals.add("statement", hits > 0));
            let (service, package) = (file % 40, file % 9);
            writeln!(
                out,
                "github.com/acme/mono/svc{service}/pkg{package}/file_{file}.go:{first}.14,{last}.2 3 {hits}"
            )?;
        }
    }
    Ok(totals)
}
