//! When reports say that they were written.

use super::report;

const AT: u64 = 1_787_392_800;

fn written(text: &str) -> Option<u64> {
    report(text).written
}

#[test]
fn each_format_that_carries_a_time_tells_it() {
    for (text, expected) in [
        (r#"<coverage timestamp="1787392800123"><packages/></coverage>"#, Some(AT)),
        (r#"<coverage timestamp="1787392800"><packages/></coverage>"#, Some(AT)),
        (r#"<coverage timestamp="0"><packages/></coverage>"#, None),
        (r#"<coverage timestamp="Sat Aug 22 2026"><packages/></coverage>"#, None),
        (r#"<coverage><packages/></coverage>"#, None),
        (r#"<coverage generated="1787392800123"><project name="x"/></coverage>"#, Some(AT)),
        (r#"<report name="r"><sessioninfo id="a" start="1" dump="1787392800123"/></report>"#, Some(AT)),
        (r#"{"meta":{"format":3,"version":"7.6.1","timestamp":"2026-08-21T22:00:00.5"},"files":{}}"#, Some(AT)),
        (r#"{"RSpec":{"coverage":{},"timestamp":1787392800}}"#, Some(AT)),
        (r#"{"RSpec":{"coverage":{},"timestamp":1787392800.75}}"#, Some(AT)),
        ("SF:a.c\nDA:1,1\nend_of_record\n", None),
    ] {
        assert_eq!(written(text), expected, "{text}");
    }
}

#[test]
fn what_unites_several_measurements_is_as_old_as_the_oldest() {
    let sessions = r#"<sessioninfo id="a" start="1" dump="1787392860000"/><sessioninfo id="b" start="1" dump="1787392800000"/>"#;
    assert_eq!(written(&format!(r#"<report name="r">{sessions}</report>"#)), Some(AT));
    let results = r#"{"a":{"coverage":{},"timestamp":1787392860},"b":{"coverage":{},"timestamp":1787392800}}"#;
    assert_eq!(written(results), Some(AT));
}
