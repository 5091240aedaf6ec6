//! Random reports of the formats that know blocks of code, each with a beginning and an end.

use std::fmt::Write as _;

use super::sample::{File, Line};
use crate::Format;

/// A report's text.
pub(super) fn text(format: Format, files: &[(String, File)]) -> String {
    match format {
        Format::OpenCover => opencover(files),
        Format::DotCover => dotcover(files),
        Format::MsCoverage => ms_coverage(files),
        _ => go(files),
    }
}

fn go(files: &[(String, File)]) -> String {
    let mut out = String::from("mode: count\n");
    for (name, lines) in files {
        for (number, Line { hits, size, .. }) in lines {
            writeln!(out, "{name}.go:{number}.2,{}.9 {size} {hits}", number + size).unwrap();
        }
    }
    out
}

fn opencover(files: &[(String, File)]) -> String {
    let mut out = String::from("<CoverageSession><Modules>");
    for (name, lines) in files {
        write!(out, "<Module><Files><File uid=\"1\" fullPath=\"{name}\"/></Files><Classes><Class><Methods>")
            .unwrap();
        for (number, Line { hits, size, branches, .. }) in lines {
            write!(
                out,
                "<Method><Name>f{number}</Name><FileRef uid=\"1\"/><SequencePoint vc=\"{hits}\" sl=\"{number}\" sc=\"1\" el=\"{}\" ec=\"9\"/>",
                number + size
            )
            .unwrap();
            for (path, taken) in branches.iter().enumerate() {
                write!(
                    out,
                    "<BranchPoint vc=\"{}\" sl=\"{number}\" offset=\"3\" path=\"{path}\"/>",
                    u8::from(*taken)
                )
                .unwrap();
            }
            out.push_str("</Method>");
        }
        out.push_str("</Methods></Class></Classes></Module>");
    }
    out.push_str("</Modules></CoverageSession>");
    out
}

fn dotcover(files: &[(String, File)]) -> String {
    let mut out = String::from("<Root DotCoverVersion=\"1\" ReportType=\"DetailedXml\"><FileIndices>");
    for (index, (name, _)) in files.iter().enumerate() {
        write!(out, "<File Index=\"{index}\" Name=\"{name}\"/>").unwrap();
    }
    out.push_str("</FileIndices><Assembly Name=\"x\"><Type Name=\"T\">");
    for (index, (_, lines)) in files.iter().enumerate() {
        for (number, Line { hits, size, .. }) in lines {
            write!(
                out,
                "<Method Name=\"f{number}\"><Statement FileIndex=\"{index}\" Line=\"{number}\" Column=\"1\" EndLine=\"{}\" EndColumn=\"9\" Covered=\"{}\"/></Method>",
                number + size,
                *hits > 0
            )
            .unwrap();
        }
    }
    out.push_str("</Type></Assembly></Root>");
    out
}

fn ms_coverage(files: &[(String, File)]) -> String {
    let mut out = String::from("<results><modules>");
    for (name, lines) in files {
        out.push_str("<module><functions>");
        for (number, Line { hits, size, .. }) in lines {
            let covered = ["no", "partial", "yes"][usize::try_from(*hits).unwrap().min(2)];
            write!(
                out,
                "<function name=\"f{number}\"><ranges><range source_id=\"0\" start_line=\"{number}\" start_column=\"1\" end_line=\"{}\" end_column=\"9\" covered=\"{covered}\"/></ranges></function>",
                number + size
            )
            .unwrap();
        }
        write!(
            out,
            "</functions><source_files><source_file id=\"0\" path=\"{name}\"/></source_files></module>"
        )
        .unwrap();
    }
    out.push_str("</modules></results>");
    out
}
