use super::*;

const BEFORE: &str = r#"{"version":"2.1.0","runs":[],"properties":"#;

/// The clean properties of a log without runs.
fn clean(properties: &str) -> Option<(String, u64)> {
    let (text, count) = whole(&format!("{BEFORE}{properties}}}"))?;
    let inner = text.strip_prefix(BEFORE).and_then(|text| text.strip_suffix('}')).unwrap();
    Some((inner.to_owned(), count))
}

fn whole(text: &str) -> Option<(String, u64)> {
    let document = Document::read(text.as_bytes(), &sarif::Limits::default()).unwrap();
    log(&document).map(|(bytes, count)| (String::from_utf8(bytes).unwrap(), count))
}

#[test]
fn a_log_without_secrets_stays_as_it_is() {
    assert_eq!(clean(r#"{"a": "mail me @ home", "b": ["x", {"snippet": {"text": "x = 1"}}]}"#), None);
}

#[test]
fn only_the_secret_changes() {
    let text =
        r#"{ "keep" : 1.0e5,  "m":"sent \u0041uthorization: Bearer 0123456789abcdef \"x\"", "z" : [ ] }"#;
    let (clean, count) = clean(text).unwrap();
    assert_eq!(clean, r#"{ "keep" : 1.0e5,  "m":"sent Authorization: [REDACTED]\"x\"", "z" : [ ] }"#);
    assert_eq!(count, 1);
}

#[test]
fn what_a_scanner_for_secrets_shows_is_the_secret() {
    let text = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"NAME"}},"results":[{"message":{"text":"found"},"locations":[{"physicalLocation":{"region":{"snippet":{"text":"hunter2"},"startLine":3},"contextRegion":{"snippet":{"rendered":{"text":"hunter2"},"text":"pw=hunter2"}}}}]}]}]}"#;
    for name in ["Gitleaks", "Nosey Parker", "Microsoft CredScan", "My secret finder"] {
        let (clean, count) = whole(&text.replace("NAME", name)).unwrap();
        assert!(!clean.contains("hunter2"), "{clean}");
        assert!(clean.contains(r#""text":"found""#) && clean.contains(r#""startLine":3"#), "{clean}");
        assert_eq!(count, 3);
    }
    let other = text.replace("NAME", "Linter").replace("found", "a secret may be here");
    assert_eq!(whole(&other), None, "a word in a message makes no such scanner");
}

#[test]
fn a_member_that_holds_a_secret_needs_no_sign_elsewhere() {
    let (clean, count) = clean(r#"{"pat":"hunter2","sessionid":"hunter2","path":"x"}"#).unwrap();
    assert_eq!((clean.as_str(), count), (r#"{"pat":"[REDACTED]","sessionid":"[REDACTED]","path":"x"}"#, 2));
}

#[test]
fn an_escape_hides_no_secret() {
    let (clean, count) = clean(r#"["\u0067hp_0123456789abcdefghijABCDEFGHIJ"]"#).unwrap();
    assert_eq!((clean.as_str(), count), (r#"["[REDACTED]"]"#, 1));
}

const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ";

#[test]
fn other_snippets_stay_and_names_of_members_that_are_secrets_do_not() {
    let text = format!(r#"{{"{TOKEN}":1,"x\u0067{TOKEN}":2,"snippet":{{"text":"let x"}},"token":"{TOKEN}"}}"#);
    let (clean, count) = clean(&text).unwrap();
    let rest = r#""snippet":{"text":"let x"},"token":"[REDACTED]""#;
    assert_eq!(clean, format!(r#"{{"[REDACTED]":1,"[REDACTED] 2":2,{rest}}}"#));
    assert_eq!(count, 3);
}

/// A log of one run of a tool, with one result and more members of the run.
fn run(tool: &str, result: &str, more: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"{tool}"}}}},"results":[{{{result}}}]{more}}}]}}"#
    )
}

/// What no maker has marked as its own.
const PLAIN: &str = "0123456789abcdefghijABCDEFGHIJ0123456789";

#[track_caller]
fn gone(text: &str) {
    let (clean, count) = whole(text).expect(text);
    assert!(!clean.contains(PLAIN) && count > 0, "{clean}");
    assert!(Document::read(clean.as_bytes(), &sarif::Limits::default()).is_ok(), "{clean}");
}

