use runner::{InputError, Inputs};

use super::*;
use crate::action::SPEC;
use crate::secrets::Secrets;

/// The policy of these inputs and this section.
pub(crate) fn asked(inputs: &[(&str, &str)], section: &str) -> Result<(Policy, Secrets), InputError> {
    let given: std::collections::BTreeMap<&str, &str> = inputs.iter().copied().collect();
    let inputs = Inputs::from_json(&SPEC, &serde_json::to_string(&given).unwrap())?;
    inputs.check()?;
    let node = settings::yaml::parse("policy.yml", section.as_bytes()).unwrap();
    let section = node.map(|node| crate::section::read(&node, "deploy-verify")).transpose()?;
    let found = resolve(&inputs, section.as_ref())?;
    inputs.all_read()?;
    Ok(found)
}

fn mistake(inputs: &[(&str, &str)], section: &str) -> String {
    asked(inputs, section).map(|_| ()).unwrap_err().to_string()
}

const URL: (&str, &str) = ("url", "https://shop.example/health");

#[test]
fn an_address_alone_is_enough() {
    let (policy, secrets) = asked(&[URL], "").unwrap();
    assert_eq!(secrets.urls[0].as_str(), URL.1);
    let check = &policy.checks[0];
    assert_eq!(
        (check.name.as_str(), check.method.as_str(), check.status.as_slice()),
        ("health", "GET", &[(200, 200)][..])
    );
    assert_eq!((policy.retries.tries, policy.retries.successes, policy.retries.interval_ms), (12, 1, 10_000));
    assert_eq!(policy.on_unreachable, OnUnreachable::Inconclusive);
}

#[test]
fn a_version_must_be_seen_three_times_unless_somebody_says_otherwise() {
    let (policy, _) = asked(&[URL, ("expect-version", "1.2.3")], "").unwrap();
    assert_eq!(policy.retries.successes, 3);
    assert_eq!(policy.checks[0].version.as_ref().unwrap().place, Place::Pointer("/version".to_owned()));
    let (policy, _) =
        asked(&[URL, ("expect-version", "1.2.3"), ("version-header", "X-Version"), ("successes", "1")], "")
            .unwrap();
    assert_eq!(policy.retries.successes, 1);
    assert_eq!(policy.checks[0].version.as_ref().unwrap().place, Place::Header("x-version".to_owned()));
    let told = mistake(&[URL, ("expect-version", "1"), ("tries", "2")], "");
    assert!(told.contains("`tries`") && told.contains("by 3 tries in a row"), "{told}");
}

#[test]
fn what_checks_the_content_is_asked_of_the_first_address() {
    let urls = ("url", "https://shop.example/health\nhttps://shop.example/");
    let (policy, _) = asked(
        &[urls, ("expect-json", "/status == ok"), ("expect-status", "2xx, 301"), ("expect-version", "1")],
        "",
    )
    .unwrap();
    let [first, second] = &policy.checks[..] else { panic!() };
    assert_eq!((first.json.len(), first.version.is_some()), (1, true));
    assert_eq!((second.json.len(), second.version.is_some(), second.name.as_str()), (0, false, "root"));
    assert_eq!(second.status, [(200, 299), (301, 301)]);
}

#[test]
fn nothing_secret_is_in_the_policy() {
    let secret = "s3cr3t-t0ken-91f2";
    let url = format!("https://shop.example/health?key={secret}");
    let headers = format!("Authorization: Bearer {secret}\nX-Key: {secret}");
    let command = format!("deploy --token {secret}");
    let inputs = [
        ("url", &url[..]),
        ("headers", &headers),
        ("rollback-command", &command),
        ("steps", "50"),
        ("step-command", &command),
        ("prometheus", &format!("https://prometheus.example/?token={secret}")),
        ("prometheus-headers", &headers),
    ];
    let (policy, secrets) = asked(&inputs, "").unwrap();
    let shown = serde_json::to_string(&policy).unwrap();
    assert!(!shown.contains(secret), "{shown}");
    assert!(shown.contains("https://shop.example/health?…"), "{shown}");
    assert!(secrets.masks().contains(&secret.to_owned()));
    assert!(secrets.masks().contains(&format!("Bearer {secret}")));
    let (_, secrets) =
        asked(&[("url", "https://shop.example/?full=true"), ("headers", "X-Flag: true")], "").unwrap();
    assert!(!secrets.masks().contains(&"true".to_owned()), "GitHub would drop the output that says true");
}

#[test]
fn no_message_repeats_a_secret() {
    for (name, value) in [
        ("url", "https://user:s3cr3t@shop.example/"),
        ("url", "ftp://shop.example/s3cr3t"),
        ("url", "https://:s3cr3t"),
        ("headers", "s3cr3t"),
        ("headers", "Host: s3cr3t"),
        ("headers", "X-Key: s3cr\u{1}3t"),
        ("prometheus", "s3cr3t"),
    ] {
        let mut inputs = vec![URL];
        inputs.retain(|(known, _)| *known != name);
        inputs.push((name, value));
        let told = mistake(&inputs, "");
        assert!(told.contains(name) && !told.contains("s3cr3t"), "{told}");
    }
}

