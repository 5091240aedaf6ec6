//! Random reports of the JSON formats.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::sample::{File, Line};
use crate::Format;

/// A report's text, of a format that is JSON.
pub(super) fn text(format: Format, files: &[(String, File)]) -> String {
    let one = match format {
        Format::IstanbulJson => istanbul,
        Format::IstanbulSummary => istanbul_summary,
        Format::CoveragePyJson => coverage_py,
        Format::LlvmCovJson => llvm_cov,
        Format::SimplecovResultset => simplecov_resultset,
        Format::SimplecovJson => simplecov_json,
        Format::GcovJson | Format::GcovrJson => gcov,
        Format::XccovJson => xccov,
        Format::CodecovJson => codecov,
        _ => unreachable!("{format:?} is no JSON"),
    };
    // Some formats are told by their first file alone.
    let none = [("c".to_owned(), Vec::new())];
    let files = if files.is_empty() { none.as_slice() } else { files };
    let each = |one: fn(&str, &Lines) -> String| {
        let files: Vec<_> =
            files.iter().map(|(name, lines)| one(name, &lines.iter().cloned().collect())).collect();
        files.join(",\n")
    };
    let files = each(one);
    match format {
        Format::IstanbulJson | Format::IstanbulSummary => format!("{{{files}}}"),
        Format::CoveragePyJson => {
            format!(
                r#"{{"meta":{{"format":3,"version":"7.6.1","branch_coverage":true}},"files":{{{files}}},"totals":{{}}}}"#
            )
        }
        Format::LlvmCovJson => {
            let functions = each(llvm_function);
            format!(
                r#"{{"data":[{{"files":[{files}],"functions":[{functions}]}}],"type":"llvm.coverage.json.export","version":"2.0.1"}}"#
            )
        }
        Format::SimplecovResultset => format!(r#"{{"RSpec":{{"coverage":{{{files}}},"timestamp":1.5}}}}"#),
        Format::SimplecovJson => {
            format!(r#"{{"meta":{{"simplecov_version":"0.22.0"}},"coverage":{{{files}}}}}"#)
        }
        Format::GcovrJson => format!(r#"{{"gcovr/format_version":"0.14","files":[{files}]}}"#),
        Format::GcovJson => format!(r#"{{"gcc_version":"12.2.0","files":[{files}],"format_version":"1"}}"#),
        Format::XccovJson => {
            format!(r#"{{"targets":[{{"files":[{files}]}}],"coveredLines":1,"executableLines":2}}"#)
        }
        _ => format!(r#"{{"coverage":{{{files}}}}}"#),
    }
}

type Lines = BTreeMap<u32, Line>;

fn list<'a>(parts: impl Iterator<Item = String> + 'a) -> String {
    parts.collect::<Vec<_>>().join(",")
}

fn ran(lines: &Lines) -> usize {
    lines.values().filter(|line| line.hits > 0).count()
}

fn istanbul(name: &str, lines: &Lines) -> String {
    let span =
        |line: &u32| format!(r#"{{"start":{{"line":{line},"column":0}},"end":{{"line":{line},"column":9}}}}"#);
    let places = list(lines.keys().map(|line| format!(r#""{line}":{}"#, span(line))));
    let hits = list(lines.iter().map(|(number, line)| format!(r#""{number}":{}"#, line.hits)));
    let branching = || lines.iter().filter(|(_, line)| !line.branches.is_empty());
    let conditions = list(branching().map(|(number, line)| {
        let arms = list(line.branches.iter().map(|_| span(number)));
        format!(r#""{number}":{{"loc":{},"type":"if","locations":[{arms}]}}"#, span(number))
    }));
    let taken = list(branching().map(|(number, line)| {
        let taken = list(line.branches.iter().map(|taken| u8::from(*taken).to_string()));
        format!(r#""{number}":[{taken}]"#)
    }));
    let functions =
        list(lines.keys().map(|line| format!(r#""{line}":{{"name":"f{line}","decl":{}}}"#, span(line))));
    format!(
        r#""{name}":{{"path":"{name}","all":{},"statementMap":{{{places}}},"s":{{{hits}}},"fnMap":{{{functions}}},"f":{{{hits}}},"branchMap":{{{conditions}}},"b":{{{taken}}}}}"#,
        ran(lines) == 0
    )
}

fn istanbul_summary(name: &str, lines: &Lines) -> String {
    let totals = format!(r#"{{"total":{},"covered":{},"skipped":0,"pct":"Unknown"}}"#, lines.len(), ran(lines));
    format!(r#""{name}":{{"lines":{totals},"functions":{totals},"branches":{totals}}}"#)
}

fn coverage_py(name: &str, lines: &Lines) -> String {
    let numbers = |covered: bool| {
        list(lines.iter().filter(|(_, line)| (line.hits > 0) == covered).map(|(number, _)| number.to_string()))
    };
    let mut arms: [Vec<String>; 2] = Default::default();
    for (number, line) in lines {
        for (at, taken) in line.branches.iter().enumerate() {
            arms[usize::from(*taken)].push(format!(
                "[{number},{}]",
                if line.named { format!("-{}", at + 1) } else { (at + 1).to_string() }
            ));
        }
    }
    let covered = arms[1].len();
    format!(
        r#""{name}":{{"executed_lines":[{}],"missing_lines":[{}],"excluded_lines":[],"executed_branches":[{}],"missing_branches":[{}],"summary":{{"covered_lines":{},"num_statements":{},"num_branches":{},"covered_branches":{covered}}}}}"#,
        numbers(true),
        numbers(false),
        arms[1].join(","),
        arms[0].join(","),
        ran(lines),
        lines.len(),
        covered + arms[0].len()
    )
}

fn llvm_cov(name: &str, lines: &Lines) -> String {
    let segments = list(lines.iter().map(|(number, line)| {
        format!("[{number},1,{},true,true,false],[{number},9,0,false,false,false]", line.hits)
    }));
    let arms = list(lines.iter().flat_map(|(number, line)| {
        let arm =
            |(at, taken): (usize, &bool)| format!("[{number},{at},{number},9,{},0,0,0,4]", u8::from(*taken));
        line.branches.iter().enumerate().map(arm).collect::<Vec<_>>()
    }));
    format!(r#"{{"filename":"{name}","segments":[{segments}],"branches":[{arms}]}}"#)
}

/// A function with a decision in each line that has branches, of which the last condition is a constant now and then.
fn llvm_function(name: &str, lines: &Lines) -> String {
    let deciding = || lines.iter().filter(|(_, line)| !line.branches.is_empty());
    let decisions = list(deciding().map(|(number, line)| {
        let shown = list(line.branches.iter().map(bool::to_string));
        format!("[{number},1,{number},9,0,5,[{shown}]]")
    }));
    let conditions = list(deciding().flat_map(|(number, line)| {
        let branch = format!("[{number},1,{number},2,1,1,0,0,6]");
        vec![branch; line.branches.len() - usize::from(line.named)]
    }));
    format!(
        r#"{{"name":"f","count":1,"filenames":["{name}"],"branches":[{conditions}],"mcdc_records":[{decisions}],"regions":[[1,1,9,9,1,0,0,0]]}}"#
    )
}

fn array(lines: &Lines) -> String {
    let last = lines.keys().last().copied().unwrap_or(0);
    list((1..=last).map(|number| lines.get(&number).map_or("null".to_owned(), |line| line.hits.to_string())))
}

fn simplecov_resultset(name: &str, lines: &Lines) -> String {
    let conditions = list(lines.iter().map(|(number, line)| {
        let arms = list(line.branches.iter().enumerate().map(|(at, taken)| {
            format!(r#""[:when, {at}, {number}, {at}, {number}, 9]": {}"#, u8::from(*taken))
        }));
        format!(r#""[:case, 0, {number}, 0, {number}, 9]": {{{arms}}}"#)
    }));
    format!(r#""{name}":{{"lines":[{}],"branches":{{{conditions}}}}}"#, array(lines))
}

fn simplecov_json(name: &str, lines: &Lines) -> String {
    let arms = list(lines.iter().flat_map(|(number, line)| {
        let arm = |taken: &bool| {
            format!(
                r#"{{"type":"then","start_line":{number},"end_line":{number},"coverage":{}}}"#,
                u8::from(*taken)
            )
        };
        line.branches.iter().map(arm).collect::<Vec<_>>()
    }));
    format!(r#""{name}":{{"lines":[{}],"branches":[{arms}]}}"#, array(lines))
}

fn gcov(name: &str, lines: &Lines) -> String {
    let mut out = format!(r#"{{"file":"{name}","lines":["#);
    for (at, (number, line)) in lines.iter().enumerate() {
        let arms = list(line.branches.iter().map(|taken| format!(r#"{{"count":{}}}"#, u8::from(*taken))));
        let outcomes = |side: bool| {
            list(
                line.branches
                    .iter()
                    .enumerate()
                    .filter(|(_, shown)| **shown != side)
                    .map(|(at, _)| at.to_string()),
            )
        };
        let decisions = match line.branches.len() {
            0 => String::new(),
            count => format!(
                r#"{{"count":{},"covered":{count},"not_covered_true":[{}],"not_covered_false":[{}]}}"#,
                count * 2,
                outcomes(true),
                outcomes(false)
            ),
        };
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            r#"{comma}{{"branches":[{arms}],"conditions":[{decisions}],"count":{},"line_number":{number},"function_name":"f{}"}}"#,
            line.hits, line.size
        )
        .unwrap();
    }
    let functions = list(lines.iter().map(|(number, line)| {
        format!(r#"{{"name":"f{number}","start_line":{number},"execution_count":{}}}"#, line.hits)
    }));
    write!(out, r#"],"functions":[{functions}]}}"#).unwrap();
    out
}

fn xccov(name: &str, lines: &Lines) -> String {
    format!(
        r#"{{"path":"{name}","name":"x","coveredLines":{},"executableLines":{},"functions":[]}}"#,
        ran(lines),
        lines.len()
    )
}

fn codecov(name: &str, lines: &Lines) -> String {
    let lines = list(lines.iter().map(|(number, line)| match line.branches.len() {
        0 => format!(r#""{number}":{}"#, line.hits),
        total => {
            let taken = line.branches.iter().filter(|taken| **taken).count();
            format!(r#""{number}":"{taken}/{total}""#)
        }
    }));
    format!(r#""{name}":{{{lines}}}"#)
}
