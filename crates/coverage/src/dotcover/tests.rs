use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

const ROOT: &str = r#"<Root CoveredStatements="3" TotalStatements="5" CoveragePercent="60" ReportType="DetailedXml" DotCoverVersion="2023.1">"#;

fn detailed(content: &str) -> String {
    format!(
        r#"{ROOT}<FileIndices><File Index="1" Name="C:\src\A.cs"/><File Index="2" Name="C:\src\B.cs"/></FileIndices>
           <Assembly Name="App" CoveredStatements="3" TotalStatements="5"><Namespace Name="N"><Type Name="T">{content}</Type></Namespace></Assembly></Root>"#
    )
}

fn statement(line: u8, end: u8, covered: &str) -> String {
    format!(
        r#"<Statement FileIndex="1" Line="{line}" Column="9" EndLine="{end}" EndColumn="20" Covered="{covered}"/>"#
    )
}

#[test]
fn statements_functions_and_lines_are_read() {
    let text = detailed(&format!(
        r#"<Method Name="F():void">{}{}</Method><Method Name="G():void">{}<AnonymousMethod Name="&lt;G&gt;b">{}</AnonymousMethod></Method><Method Name="Abstract()"/>"#,
        statement(3, 3, "True"),
        statement(5, 6, "False"),
        statement(8, 12, "true"),
        statement(9, 10, "False"),
    ));
    let read = report(text);
    assert_eq!((read.format, read.producer.as_deref()), (Format::DotCover, Some("dotCover 2023.1")));
    assert_eq!(short(&read.coverage.totals()), "line 4/8, function 2/3, statement 2/4");
    assert_eq!(short(&read.claims), "statement 3/5");
    assert_eq!(only(&read.coverage).uncovered_lines(), [(5, 6), (9, 10)]);
}

#[test]
fn of_several_statements_in_a_line_one_that_ran_is_enough() {
    let line = r#"<Method Name="F"><Statement FileIndex="1" Line="3" Column="1" EndLine="3" EndColumn="5" Covered="True"/>
        <Statement FileIndex="1" Line="3" Column="7" EndLine="3" EndColumn="9" Covered="False"/></Method>"#;
    assert_eq!(totals(detailed(line)), "line 1/1, function 1/1, statement 1/2");
}

#[test]
fn a_report_without_statements_holds_totals_alone() {
    let text = r#"<Root CoveredStatements="3" TotalStatements="9" CoveragePercent="33" ReportType="Xml" DotCoverVersion="2023.1">
        <Assembly Name="App" CoveredStatements="2" TotalStatements="5"><Type Name="T" CoveredStatements="2" TotalStatements="5"/></Assembly>
        <Assembly Name="Lib" CoveredStatements="1" TotalStatements="4"/></Root>"#;
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "statement 3/9");
    assert_eq!(short(&read.claims), "statement 3/9");
    assert_eq!(read.coverage.files.keys().map(ToString::to_string).collect::<Vec<_>>(), ["App", "Lib"]);
    assert!(read.coverage.files.values().all(crate::FileCoverage::is_totals_only));
    let mut coverage = report(text).coverage;
    let problems = coverage.merge(report("SF:App\nDA:1,1\nend_of_record\n").coverage);
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), [ProblemCode::ConflictingSource]);
}

#[test]
fn a_detailed_report_that_lost_its_statements_is_no_summary() {
    assert_eq!(refusal(detailed("")).code, ReadErrorCode::Malformed);
    let empty = ROOT.replace("\"3\"", "\"0\"").replace("\"5\"", "\"0\"");
    assert_eq!(report(format!("{empty}</Root>")).coverage.files.len(), 0);
}

#[test]
fn what_is_incomplete_is_refused() {
    for content in [
        r#"<Statement Line="1" Covered="True"/>"#,
        r#"<Statement FileIndex="1" Covered="True"/>"#,
        r#"<Statement FileIndex="1" Line="1"/>"#,
        r#"<Statement FileIndex="1" Line="1" Covered="maybe"/>"#,
        r#"<Statement FileIndex="7" Line="1" Covered="True"/>"#,
        r#"<Statement FileIndex="1" Line="10000001" Covered="True"/>"#,
        r#"<statement FileIndex="1" Line="1" Covered="True"/>"#,
    ] {
        assert_eq!(refusal(detailed(content)).code, ReadErrorCode::Malformed, "{content}");
    }
    for files in [r#"<File Index="1"/>"#, r#"<File Index="1" Name="a"/><File Index="1" Name="b"/>"#] {
        assert_eq!(
            refusal(format!("{ROOT}<FileIndices>{files}</FileIndices></Root>")).code,
            ReadErrorCode::Malformed
        );
    }
    assert_eq!(refusal(ROOT).code, ReadErrorCode::Truncated);
    let read = report(detailed(&format!("{}{}", statement(0, 0, "True"), statement(1, 1, "True"))));
    assert_eq!(codes(&read), [ProblemCode::LineNumber; 2]);
}

#[test]
fn another_root_of_this_name_is_not_known() {
    assert_eq!(refusal("<Root/>").code, ReadErrorCode::UnknownFormat);
    assert_eq!(refusal(r#"<Root Name="x"><Statement/></Root>"#).code, ReadErrorCode::UnknownFormat);
}
