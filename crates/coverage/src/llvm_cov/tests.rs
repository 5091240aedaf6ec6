use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{FileKey, Format, ProblemCode, ReadErrorCode};

fn json(files: &str, rest: &str) -> String {
    format!(r#"{{"data":[{{"files":[{files}]{rest}}}],"type":"llvm.coverage.json.export","version":"2.0.1"}}"#)
}

fn file(content: &str) -> String {
    format!(r#"{{"filename":"/a.c",{content}}}"#)
}

fn lines(segments: &str) -> Vec<(u32, u32)> {
    only(&report(json(&file(&format!(r#""segments":[{segments}]"#)), "")).coverage).lines.clone()
}

#[test]
fn a_line_has_the_count_that_wraps_it_or_begins_on_it() {
    let function = "[1,10,5,true,true,false],[3,2,0,false,false,false]";
    assert_eq!(lines(function), [(1, 5), (2, 5), (3, 5)]);
    // A branch that never ran, within a line that did: the greater counts.
    let inner =
        "[1,10,5,true,true,false],[2,5,0,true,true,false],[2,9,5,true,false,false],[4,2,0,false,false,false]";
    assert_eq!(lines(inner), [(1, 5), (2, 5), (3, 5), (4, 5)]);
    // One that spans lines of its own.
    let block =
        "[1,10,5,true,true,false],[2,5,0,true,true,false],[4,6,5,true,false,false],[5,2,0,false,false,false]";
    assert_eq!(lines(block), [(1, 5), (2, 5), (3, 0), (4, 0), (5, 5)]);
}

#[test]
fn lines_and_bare_totals_of_one_file_are_a_conflict() {
    let listed = file(r#""segments":[[1,1,1,true,true,false],[2,9,0,false,false,false]]"#);
    let bare = file(r#""summary":{"lines":{"count":9,"covered":9}}"#);
    assert_eq!(codes(&report(json(&listed, ""))), []);
    assert_eq!(codes(&report(json(&format!("{bare},{bare}"), ""))), []);
    for files in [format!("{listed},{bare}"), format!("{bare},{listed}")] {
        assert_eq!(codes(&report(json(&files, ""))), [ProblemCode::ConflictingSource], "{files}");
    }
}

#[test]
fn gaps_do_not_lend_their_count() {
    let gap = "[1,10,5,true,true,false],[1,20,0,true,true,true],[2,5,0,true,true,false],[2,9,5,true,false,false],[3,1,0,false,false,false]";
    assert_eq!(lines(gap), [(1, 5), (2, 0), (3, 5)]);
}

#[test]
fn skipped_code_is_no_code() {
    // `#if 0` from line 2 to 4: no count, and the entry of a region.
    let skipped =
        "[1,10,5,true,true,false],[2,1,0,false,true,false],[4,7,5,true,false,false],[5,2,0,false,false,false]";
    assert_eq!(lines(skipped), [(1, 5), (5, 5)]);
    assert_eq!(lines(""), []);
}

#[test]
fn code_between_functions_is_no_code() {
    let two =
        "[1,10,5,true,true,false],[2,2,0,false,false,false],[9,1,0,true,true,false],[9,8,0,false,false,false]";
    assert_eq!(lines(two), [(1, 5), (2, 5), (9, 0)]);
}

#[test]
fn segments_of_five_fields_are_read_and_others_refused() {
    assert_eq!(lines("[1,1,18446744073709551615,true,true],[1,9,0,false,false]"), [(1, u32::MAX)]);
    for broken in ["[1,1,1,true]", "[1,1,\"1\",true,true]", "1", "[99999999999,1,1,true,true]"] {
        let text = json(&file(&format!(r#""segments":[{broken}]"#)), "");
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{broken}");
    }
    let order = json(&file(r#""segments":[[5,1,1,true,true,false],[2,1,0,false,false,false]]"#), "");
    assert_eq!(refusal(order).code, ReadErrorCode::Malformed);
    let zero = report(json(&file(r#""segments":[[0,1,1,true,true,false]]"#), ""));
    assert_eq!(codes(&zero), [ProblemCode::LineNumber]);
}

#[test]
fn two_small_segments_do_not_fill_the_memory() {
    let far = r#""segments":[[1,1,1,true,true,false],[9000000,1,0,false,false,false]]"#;
    let limits = crate::Limits { entries: 1000, ..crate::Limits::default() };
    let error = crate::read(&mut json(&file(far), "").as_bytes(), &limits).unwrap_err();
    assert_eq!(error.code, ReadErrorCode::TooLarge);
}

#[test]
fn branches_have_two_arms_and_instances_share_them() {
    let text = json(
        &file(r#""segments":[],"branches":[[4,9,4,14,3,0,0,0,4],[7,1,7,5,0,0,0,0,4],[4,9,4,14,0,2,0,0,4]]"#),
        "",
    );
    assert_eq!(totals(text), "line 0/0, branch 2/4");
    let short_row = json(&file(r#""segments":[],"branches":[[4,9,4,14,3]]"#), "");
    assert_eq!(refusal(short_row).code, ReadErrorCode::Malformed);
}

#[test]
fn branches_of_macros_stand_where_the_macro_is_used() {
    let use_at = |line: u32| {
        format!(
            r#"{{"branches":[[1,20,1,25,1,0,1,0,4]],"filenames":["/a.c"],"source_region":[{line},3,{line},6,1,0,1,1],"target_regions":[]}}"#
        )
    };
    let text = json(&file(&format!(r#""segments":[],"expansions":[{},{}]"#, use_at(5), use_at(8))), "");
    let read = report(text);
    assert_eq!(short(&read.coverage.totals()), "line 0/0", "no branch was listed for files");
    let arms: Vec<_> = only(&read.coverage).branches.arms.iter().map(|arm| arm.line).collect();
    assert_eq!(arms, [5, 5, 8, 8]);
    let text =
        json(&file(&format!(r#""segments":[],"branches":[],"expansions":[{},{}]"#, use_at(5), use_at(8))), "");
    assert_eq!(totals(text), "line 0/0, branch 2/4");
}

fn function(name: &str, count: u32, regions: &str) -> String {
    format!(r#"{{"name":"{name}","count":{count},"filenames":["/a.c"],"branches":[],"regions":[{regions}]}}"#)
}

#[test]
fn instances_are_one_function_and_regions_are_counted_once() {
    let first = function("f<int>", 2, "[1,5,3,2,2,0,0,0],[2,3,2,9,0,0,0,0],[2,9,3,1,0,0,0,3]");
    let second = function("f<char>", 0, "[1,5,3,2,0,0,0,0],[2,3,2,9,0,0,0,0]");
    let other = function("g", 0, "[9,1,9,9,0,0,0,0]");
    let rest = format!(r#","functions":[{first},{second},{other}]"#);
    assert_eq!(totals(json(&file(r#""segments":[]"#), &rest)), "line 0/0, function 1/2, region 1/3");
}

#[test]
fn a_macros_regions_count_for_each_use() {
    let one = function("f", 1, "[1,5,3,2,1,0,0,0],[7,1,7,9,1,1,1,0],[7,1,7,9,0,2,2,0]");
    let rest = format!(r#","functions":[{one}]"#);
    assert_eq!(totals(json(&file(r#""segments":[]"#), &rest)), "line 0/0, function 1/1, region 2/3");
}

#[test]
fn functions_of_files_that_were_filtered_out_count_for_nothing() {
    let rest = r#","functions":[{"name":"f","count":1,"filenames":["/std.rs"],"regions":[[1,1,2,2,1,0,0,0]]}]"#;
    let read = report(json(&file(r#""segments":[]"#), rest));
    assert_eq!(read.coverage.files.keys().collect::<Vec<_>>(), [&FileKey::of("/a.c")]);
    assert_eq!(short(&read.coverage.totals()), "line 0/0, function 0/0, region 0/0");
    let nowhere = r#","functions":[{"name":"f","count":1,"filenames":[],"regions":[[1,1,2,2,1,0,0,0]]}]"#;
    assert_eq!(refusal(json(&file(r#""segments":[]"#), nowhere)).code, ReadErrorCode::Malformed);
}

const SUMMARY: &str = r#""summary":{"lines":{"count":4,"covered":3,"percent":75},"functions":{"count":2,"covered":1,"percent":50},"instantiations":{"count":9,"covered":1},"regions":{"count":6,"covered":5,"notcovered":1},"branches":{"count":2,"covered":1},"mcdc":{"count":0,"covered":0}}"#;

#[test]
fn a_summary_alone_has_no_lines() {
    let read = report(json(&file(SUMMARY), ""));
    assert_eq!(short(&read.coverage.totals()), "line 3/4, branch 1/2, function 1/2, region 5/6");
    assert!(only(&read.coverage).is_totals_only());
    assert_eq!(refusal(json(&file(r#""expansions":[]"#), "")).code, ReadErrorCode::Malformed);
}

#[test]
fn a_summary_stands_in_for_functions_that_are_not_listed() {
    let with_lines =
        file(&format!(r#"{SUMMARY},"segments":[[1,1,1,true,true,false],[1,9,0,false,false,false]]"#));
    let read = report(json(&with_lines, ""));
    assert_eq!(short(&read.coverage.totals()), "line 1/1, function 1/2, region 5/6");
    assert!(!only(&read.coverage).is_totals_only());
    assert_eq!(totals(json(&with_lines, r#","functions":[]"#)), "line 1/1, function 0/0, region 0/0");
}

#[test]
fn totals_of_all_data_are_claims() {
    let totals = SUMMARY.replace("summary", "totals");
    let read = report(json("", &format!(",{totals}")));
    assert_eq!(short(&read.claims), "line 3/4, branch 1/2, function 1/2, region 5/6");
    let two = format!(
        r#"{{"data":[{{"files":[{0}],{totals}}},{{"files":[{0}],{totals}}}],"type":"llvm.coverage.json.export","version":"2.0.1"}}"#,
        file(r#""segments":[]"#)
    );
    let read = report(two);
    assert_eq!(short(&read.claims), "line 6/8, branch 2/4, function 2/4, region 10/12");
    assert!(read.claims_repeat, "a file that two parts hold is claimed twice");
}

#[test]
fn versions_are_known_and_cargo_names_itself() {
    let of =
        |version: &str| format!(r#"{{"data":[],"type":"llvm.coverage.json.export","version":"{version}"}}"#);
    for version in ["2.0.0", "2.0.1", "3.1.0"] {
        let read = report(of(version));
        assert_eq!(
            (read.format, read.producer),
            (Format::LlvmCovJson, Some(format!("llvm-cov export {version}")))
        );
    }
    for version in ["1.0", "4.0.0", "20.1"] {
        assert_eq!(refusal(of(version)).code, ReadErrorCode::UnsupportedFormat, "{version}");
    }
    let cargo = of("2.0.1").replace(
        r#""data""#,
        r#""cargo_llvm_cov":{"version":"0.6.15","manifest_path":"/x/Cargo.toml"},"data""#,
    );
    assert_eq!(report(cargo).producer.as_deref(), Some("cargo-llvm-cov 0.6.15"));
}