#[test]
fn secrets_go_only_where_they_belong() {
    let header = ("headers", "Authorization: Bearer abc");
    assert!(mistake(&[("url", "http://shop.example/"), header], "").contains("without encryption"));
    assert!(asked(&[("url", "http://127.0.0.1:8080/"), header], "").is_ok());
    let two = ("url", "https://shop.example/\nhttps://other.example/");
    assert!(mistake(&[two, header], "").contains("several hosts"));
    let section = "checks: [{ url: https://shop.example/, headers: [Authorization] }, { url: https://other.example/, headers: [] }]";
    let (policy, _) = asked(&[header], section).unwrap();
    assert_eq!([policy.checks[0].headers.len(), policy.checks[1].headers.len()], [1, 0]);
    assert!(mistake(&[], section).contains("has no `authorization`"));
}

#[test]
fn nothing_to_check_is_a_mistake() {
    assert!(mistake(&[], "").contains("`url`: is required"));
    assert!(mistake(&[], "tries: 3").contains("is required"));
    assert!(mistake(&[], "checks: [{ url: /health }]").contains("is required"), "a path below nothing");
}

#[test]
fn the_file_and_the_workflow_never_say_the_same() {
    assert!(mistake(&[URL, ("tries", "5")], "tries: 5").contains("already"));
    assert!(mistake(&[URL, ("rollback-command", "x")], "rollback-command: y").contains("already"));
    let checks = "checks: [{ url: /health }]";
    assert!(mistake(&[URL, ("expect-status", "200")], checks).contains("write it there"));
    assert!(
        mistake(&[URL, ("steps", "50")], "rollout: { command: x, steps: [{ percent: 10 }] }")
            .contains("already")
    );
    let (policy, secrets) = asked(&[("url", "https://shop.example/base")], checks).unwrap();
    assert_eq!((policy.checks.len(), secrets.urls[0].as_str()), (1, "https://shop.example/health"));
}

#[test]
fn a_path_never_leads_to_another_host() {
    for path in ["//evil.example/", "/\\evil.example/", "/..//\\evil"] {
        let section = format!("checks: [{{ url: '{path}' }}]");
        let found = asked(&[URL], &section);
        assert!(found.is_err() || found.unwrap().1.urls[0].host_str() == Some("shop.example"), "{path}");
    }
}

#[test]
fn mistakes_are_told_by_the_name_of_their_input() {
    for (name, value) in [
        ("method", "TRACE"),
        ("expect-status", "20"),
        ("expect-status", "0xx"),
        ("expect-json", "status ok"),
        ("expect-body", "("),
        ("reject-body", "a{99999999}"),
        ("max-latency", "1"),
        ("min-tls-days", "-1"),
        ("security-headers", "hpkp"),
        ("max-redirects", "11"),
        ("initial-delay", "soon"),
        ("tries", "0"),
        ("tries", "1001"),
        ("successes", "13"),
        ("timeout", "0s"),
        ("on-unreachable", "ignore"),
        ("steps", "25, 10"),
        ("steps", "0"),
        ("steps", "101"),
        ("pause", "1m"),
        ("command-timeout", "0s"),
        ("version-pointer", "version"),
    ] {
        let version = ("expect-version", "1");
        let more = if name == "version-pointer" { vec![version] } else { vec![] };
        let command = if name == "steps" { vec![("step-command", "x")] } else { vec![] };
        let inputs: Vec<_> = [vec![URL, (name, value)], more, command].concat();
        let told = mistake(&inputs, "");
        assert!(told.contains(&format!("`{name}`")), "{name}={value}: {told}");
    }
}

#[test]
fn the_policy_that_the_page_shows_is_one() {
    let page = include_str!("../../../../actions/deploy-verify/README.md");
    let (_, rest) = page.split_once("```yaml\n# .github/releasegate.yml\n").unwrap();
    let file = settings::yaml::parse("releasegate.yml", rest.split_once("```").unwrap().0.as_bytes())
        .unwrap()
        .unwrap();
    let section = crate::section::read(file.member("deploy-verify").unwrap(), "deploy-verify").unwrap();
    let inputs = Inputs::from_json(&SPEC, r#"{"url": "https://shop.example", "deadline": "2h"}"#).unwrap();
    let (policy, secrets) = resolve(&inputs, Some(&section)).unwrap();
    let names: Vec<&str> = policy.checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!((names, policy.steps.len(), policy.metrics.len()), (vec!["health", "shop"], 4, 1));
    assert_eq!(secrets.steps[0].as_deref(), Some("./shift.sh \"$RELEASEGATE_PERCENT\""));
}

#[test]
fn a_metric_has_a_limit_and_all_that_this_needs() {
    let metric = |members: &str| {
        let section = format!("metrics: [{{ name: errors, file: m.json, value: /errors, {members} }}]");
        asked(&[URL], &section).map(|(policy, _)| policy.metrics[0].clone()).map_err(|error| error.to_string())
    };
    let found = metric("max: 0.05, min-samples: 100, samples: /requests").unwrap();
    assert_eq!((found.max, found.min_samples), (Decimal::parse("0.05"), Some(100)));
    for (members, why) in [
        ("min-samples: 5, samples: /n", "no limit"),
        ("max: many", "no number"),
        ("max-increase: 0.1", "baseline"),
        ("max: 1, baseline: /b", "baseline"),
        ("max: 1, samples: /n", "min-samples"),
        ("max: 1, samples: n, min-samples: 1", "JSON Pointers"),
    ] {
        assert!(metric(members).unwrap_err().contains(why), "{members}");
    }
    assert!(mistake(&[URL], "metrics: [{ name: errors, value: up, max: 1 }]").contains("where Prometheus is"));
    for file in ["../m.json", "/etc/passwd", "a/../../m"] {
        let section = format!("metrics: [{{ name: e, file: {file}, value: /v, max: 1 }}]");
        assert!(mistake(&[URL], &section).contains("below the workspace"), "{file}");
    }
}
