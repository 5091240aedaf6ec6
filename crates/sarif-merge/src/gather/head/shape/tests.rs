use super::wrong;
use crate::gather::head::Head;

fn of(tool: &str, members: &str, result: &str) -> Vec<String> {
    let run = format!(r#"{{"tool":{{"driver":{{"name":"T"{tool}}}}},"results":[]{members}}}"#);
    let head: Head<'_> = serde_json::from_str(&run).unwrap();
    let results = (!result.is_empty()).then_some(result.as_bytes());
    wrong(&head, results.into_iter()).into_iter().collect()
}

#[test]
fn a_member_of_another_kind_is_told_by_its_name() {
    let of_driver = |rules: &str| of(&format!(r#","rules":{rules}"#), "", "");
    for rules in [
        r#"{"0":{"id":"R1","properties":{"security-severity":"9.8"}}}"#,
        r#"["x",{"id":"R1"}]"#,
        r#"[null]"#,
        r#"[{"id":"R1","properties":[{"security-severity":"9.8"}]}]"#,
        r#"[{"id":"R1","defaultConfiguration":[{"level":"error"}]}]"#,
        r#"[{"id":["R1"]}]"#,
    ] {
        assert_eq!(of_driver(rules).len(), 1, "{rules}");
    }
    assert_eq!(of(r#","notifications":{"0":{"id":"N"}}"#, "", "").len(), 1);
    assert_eq!(of(r#"},"extensions":{"name":"e","rules":[]"#, "", "").len(), 1);
    for members in [
        r#","invocations":[{"ruleConfigurationOverrides":{"descriptor":{"id":"R1"}}}]"#,
        r#","invocations":[{"ruleConfigurationOverrides":[{"descriptor":"R1"}]}]"#,
        r#","invocations":[{"ruleConfigurationOverrides":[{"configuration":["error"]}]}]"#,
        r#","invocations":[{"toolExecutionNotifications":[null,{}]}]"#,
        r#","invocations":{}"#,
        r#","taxonomies":{"name":"CWE"}"#,
        r#","artifacts":{}"#,
        r#","originalUriBaseIds":[]"#,
        r#","automationDetails":"a/b""#,
        r#","invocations":[{"toolConfigurationNotifications":["error"]}]"#,
        r#","invocations":[{"toolConfigurationNotifications":{}}]"#,
        r#","conversion":[]"#,
        r#","conversion":{"invocation":[]}"#,
    ] {
        assert_eq!(of("", members, "").len(), 1, "{members}");
    }
    for result in [
        r#"{"properties":[{"security-severity":"9.8"}]}"#,
        r#"{"rule":"R1"}"#,
        r#"{"rule":["R1"]}"#,
        r#"{"rule":{"id":1}}"#,
        r#"{"rule":{"toolComponent":"e"}}"#,
        r#"{"ruleId":["R1"]}"#,
        r#"{"provenance":[{"invocationIndex":0}]}"#,
        r#"{"locations":{}}"#,
    ] {
        assert_eq!(of("", "", result).len(), 1, "{result}");
    }
}

#[test]
fn what_is_as_it_should_be_or_null_is_not_told() {
    let rules = r#","guid":null,"rules":[{"id":"R1","properties":{"a":[]},"defaultConfiguration":null,"relationships":[]}],"taxa":null"#;
    let members = r#","invocations":[{"ruleConfigurationOverrides":[{"descriptor":{"id":"R1"},"configuration":{"level":"note"}}],"toolExecutionNotifications":null}],"artifacts":null,"automationDetails":{"id":"a/b"},"taxonomies":[]"#;
    let result = r#"{"ruleId":"R1","rule":{"index":0,"toolComponent":null},"properties":null,"locations":[{}],"provenance":{"invocationIndex":0}}"#;
    assert_eq!(of(rules, members, result), [""; 0]);
}
