//! Random reports of every format, small enough that they often name the same lines in different ways.

use std::fmt::Write as _;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::Format;

/// What a random report says of one line.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) hits: u32,
    pub(super) size: u32,
    pub(super) branches: Vec<bool>,
    pub(super) named: bool,
}

pub(super) type File = Vec<(u32, Line)>;

fn line() -> impl Strategy<Value = Line> {
    (0..3_u32, 3..5_u32, vec(any::<bool>(), 0..4), any::<bool>())
        .prop_map(|(hits, size, branches, named)| Line { hits, size, branches, named })
}

/// A report's text.
pub(super) fn text(format: Format) -> impl Strategy<Value = String> {
    let file = vec((1..6_u32, line()), 0..6);
    (btree_map("[ab]", file, 0..3), "[xy]?").prop_map(move |(files, folder)| {
        let files: Vec<_> = files.into_iter().collect();
        match format {
            Format::Lcov => lcov(&files),
            Format::Cobertura => cobertura(&files, &folder),
            Format::Jacoco => jacoco(&files),
            Format::Clover => clover(&files),
            Format::OpenCover | Format::DotCover | Format::MsCoverage | Format::Go => {
                super::block_sample::text(format, &files)
            }
            Format::Gcov => gcov(&files),
            Format::SonarQube => sonarqube(&files),
            json => super::json_sample::text(json, &files),
        }
    })
}

/// Any format.
pub(super) fn any_text() -> impl Strategy<Value = String> {
    proptest::sample::select(Format::ALL.to_vec()).prop_flat_map(text)
}

fn lcov(files: &[(String, File)]) -> String {
    let mut out = String::from("TN:\n");
    for (name, lines) in files {
        writeln!(out, "SF:{name}").unwrap();
        for (number, Line { hits, branches, named, .. }) in lines {
            writeln!(out, "FN:{number},f{number}\nFNDA:{hits},f{number}").unwrap();
            for (at, taken) in branches.iter().enumerate() {
                let branch = if *named { format!("jump, to {at}") } else { at.to_string() };
                writeln!(out, "BRDA:{number},0,{branch},{}", if *taken { "1" } else { "-" }).unwrap();
            }
            for (at, shown) in branches.iter().enumerate() {
                let mark = if *hits == 2 { "U" } else { "" };
                let expression = if *named { format!("a, {at}") } else { at.to_string() };
                let group = branches.len();
                writeln!(out, "MCDC:{number},{group},t,{},{at},{expression}", u8::from(*shown)).unwrap();
                writeln!(out, "MCDC:{number},{mark}{group},f,{},{at},{expression}", u8::from(!*shown)).unwrap();
            }
            writeln!(out, "DA:{number},{hits}").unwrap();
        }
        out.push_str("end_of_record\n");
    }
    out
}

fn cobertura(files: &[(String, File)], folder: &str) -> String {
    let mut out = format!("<?xml version=\"1.0\"?>\n<coverage><sources><source>{folder}</source></sources>");
    out.push_str("<packages><package><classes>\n");
    for (name, lines) in files {
        write!(out, "<class name=\"{name}\" filename=\"{name}\"><lines>").unwrap();
        for (number, Line { hits, branches, named, .. }) in lines {
            write!(out, "<line number=\"{number}\" hits=\"{hits}\"").unwrap();
            if !branches.is_empty() {
                let taken = branches.iter().filter(|taken| **taken).count();
                write!(out, " branch=\"true\" condition-coverage=\"1% ({taken}/{})\"", branches.len()).unwrap();
                if *named {
                    let missed = branches.iter().enumerate().filter(|(_, taken)| !**taken);
                    let missed: Vec<_> = missed.map(|(at, _)| (at + 1).to_string()).collect();
                    write!(out, " missing-branches=\"{}\"", missed.join(",")).unwrap();
                }
            }
            out.push_str("/>");
        }
        out.push_str("</lines></class>\n");
    }
    out.push_str("</classes></package></packages></coverage>\n");
    out
}

fn jacoco(files: &[(String, File)]) -> String {
    let mut out = String::from("<report name=\"r\"><package name=\"p\">");
    for (name, lines) in files {
        let hits = lines.len();
        write!(out, "<class name=\"{name}\" sourcefilename=\"{name}\"><counter type=\"METHOD\" missed=\"1\" covered=\"{hits}\"/></class>").unwrap();
        write!(out, "<sourcefile name=\"{name}\">").unwrap();
        for (number, Line { hits, size, branches, .. }) in lines {
            let taken = branches.iter().filter(|taken| **taken).count();
            let missed = branches.len() - taken;
            write!(
                out,
                "<line nr=\"{number}\" mi=\"{}\" ci=\"{hits}\" mb=\"{missed}\" cb=\"{taken}\"/>",
                size - hits
            )
            .unwrap();
        }
        out.push_str("</sourcefile>");
    }
    out.push_str("</package></report>");
    out
}

fn clover(files: &[(String, File)]) -> String {
    let mut out = String::from("<coverage clover=\"4.4.1\" generated=\"1\"><project name=\"p\">");
    for (name, lines) in files {
        write!(out, "<file name=\"x\" path=\"{name}\">").unwrap();
        for (number, Line { hits, branches, .. }) in lines {
            write!(out, "<line num=\"{number}\" type=\"method\" name=\"f{number}\" count=\"{hits}\"/>")
                .unwrap();
            write!(out, "<line num=\"{number}\" type=\"stmt\" count=\"{hits}\"/>").unwrap();
            for pair in branches.chunks(2) {
                let ways = pair.iter().chain(&[false]).map(|taken| u8::from(*taken)).collect::<Vec<_>>();
                write!(
                    out,
                    "<line num=\"{number}\" type=\"cond\" truecount=\"{}\" falsecount=\"{}\"/>",
                    ways[0], ways[1]
                )
                .unwrap();
            }
        }
        out.push_str("</file>");
    }
    out.push_str("</project></coverage>");
    out
}

fn gcov(files: &[(String, File)]) -> String {
    let mut out = String::from("        -:    0:Source:none\n");
    for (name, lines) in files {
        writeln!(out, "        -:    0:Source:{name}").unwrap();
        for (number, Line { hits, branches, .. }) in lines {
            writeln!(out, "function f{number} called {hits} returned 1% blocks executed 1%").unwrap();
            let count = if *hits > 0 { hits.to_string() } else { "#####".to_owned() };
            writeln!(out, "{count:>9}:{number:>5}:text").unwrap();
            for (branch, taken) in branches.iter().enumerate() {
                writeln!(out, "branch  {branch} taken {}", u8::from(*taken)).unwrap();
            }
        }
    }
    out
}

fn sonarqube(files: &[(String, File)]) -> String {
    let mut out = String::from("<coverage version=\"1\">");
    for (name, lines) in files {
        write!(out, "<file path=\"{name}\">").unwrap();
        for (number, Line { hits, branches, .. }) in lines {
            let taken = branches.iter().filter(|taken| **taken).count();
            write!(
                out,
                "<lineToCover lineNumber=\"{number}\" covered=\"{}\" branchesToCover=\"{}\" coveredBranches=\"{taken}\"/>",
                *hits > 0,
                branches.len()
            )
            .unwrap();
        }
        out.push_str("</file>");
    }
    out.push_str("</coverage>");
    out
}
