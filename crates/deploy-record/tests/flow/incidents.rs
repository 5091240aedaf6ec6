//! Incidents: opened, linked, resolved, in this order and at times that are past; and what a verifier's keys come from.

use crate::stage::{ORIGIN, RUN, Run, Stage, later, signer};

#[test]
fn incidents_are_recorded_once_an_event_and_name_their_cause() {
    let stage = Stage::new();
    let begun = stage.run("start", RUN, &[]);
    stage.run("finish", RUN, &[]);
    let id = begun.output("deployment-id").to_owned();
    let base = [("reference", "INC-7"), ("severity", "high"), ("deployment-id", id.as_str())];
    for _ in 0..2 {
        let opened = stage.run("incident", RUN, &base);
        assert_eq!(opened.code, 0, "{opened:?}");
    }
    later(600);
    let resolved = stage.run("incident", RUN, &[&base[..], &[("incident", "resolved")]].concat());
    assert_eq!(resolved.code, 0, "{resolved:?}");
    assert_eq!(stage.told()[2..], ["incident opened", "incident resolved"]);
}

#[test]
fn an_incident_names_no_deployment_that_is_not_there() {
    let stage = Stage::new();
    let inputs = [("reference", "INC-7"), ("deployment-id", "01JD6ZC0V8Q4S9T2M3N5P00001")];
    let unknown = stage.run("incident", RUN, &inputs);
    assert_eq!((unknown.code, unknown.rule("cause").as_str()), (1, "fail unknown"), "{unknown:?}");
    assert!(stage.known().is_empty());
}

#[test]
fn nothing_is_said_of_an_incident_that_nobody_opened() {
    let stage = Stage::new();
    let nothing = stage.run("incident", RUN, &[("reference", "INC-8"), ("incident", "linked")]);
    assert!(
        nothing.code == 2 && nothing.log.contains("names the deployment that caused it"),
        "{}",
        nothing.log
    );
    for event in ["resolved", "reclassified"] {
        let early = stage.run("incident", RUN, &[("reference", "INC-8"), ("incident", event)]);
        assert_eq!((early.code, early.rule("incident").as_str()), (1, "fail not-opened"), "{early:?}");
    }
    assert!(stage.told().is_empty());
}

#[test]
fn times_of_an_incident_are_past_and_in_order() {
    let stage = Stage::new();
    let reference = ("reference", "INC-9");
    let future = stage.run("incident", RUN, &[reference, ("detected-at", "2026-11-23T11:00:00Z")]);
    assert_eq!((future.code, future.rule("times").as_str()), (1, "fail future"), "{future:?}");
    let opened = stage.run("incident", RUN, &[reference, ("detected-at", "2026-11-23T09:00:00Z")]);
    assert_eq!(opened.code, 0, "{opened:?}");
    let over = |time| {
        stage.run(
            "incident",
            Run { id: 71, ..RUN },
            &[reference, ("incident", "resolved"), ("resolved-at", time)],
        )
    };
    let early = over("2026-11-23T08:00:00Z");
    assert_eq!((early.code, early.rule("times").as_str()), (1, "fail order"), "{early:?}");
    let back = [
        reference,
        ("incident", "resolved"),
        ("detected-at", "2026-11-20T09:00:00Z"),
        ("resolved-at", "2026-11-21T09:00:00Z"),
    ];
    let early = stage.run("incident", Run { id: 72, ..RUN }, &back);
    assert_eq!((early.code, early.rule("times").as_str()), (1, "fail order"), "{early:?}");
    // When it was noticed is what was said when it opened.
    let resolved = over("2026-11-23T09:30:00Z");
    assert_eq!(resolved.code, 0, "{resolved:?}");
    assert_eq!(stage.told(), ["incident opened", "incident resolved"]);
}

