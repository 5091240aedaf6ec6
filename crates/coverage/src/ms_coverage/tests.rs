use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn module(functions: &str) -> String {
    format!(
        r#"<module id="A1" name="app.dll" path="app.dll" lines_covered="3" lines_partially_covered="1" lines_not_covered="2" blocks_covered="9" blocks_not_covered="4">
           <functions>{functions}</functions><source_files><source_file id="0" path="C:\src\A.cs" checksum="x"/><source_file id="1" path="C:\src\B.cs"/></source_files></module>"#
    )
}

fn results(modules: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><results><modules>{modules}</modules><skipped_modules><skipped_module name="x.dll" reason="no_symbols"/></skipped_modules></results>"#
    )
}

fn function(name: &str, ranges: &str) -> String {
    results(&module(&format!(
        r#"<function id="1" token="0x6" name="{name}" namespace="N" type_name="T"><ranges>{ranges}</ranges></function>"#
    )))
}

fn range(first: u8, last: u8, covered: &str) -> String {
    format!(
        r#"<range source_id="0" start_line="{first}" end_line="{last}" start_column="9" end_column="20" covered="{covered}"/>"#
    )
}

#[test]
fn ranges_become_lines_and_a_part_that_ran_is_a_line_that_ran() {
    let ranges = [range(3, 3, "yes"), range(4, 6, "partial"), range(5, 5, "no"), range(9, 9, "no")].concat();
    let read = report(function("F()", &ranges));
    assert_eq!((read.format, read.producer.as_deref()), (Format::MsCoverage, None));
    assert_eq!(short(&read.coverage.totals()), "line 3/5, function 1/1");
    assert_eq!(only(&read.coverage).uncovered_lines(), [(5, 5), (9, 9)]);
    assert_eq!(short(&read.claims), "line 4/6");
}

#[test]
fn a_source_files_number_means_something_in_its_module_alone() {
    let other = module(&format!(r#"<function name="G"><ranges>{}</ranges></function>"#, range(1, 1, "no")))
        .replace("A.cs", "C.cs");
    let one = module(&format!(r#"<function name="F"><ranges>{}</ranges></function>"#, range(1, 1, "yes")));
    let read = report(results(&format!("{one}{other}")));
    let files: Vec<_> =
        read.coverage.files.iter().map(|(key, file)| format!("{key} {}", short(&file.counts()))).collect();
    assert_eq!(files, ["C:/src/A.cs line 1/1, function 1/1", "C:/src/C.cs line 0/1, function 0/1"]);
    assert_eq!(short(&read.claims), "line 8/12");
    let twice = report(results(&format!("{one}{}", one.replace("yes", "no"))));
    assert_eq!(short(&twice.coverage.totals()), "line 1/1, function 1/1", "a file of two modules");
}

#[test]
fn the_data_set_says_the_same() {
    let row = |first: u8, last: u8, coverage: u8| {
        format!(
            "<Lines><LnStart>{first}</LnStart><ColStart>9</ColStart><LnEnd>{last}</LnEnd><ColEnd>20</ColEnd><Coverage>{coverage}</Coverage><SourceFileID>1</SourceFileID><LineID>0</LineID></Lines>"
        )
    };
    let text = |rows: &str| {
        format!(
            "<CoverageDSPriv><xs:schema xmlns:xs=\"x\"><xs:element name=\"Module\"/></xs:schema><Module><ModuleName>app.dll</ModuleName><LinesCovered>3</LinesCovered><LinesPartiallyCovered>1</LinesPartiallyCovered><LinesNotCovered>2</LinesNotCovered>
             <NamespaceTable><NamespaceName>N</NamespaceName><LinesCovered>77</LinesCovered><Class><ClassName>T</ClassName><Method><MethodKeyName>k</MethodKeyName><MethodName>F()</MethodName><LinesCovered>77</LinesCovered>{rows}</Method></Class></NamespaceTable></Module>
             <SourceFileNames><SourceFileID>1</SourceFileID><SourceFileName>C:\\src\\A &amp; B.cs</SourceFileName></SourceFileNames></CoverageDSPriv>"
        )
    };
    let read = report(text(&[row(3, 3, 0), row(4, 6, 1), row(5, 5, 2), row(9, 9, 2)].concat()));
    assert_eq!(
        (read.format, short(&read.coverage.totals()).as_str()),
        (Format::MsCoverage, "line 3/5, function 1/1")
    );
    assert_eq!(short(&read.claims), "line 4/6");
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "C:/src/A & B.cs");
    assert_eq!(codes(&report(text(&row(0, 0, 0)))), [ProblemCode::LineNumber]);
    for bad in [
        row(1, 1, 3),
        row(1, 1, 0).replace("<SourceFileID>1</SourceFileID>", ""),
        row(1, 1, 0).replace("SourceFileID>1", "SourceFileID>4"),
        row(1, 1, 0).replace("<Coverage>0</Coverage>", ""),
        row(1, 1, 0).replace("LnStart>1", "LnStart>x"),
        row(1, 1, 0).replace("ColEnd>20", "ColEnd>x"),
        row(1, 1, 0).replace("Lines>", "lines>"),
        "<Class/>".to_owned(),
    ] {
        assert_eq!(refusal(text(&bad)).code, ReadErrorCode::Malformed, "{bad}");
    }
}

#[test]
fn what_is_incomplete_or_misplaced_is_refused() {
    for ranges in [
        range(1, 1, "maybe"),
        range(1, 1, "yes").replace("source_id=\"0\"", "source_id=\"9\""),
        range(1, 1, "yes").replace("source_id=\"0\" ", ""),
        range(1, 1, "yes").replace("start_line=\"1\" ", ""),
        range(1, 1, "yes").replace("covered=\"yes\"", ""),
        range(1, 1, "yes").replace("start_line=\"1\"", "start_line=\"10000001\""),
        range(1, 1, "yes").replace("<range", "<Range"),
        "<module/>".to_owned(),
    ] {
        assert_eq!(refusal(function("F", &ranges)).code, ReadErrorCode::Malformed, "{ranges}");
    }
    for text in [
        results(&range(1, 1, "yes")),
        results(&module("").replace("path=\"C:", "name=\"C:")),
        results(&module("").replace("id=\"1\"", "id=\"0\"")),
    ] {
        assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(codes(&report(function("F", &range(0, 0, "yes")))), [ProblemCode::LineNumber; 2]);
    assert_eq!(refusal("<results><modules>").code, ReadErrorCode::Truncated);
    assert_eq!(refusal("<CoverageDSPriv><Module>").code, ReadErrorCode::Truncated);
}

#[test]
fn other_results_are_not_known() {
    for text in ["<results/>", "<results version=\"2\"><errors/></results>"] {
        assert_eq!(refusal(text).code, ReadErrorCode::UnknownFormat, "{text}");
    }
    assert_eq!(totals("<results><modules/></results>"), "");
}
