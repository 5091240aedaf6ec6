//! llvm-cov's JSON export: for every function nine lines of code with a block of three lines in them.

use std::io::{self, Write};

use super::Totals;

pub(super) struct Size {
    pub(super) files: u64,
    /// In each file.
    pub(super) functions: u64,
}

/// One function: its first line, how often it ran, and its block.
struct Function {
    line: u64,
    hits: u64,
    block: u64,
}

impl Function {
    fn new(file: u64, number: u64) -> Self {
        let hits = (number * 7 + file) % 5;
        Self { line: number * 10 + 1, hits, block: if number.is_multiple_of(2) { 0 } else { hits } }
    }

    /// A segment is line, column, count, whether it counts, whether a region begins, whether it is a gap.
    fn segments(&self) -> String {
        let Self { line, hits, block } = *self;
        let (from, to, end) = (line + 3, line + 5, line + 8);
        format!(
            "[{line},10,{hits},true,true,false],[{from},5,{block},true,true,false],[{to},6,{hits},true,false,false],[{end},2,0,false,false,false]"
        )
    }

    /// The condition of the block: how often it was true, and false.
    fn branch(&self) -> String {
        let (line, taken, passed) = (self.line + 3, self.block, self.hits - self.block);
        format!("[{line},9,{line},14,{taken},{passed},0,0,4]")
    }

    fn count(&self, totals: &mut Totals) {
        totals.add("function", self.hits > 0);
        totals.add("branch", self.block > 0);
        totals.add("branch", self.hits > self.block);
        // The line on which the block begins has the greater count; the two after it have the block's.
        for line in 0..9 {
            totals.add("line", if matches!(line, 4 | 5) { self.block > 0 } else { self.hits > 0 });
        }
    }
}

pub(super) fn write(out: &mut dyn Write, size: Size) -> io::Result<Totals> {
    let mut totals = Totals::default();
    let functions = |file| (0..size.functions).map(move |number| Function::new(file, number));
    let list = |file, text: fn(&Function) -> String| {
        functions(file).map(|function| text(&function)).collect::<Vec<_>>().join(",")
    };
    write!(out, "{{\"data\":[{{\"files\":[")?;
    for file in 0..size.files {
        functions(file).for_each(|function| function.count(&mut totals));
        let (comma, path) = (if file == 0 { "" } else { "," }, path(file));
        let (branches, segments) = (list(file, Function::branch), list(file, Function::segments));
        write!(out, "{comma}{{\"branches\":[{branches}],\"filename\":\"{path}\",\"segments\":[{segments}]}}")?;
    }
    write!(out, "],\"functions\":[")?;
    for file in 0..size.files {
        for (number, Function { line, hits, block }) in functions(file).enumerate() {
            let comma = if file == 0 && number == 0 { "" } else { "," };
            let (from, to, end) = (line + 3, line + 5, line + 8);
            let regions = format!("[{line},10,{end},2,{hits},0,0,0],[{from},5,{to},6,{block},0,0,0]");
            write!(
                out,
                "{comma}{{\"count\":{hits},\"filenames\":[\"{}\"],\"name\":\"_ZN4file{file}4func{number}Ev\",\"regions\":[{regions}]}}",
                path(file)
            )?;
        }
    }
    write!(out, "]}}],\"type\":\"llvm.coverage.json.export\",\"version\":\"2.0.1\"}}")?;
    Ok(totals)
}

fn path(file: u64) -> String {
    format!("/home/runner/work/app/src/d{}/file_{file}.cc", file % 50)
}