#[test]
fn headers_variables_and_command_lines_hold_none() {
    for more in [
        format!(r#""webRequests":[{{"headers":{{"Authorization":"{PLAIN}"}}}}]"#),
        format!(r#""webRequests":[{{"headers":{{"Cookie":["a","{PLAIN}"]}}}}]"#),
        format!(r#""webRequests":[{{"h\u0065aders":{{"X-Api-K\u0065y":"{PLAIN}"}}}}]"#),
        format!(r#""webRequests":[{{"headers":[{{"name":"X-Auth-Token","value":"{PLAIN}"}}]}}]"#),
        format!(r#""webRequests":[{{"headers":[{{"value":"{PLAIN}","name":"X-Auth-Token"}}]}}]"#),
        format!(r#""webRequests":[{{"headers":["X-Session-Token: {PLAIN}"]}}]"#),
        format!(r#""webRequests":[{{"parameters":{{"access_token":"{PLAIN}"}}}}]"#),
        format!(r#""invocations":[{{"environmentVariables":{{"API_TOKEN":"{PLAIN}"}}}}]"#),
        format!(r#""invocations":[{{"environmentVariables":{{"AWS_SECRET_ACCESS_KEY_2":"{PLAIN}"}}}}]"#),
        format!(r#""invocations":[{{"commandLine":"x --token={PLAIN}"}}]"#),
        format!(r#""invocations":[{{"commandLine":"DB_PASSWORD={PLAIN} x --api-key '{PLAIN}'"}}]"#),
        format!(r#""invocations":[{{"arguments":["--token","{PLAIN}"]}}]"#),
        format!(r#""properties":{{"apiKey":"{PLAIN}"}}"#),
    ] {
        gone(&run("T", r#""message":{"text":"m"}"#, &format!(",{more}")));
    }
    let kept = r#","webRequests":[{"headers":{"Accept":"*/*","Host":"x"}}],"invocations":[{"environmentVariables":{"PATH":"/bin","CI":"1"},"commandLine":"x --format json","arguments":["--format","json"]}]"#;
    assert_eq!(whole(&run("T", r#""message":{"text":"m"}"#, kept)), None);
}

#[test]
fn messages_hold_none() {
    for message in [
        format!(r#""text":"see https://x/?a=1&token={PLAIN}""#),
        format!(r#""text":"bearer {PLAIN}""#),
        format!(r#""text":"https://bob:{PLAIN}\u0040x/""#),
    ] {
        gone(&run("T", &format!(r#""message":{{{message}}}"#), ""));
    }
    // A token of two arguments.
    let parts = format!(r#""message":{{"id":"m","arguments":["gh","p_{PLAIN}"]}}"#);
    gone(&run("T", &parts, ""));
    let parts = r#""message":{"id":"m","arguments":["a token","of words"]}"#;
    assert_eq!(whole(&run("T", parts, "")), None);
}

#[test]
fn scanners_for_secrets_are_known_by_their_names_and_rules() {
    let snippet = |member: &str| {
        let inner = format!(r#"{{"rendered":{{"text":"pw = {PLAIN}"}}}}"#);
        format!(
            r#""ruleId":"R","locations":[{{"physicalLocation":{{"contextRegion":{{"{member}":{inner}}}}}}}]"#
        )
    };
    for name in [
        "gitleaks",
        "gitl\\u0065aks",
        "Nosey Parker",
        "CredScan",
        "Talisman",
        "git-secrets",
        "Betterleaks",
        "Semgrep Secrets",
        "GitGuardian",
        "ggshield",
    ] {
        gone(&run(&name.replace("\\\\", "\\"), &snippet("snippet"), ""));
    }
    gone(&run("gitleaks", &snippet("sn\\u0069ppet"), ""));
    gone(&run("gitleaks", &format!(r#""message":{{"text":"found secret {PLAIN}"}}"#), ""));
    let rule = snippet("snippet").replace(r#""R""#, r#""generic.secrets.detected-key""#);
    gone(&run("Semgrep OSS", &rule, ""));
    assert_eq!(whole(&run("Semgrep OSS", &snippet("snippet"), "")), None, "code of other rules stays");
}

#[test]
fn what_this_program_says_of_input_quotes_no_secret() {
    let said = told(&format!("line 3: `{PLAIN}` is there twice, and so is {TOKEN} in src/config_v2.py"));
    assert_eq!(said, "line 3: `[REDACTED]` is there twice, and so is [REDACTED] in src/config_v2.py");
}
