use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn session(modules: &str) -> String {
    format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><CoverageSession><Modules>{modules}</Modules></CoverageSession>"
    )
}

fn module(methods: &str) -> String {
    session(&format!(
        r#"<Module hash="1"><ModuleName>m</ModuleName><Files><File uid="1" fullPath="C:\src\A.cs"/><File uid="2" fullPath="C:\src\B.cs"/></Files>
           <Classes><Class><FullName>N.A</FullName><Methods>{methods}</Methods></Class></Classes></Module>"#
    ))
}

fn method(name: &str, points: &str) -> String {
    format!(
        r#"<Method visited="true"><Summary numSequencePoints="9"/><Name>{name}</Name><FileRef uid="1"/>{points}<MethodPoint xsi:type="SequencePoint" vc="1" sl="1"/></Method>"#
    )
}

#[test]
fn points_are_statements_and_lines_are_derived() {
    let read = report(module(&method(
        "System.Void N.A::M&lt;T&gt;()",
        r#"<SequencePoints><SequencePoint vc="1" sl="3" sc="1" el="6" ec="9"/><SequencePoint vc="0" sl="4" sc="9" el="5" ec="9"/>
           <SequencePoint vc="2" sl="8" sc="1" el="8" ec="5"/><SequencePoint vc="0" sl="8" sc="7" el="8" ec="9"/></SequencePoints>"#,
    )));
    assert_eq!((read.format, read.producer.as_deref()), (Format::OpenCover, None));
    assert_eq!(short(&read.coverage.totals()), "line 3/5, function 1/1, statement 2/4");
    assert_eq!(
        only(&read.coverage).uncovered_lines(),
        [(4, 5)],
        "a lambda that never ran within a statement that did"
    );
    assert_eq!(read.coverage.files.keys().next().unwrap().path, "C:/src/A.cs");
}

