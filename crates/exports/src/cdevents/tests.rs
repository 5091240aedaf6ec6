use serde_json::Value;

use super::*;
use crate::samples::{leaf, told, ulid};

fn events() -> Vec<Value> {
    let mut out = Vec::new();
    let count = told(None, |extract| write(extract, &mut out)).unwrap();
    let text = String::from_utf8(out).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(count, events.len() as u64);
    events
}

fn kind(event: &Value) -> &str {
    event["context"]["type"].as_str().unwrap()
}

#[test]
fn every_event_has_the_name_that_the_specification_gives_it() {
    let events = events();
    let kinds: Vec<&str> = events.iter().map(kind).collect();
    assert_eq!(
        kinds,
        [
            "dev.cdeventsx.releasegate-approval.approved.0.1.0",
            "dev.cdeventsx.releasegate-deployment.started.0.1.0",
            "dev.cdevents.service.deployed.0.3.0",
            "dev.cdeventsx.releasegate-deployment.failed.0.1.0",
            "dev.cdevents.service.rolledback.0.3.0",
            "dev.cdevents.service.removed.0.3.0",
            "dev.cdeventsx.releasegate-deployment.started.0.1.0",
            "dev.cdevents.incident.detected.0.3.0",
            "dev.cdevents.incident.resolved.0.3.0",
            "dev.cdevents.incident.reported.0.3.0",
            "dev.cdeventsx.releasegate-incident.opened.0.1.0",
            "dev.cdeventsx.releasegate-deployment.superseded.0.1.0",
        ]
    );
}

/// The members that the schemas of 0.5.0 know, which allow no others, and those that they ask for.
#[test]
fn every_event_has_the_members_of_its_schema_and_no_others() {
    for event in events() {
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        let within = |value: &Value, known: &[&str], needed: &[&str]| {
            let found = names(value);
            assert!(found.iter().all(|name| known.contains(&name.as_str())), "{event}");
            assert!(needed.iter().all(|name| found.iter().any(|one| one == name)), "{event}");
        };
        within(&event, &["context", "subject", "customData", "customDataContentType"], &["context", "subject"]);
        let needed = ["specversion", "id", "source", "type", "timestamp"];
        within(&event["context"], &[&needed[..], &["chainId", "links", "schemaUri"]].concat(), &needed);
        within(&event["subject"], &["id", "source", "content"], &["id", "content"]);
        let content = &event["subject"]["content"];
        match kind(&event).rsplit_once(".0.").unwrap().0 {
            "dev.cdevents.service.removed.0" | "dev.cdevents.service.removed" => {
                within(content, &["environment"], &["environment"]);
            }
            name if name.starts_with("dev.cdevents.service.") => {
                within(content, &["environment", "artifactId"], &["environment", "artifactId"]);
            }
            name if name.starts_with("dev.cdevents.incident.") => {
                let known = ["description", "environment", "service", "artifactId", "ticketURI"];
                let reported = name.contains("reported");
                within(content, if reported { &known } else { &known[..4] }, &["environment"]);
                assert_eq!(content.get("ticketURI").is_some(), reported, "{event}");
            }
            name => assert!(name.starts_with("dev.cdeventsx.releasegate-"), "{event}"),
        }
        if let Some(environment) = content.get("environment") {
            within(environment, &["id", "source"], &["id"]);
        }
    }
}

#[test]
fn an_event_names_the_entry_that_it_comes_from() {
    let events = events();
    assert_eq!(events, self::events(), "the same entries are the same events");
    for (event, index) in events.iter().zip(0..) {
        assert_eq!(event["context"]["id"], leaf(index).hash.to_string());
        assert_eq!(event["context"]["source"], "//github.com/1/2/deployments");
        assert_eq!(
            (&event["customData"]["entry"], &event["customData"]["asOf"][0]["size"]),
            (&index.into(), &12.into())
        );
    }
    let deployed = &events[2];
    assert_eq!(
        deployed["context"]["timestamp"], "2026-11-30T00:03:00.000Z",
        "when it ended, not when it was entered"
    );
    assert_eq!(deployed["subject"]["id"], "service/payments");
    assert_eq!(deployed["customData"]["deploymentId"], ulid(1));
    // All of one deployment is one chain, with the incident that it caused.
    let chain = &deployed["context"]["chainId"];
    assert!(chain.is_string());
    for other in [1, 8, 11] {
        assert_eq!(&events[other]["context"]["chainId"], chain);
    }
    assert_ne!(&events[3]["context"]["chainId"], chain);
    assert_eq!(events[11]["context"]["timestamp"], "2026-11-30T00:11:00.000Z", "when it was taken away");
    assert_eq!(events[9]["subject"]["content"]["ticketURI"], "https://example.com/i/1");
}
