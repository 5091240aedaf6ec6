use super::{ended, ended_unclear, incomplete};

/// How many reasons a run has against it, whose driver describes notifications and whose invocation overrides and writes some.
fn notified(described: &str, overrides: &str, note: &str) -> usize {
    let tool = format!(r#""driver":{{"name":"T","notifications":[{described}]}}"#);
    let run = format!(
        r#"{{"tool":{{{tool},"extensions":[{{"name":"e","notifications":[{{"id":"X","defaultConfiguration":{{"level":"error"}}}}]}}]}},"results":[],"invocations":[{{"executionSuccessful":true,"notificationConfigurationOverrides":[{overrides}],"toolExecutionNotifications":[{note}]}}]}}"#
    );
    incomplete(&serde_json::from_str(&run).unwrap()).len()
}

#[test]
fn a_notification_is_as_bad_as_whatever_it_refers_to() {
    let bad = r#"{"id":"N","guid":"AAAAAAAA-aaaa-aaaa-aaaa-aaaaaaaaaaaa","defaultConfiguration":{"level":"error"}},{"id":"W"}"#;
    for about in [
        r#"{"id":"N"}"#,
        r#"{"id":"N/below/it"}"#,
        r#"{"index":0}"#,
        r#"{"guid":"aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"}"#,
        r#"{"id":"X","toolComponent":{"index":0}}"#,
        r#"{"id":"X","toolComponent":{"name":"e"}}"#,
        r#"{"index":0,"toolComponent":{"index":0}}"#,
        r#"{"index":0,"toolComponent":{"name":"e"}}"#,
        r#"{"index":7}"#,
        r#"{"index":"0"}"#,
    ] {
        assert_eq!(notified(bad, "", &format!(r#"{{"descriptor":{about}}}"#)), 1, "{about}");
    }
    for about in [r#"{"id":"W"}"#, r#"{"index":1}"#, r#"{"id":"other","index":-1}"#, "null"] {
        assert_eq!(notified(bad, "", &format!(r#"{{"descriptor":{about}}}"#)), 0, "{about}");
    }
    let over = |level: &str| format!(r#"{{"descriptor":{{"id":"N"}},"configuration":{{"level":"{level}"}}}}"#);
    let note = r#"{"descriptor":{"id":"N"}}"#;
    assert_eq!(notified(bad, &over("note"), note), 0, "it is overridden");
    assert_eq!(notified(bad, &format!("{},{}", over("note"), over("error")), note), 1, "the worst counts");
    assert_eq!(notified(bad, &over("error"), r#"{"descriptor":{"id":"N/below"}}"#), 1);
    assert_eq!(notified(bad, &over("note"), r#"{"descriptor":{"id":"N/below"}}"#), 1, "another one");
}

#[test]
fn as_many_descriptions_and_overrides_as_notifications_cost_no_time() {
    let many = |one: &dyn Fn(usize) -> String| (0..20_000).map(one).collect::<Vec<_>>().join(",");
    let described = many(&|at| format!(r#"{{"id":"N{at}","defaultConfiguration":{{"level":"note"}}}}"#));
    let overrides =
        many(&|at| format!(r#"{{"descriptor":{{"id":"N{at}"}},"configuration":{{"level":"note"}}}}"#));
    let notes = many(&|at| format!(r#"{{"descriptor":{{"id":"O{at}"}}}}"#));
    let started = std::time::Instant::now();
    assert_eq!(notified(&described, &overrides, &notes), 0);
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

/// What a run with these members says against itself.
fn of(members: &str) -> Vec<String> {
    let run = format!(r#"{{"tool":{{"driver":{{"name":"T"}}}},"results":[],{members}}}"#);
    incomplete(&serde_json::from_str(&run).unwrap())
}

#[test]
fn a_process_that_failed_is_known_however_that_is_written() {
    for failed in [
        r#""exitCode":"2""#,
        r#""exitCode":2.0"#,
        r#""exitCode":99999999999999999999"#,
        r#""exitCode":-1"#,
        r#""exitSignalNumber":9"#,
        r#""exitSignalName":"SIGKILL""#,
        r#""exitSignalName":9"#,
        r#""executionSuccessful":true,"exitSignalName":"SIGKILL""#,
        r#""executionSuccessful":true,"exitCode":0,"exitSignalNumber":"9""#,
        r#""executionSuccessful":true,"processStartFailureMessage":{"text":"not found"}"#,
        r#""executionSuccessful":null"#,
    ] {
        let invocation = of(&format!(r#""invocations":[{{{failed}}}]"#));
        assert_eq!(invocation.len(), 1, "{failed}: {invocation:?}");
        let conversion = of(&format!(r#""conversion":{{"invocation":{{{failed}}}}}"#));
        assert!(conversion[0].starts_with("its conversion: "), "{failed}: {conversion:?}");
    }
}

#[test]
fn a_process_that_did_its_work_may_end_with_another_code_than_nought() {
    for fine in [
        "",
        r#""exitCode":0"#,
        r#""exitCode":0.0"#,
        r#""exitCode":null,"exitSignalNumber":0,"exitSignalName":"""#,
        r#""executionSuccessful":true,"exitCode":1"#,
        r#""executionSuccessful":true,"exitCode":1,"exitCodeDescription":"there are findings""#,
    ] {
        assert_eq!(of(&format!(r#""invocations":[{{{fine}}}]"#)), [""; 0], "{fine}");
        assert_eq!(of(&format!(r#""conversion":{{"invocation":{{{fine}}}}}"#)), [""; 0], "{fine}");
    }
}

#[test]
fn no_file_beside_the_log_is_no_part_that_is_missing() {
    assert_eq!(of(r#""externalPropertyFileReferences":{}"#), [""; 0]);
    assert_eq!(of(r#""externalPropertyFileReferences":{"results":[]}"#).len(), 1);
    assert_eq!(of(r#""externalPropertyFileReferences":[]"#).len(), 1);
}

#[test]
fn a_time_without_a_zone_is_no_moment_and_no_fault() {
    let of = |ends: &[&str]| {
        let ends: Vec<String> =
            ends.iter().map(|end| format!(r#"{{"executionSuccessful":true,"endTimeUtc":"{end}"}}"#)).collect();
        let run = format!(
            r#"{{"tool":{{"driver":{{"name":"T"}}}},"results":[],"invocations":[{}]}}"#,
            ends.join(",")
        );
        let head = serde_json::from_str(&run).unwrap();
        assert!(incomplete(&head).is_empty(), "{ends:?}");
        (ended(&head), ended_unclear(&head))
    };
    assert_eq!(of(&["2026-01-01T00:00:00Z"]), (Some(1_767_225_600), None));
    assert_eq!(of(&["2026-01-01T01:00:00+01:00"]), (Some(1_767_225_600), None));
    assert_eq!(of(&["2026-01-01T00:00:00"]), (None, Some("2026-01-01T00:00:00".to_owned())));
    assert_eq!(of(&["soon", "2026-01-01T00:00:00Z"]), (Some(1_767_225_600), Some("soon".to_owned())));
    assert_eq!(of(&["", "2026-01-01T00:00:00.000Z"]), (Some(1_767_225_600), None));
}