#[test]
fn code_that_nobody_wrote_is_no_code() {
    let points = r#"<SequencePoint vc="0" sl="16707566" sc="0" el="16707566" ec="0"/><SequencePoint vc="1" sl="2" el="16707566"/>
        <BranchPoint vc="0" sl="16707566" offset="1" path="0"/>"#;
    assert_eq!(totals(module(&method("f", points))), "line 1/1, function 1/1, statement 1/1");
    assert_eq!(totals(module(&method("f", r#"<SequencePoint vc="0" sl="16707566"/>"#))), "");
}

#[test]
fn branches_are_listed_one_by_one_or_summed_at_points() {
    let ways = r#"<SequencePoint vc="1" sl="2" bec="2" bev="1"/><BranchPoint vc="1" sl="2" offset="5" path="0"/><BranchPoint vc="0" sl="2" offset="5" path="1"/>"#;
    assert_eq!(totals(module(&method("f", ways))), "line 1/1, branch 1/2, function 1/1, statement 1/1");
    let other = ways
        .replace(r#"vc="0""#, r#"vc="x""#)
        .replace(r#"vc="1" sl="2" offset"#, r#"vc="0" sl="2" offset"#)
        .replace("\"x\"", "\"1\"");
    let mut coverage = report(module(&method("f", ways))).coverage;
    assert_eq!(coverage.merge(report(module(&method("f", &other))).coverage), []);
    assert_eq!(short(&coverage.totals()), "line 1/1, branch 2/2, function 1/1, statement 1/1");
    let summed = r#"<SequencePoint vc="1" sl="2" bec="3" bev="1"/>"#;
    assert_eq!(totals(module(&method("f", summed))), "line 1/1, branch 1/3, function 1/1, statement 1/1");
    let old = report(module(&method(
        "f",
        r#"<SequencePoint vc="1" sl="2"/><BranchPoint vc="0" offset="5" path="0"/>"#,
    )));
    assert_eq!(codes(&old), [ProblemCode::BranchCounts]);
}

#[test]
fn branches_of_two_methods_in_one_line_stay_apart() {
    let way = r#"<SequencePoint vc="1" sl="2"/><BranchPoint vc="1" sl="2" offset="5" path="0"/>"#;
    let text = module(&format!("{}{}", method("f", way), method("g", &way.replace("vc=\"1\"", "vc=\"0\""))));
    assert_eq!(totals(text), "line 1/1, branch 1/2, function 1/2, statement 1/1");
}

#[test]
fn a_module_that_was_skipped_holds_nothing() {
    let text = session(
        r#"<Module skippedDueTo="Filter"><Files><File uid="1" fullPath="a"/></Files><Classes><Class><Methods><Method><SequencePoint vc="0" sl="1"/></Method></Methods></Class></Classes></Module>
           <Module><Files><File uid="1" fullPath="b"/></Files><Classes/></Module>"#,
    );
    assert_eq!(report(text).coverage.files.len(), 0);
}

#[test]
fn the_file_is_the_points_own_or_the_methods() {
    let points = r#"<SequencePoint vc="1" sl="2" fileid="2"/><SequencePoint vc="0" sl="3" fileid="0"/>"#;
    let names = |text: String| report(text).coverage.files.into_keys().map(|key| key.path).collect::<Vec<_>>();
    assert_eq!(names(module(&method("f", points))), ["C:/src/A.cs", "C:/src/B.cs"]);
    let bare = "<Method><Name>f</Name><SequencePoint vc=\"1\" sl=\"2\" fileid=\"2\"/></Method>";
    assert_eq!(names(module(bare)), ["C:/src/B.cs"], "`FileRef` may be missing");
    for bad in [bare.replace(" fileid=\"2\"", ""), bare.replace("fileid=\"2\"", "fileid=\"7\"")] {
        assert_eq!(refusal(module(&bad)).code, ReadErrorCode::Malformed, "{bad}");
    }
}

#[test]
fn one_file_of_two_modules_is_one_file() {
    let one = |hits: u8| {
        format!(
            r#"<Module><Files><File uid="{hits}" fullPath="a.cs"/></Files><Method><Name>f</Name><FileRef uid="{hits}"/><SequencePoint vc="{hits}" sl="1"/></Method></Module>"#
        )
    };
    assert_eq!(totals(session(&format!("{}{}", one(0), one(1)))), "line 1/1, function 1/1, statement 1/1");
}

#[test]
fn the_sessions_totals_are_claims_and_count_points() {
    let summary = r#"<CoverageSession><Summary numSequencePoints="10" visitedSequencePoints="7" numBranchPoints="5" visitedBranchPoints="3" numMethods="4" visitedMethods="2"/>"#;
    let text = module(&method("f", r#"<SequencePoint vc="1" sl="2"/>"#)).replace("<CoverageSession>", summary);
    assert_eq!(short(&report(text).claims), "function 2/4, statement 7/10");
}

#[test]
fn what_is_incomplete_or_misplaced_is_refused() {
    for text in [
        module(&method("f", r#"<SequencePoint sl="2"/>"#)),
        module(&method("f", r#"<SequencePoint vc="1"/>"#)),
        module(&method("f", r#"<SequencePoint vc="x" sl="2"/>"#)),
        module(&method("f", r#"<SequencePoint vc="1" sl="10000001"/>"#)),
        module(&method("f", r#"<Sequencepoint vc="1" sl="1"/>"#)),
        module(r#"<SequencePoint vc="1" sl="1"/>"#),
        module("<Module/>"),
        module(r#"<Method><Method/></Method>"#),
        session(r#"<File uid="1" fullPath="a"/>"#),
        session(r#"<Module><File uid="1"/></Module>"#),
    ] {
        assert_eq!(refusal(&text).code, ReadErrorCode::Malformed, "{text}");
    }
    assert_eq!(refusal("<CoverageSession><Modules>").code, ReadErrorCode::Truncated);
    let read = report(module(&method("f", r#"<SequencePoint vc="1" sl="0"/><SequencePoint vc="1" sl="2"/>"#)));
    assert_eq!(
        (short(&read.coverage.totals()).as_str(), codes(&read)),
        ("line 1/1, function 1/1, statement 1/1", vec![ProblemCode::LineNumber])
    );
}