#[test]
fn incidents_are_listed_by_what_was_said_of_them_last() {
    let stage = Stage::new();
    let public = signer().verifier().to_string();
    let (code, trust) = stage.command(&["trust", "--public-key", &public]);
    assert_eq!(code, 0, "{trust}");
    stage.write("trust.json", &trust);
    let begun = stage.run("start", RUN, &[]);
    let id = begun.output("deployment-id").to_owned();
    stage.run("finish", RUN, &[]);
    let event = |run: u64, more: &[(&str, &str)]| {
        let ran = stage.run("incident", Run { id: run, ..RUN }, more);
        assert_eq!(ran.code, 0, "{ran:?}");
    };
    event(71, &[("reference", "INC-1")]);
    event(72, &[("reference", "INC-1"), ("incident", "reclassified"), ("severity", "high")]);
    event(73, &[("reference", "INC-1"), ("incident", "linked"), ("deployment-id", &id)]);
    event(74, &[("reference", "INC-2")]);
    event(75, &[("reference", "INC-2"), ("incident", "resolved")]);
    let ask = |more: &[&str]| {
        let base = ["incidents", "--json", "--store", "dir:ledger", "--trust", "trust.json"];
        let (code, said) = stage.command(&[&base[..], more].concat());
        assert_eq!(code, 0, "{said}");
        serde_json::from_str::<serde_json::Value>(&said).unwrap()
    };
    let all = ask(&[]);
    assert_eq!((&all["count"], &all["incidents"][0]["severity"]), (&2.into(), &"high".into()), "{all}");
    assert_eq!(all["incidents"][0]["causedBy"], serde_json::json!([id]));
    assert!(all["incidents"][1]["resolvedAt"].is_string(), "{all}");
    assert_eq!(ask(&["--open"])["incidents"].as_array().unwrap().len(), 1);
    assert_eq!(ask(&["--environment", "Staging"])["count"], 2);
    assert_eq!(ask(&["--environment", "production"])["count"], 0);
    let (code, said) = stage.command(&["incidents", "--store", "dir:ledger", "--ledger", ORIGIN]);
    assert!(code == 3 && said.contains("INC-1") && said.contains("1 not over"), "{said}");
}

#[test]
fn a_trust_document_is_of_one_ledger_and_each_key_once() {
    let stage = Stage::new();
    let own = signer().verifier().to_string();
    let other =
        ledger::signer::SignerKey::new("github.com/9/2/deployments", &[3; 32]).unwrap().verifier().to_string();
    let root = ledger::signer::SignerKey::new(ORIGIN, &[4; 32]).unwrap().verifier().to_string();
    let (code, said) = stage.command(&["trust", "--public-key", &own, "--root", &root, "--days", "30"]);
    let document: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (code, &document["ledger"], &document["keys"][1]["roles"][0]),
        (0, &ORIGIN.into(), &"root".into())
    );
    assert_eq!(document["validUntil"], "2026-12-23T10:00:00.000Z");
    for (one, two) in [(&own, &other), (&own, &own)] {
        let (code, said) = stage.command(&["trust", "--public-key", one, "--public-key", two]);
        assert_eq!(code, 2, "{said}");
    }
}

#[test]
fn a_cause_that_the_rule_found_is_recorded_once_and_stays() {
    let stage = Stage::new();
    let first = stage.run("start", RUN, &[]).output("deployment-id").to_owned();
    stage.run("finish", RUN, &[]);
    later(60);
    let open = Run { id: 71, ..RUN };
    let second = stage.run("start", open, &[]).output("deployment-id").to_owned();
    later(60);
    let base = [("reference", "INC-7"), ("deployment-id", "inferred")];
    let mut opened = stage.run("incident", Run { id: 80, ..RUN }, &base);
    assert_eq!((opened.code, opened.rule("cause").as_str()), (0, "warn in-flight"), "{opened:?}");
    opened = stage.run("incident", Run { id: 80, ..RUN }, &base);
    assert!(opened.message("cause").contains(&first) && opened.message("cause").contains(&second));
    stage.run("finish", open, &[]);
    later(60);
    let resolved = [&base[..], &[("incident", "resolved")]].concat();
    let resolved = stage.run("incident", Run { id: 81, ..RUN }, &resolved);
    assert_eq!(resolved.code, 0, "{resolved:?}");
    let causes: Vec<_> = stage.causes();
    assert_eq!(causes, [Some((first, true)), None], "the second is not blamed when the incident is over");
    // Longer than a day before, nothing is suspected.
    later(2 * 86_400);
    let late =
        stage.run("incident", Run { id: 82, ..RUN }, &[("reference", "INC-8"), ("deployment-id", "inferred")]);
    assert_eq!((late.code, late.rule("cause").as_str()), (0, "pass none"), "{late:?}");
    assert_eq!(stage.causes()[2], None);
}
