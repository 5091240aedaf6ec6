use super::*;
use crate::action::SPEC;

fn inputs(pairs: &[(&str, &str)]) -> Inputs {
    let key = "PRIVATE+KEY+none";
    let mut all: std::collections::BTreeMap<&str, &str> =
        [("environment", "production"), ("signing-key", key)].into();
    all.extend(pairs.iter().copied());
    let json = serde_json::to_string(&all).unwrap();
    Inputs::from_json(&SPEC, &json).unwrap()
}

fn read(pairs: &[(&str, &str)]) -> Result<Policy, String> {
    Policy::read(&inputs(pairs), None, Some("Octo/My_Shop")).map_err(|error| error.to_string())
}

/// GitHub passes what action.yml declares as if somebody had written it.
#[test]
fn every_default_of_the_action_is_served_in_every_mode() {
    let declared = SPEC.inputs[0].iter().map(|input| (input.name, input.declared_default()));
    let defaults: Vec<_> = declared.filter(|(name, text)| !text.is_empty() && *name != "token").collect();
    for mode in Mode::WORDS {
        let more: &[_] = if mode == "incident" { &[("reference", "INC-7")] } else { &[("outcome", "success")] };
        let inputs = inputs(&[&defaults[..], &[("mode", mode)], more].concat());
        inputs.check().unwrap();
        Policy::read(&inputs, None, Some("octo/shop")).unwrap();
        assert_eq!(inputs.all_read(), Ok(()), "{mode}");
    }
}

/// The runner refuses an action.yml with an expression in a description.
#[test]
fn no_description_holds_an_expression() {
    for input in SPEC.all_inputs() {
        assert!(!input.about.contains("${{"), "{}", input.name);
    }
    for output in SPEC.outputs.iter().copied().flatten() {
        assert!(!output.about.contains("${{"), "{}", output.name);
    }
}

#[test]
fn a_production_needs_an_approval_unless_its_policy_says_otherwise() {
    assert_eq!(read(&[]).unwrap().rules.approval, Consent::Verified);
    for name in [
        "live",
        "eu-central",
        "prod",
        "production-2",
        "stagecoach",
        "developers",
        "preview-prod",
        "uat-productionEU",
        "test-prd",
        "test/live",
        "Production",
    ] {
        assert_eq!(read(&[("environment", name)]).unwrap().rules.approval, Consent::Verified, "{name}");
    }
    for name in ["staging", "test-1", "dev", "pr-7", "pre-prod", "preprod-2", "Staging", "dev_eu"] {
        assert_eq!(read(&[("environment", name)]).unwrap().rules.approval, Consent::None, "{name}");
    }
}

#[test]
fn an_input_asks_for_more_and_never_for_less() {
    for less in ["none", "recorded"] {
        assert!(read(&[("approval", less)]).unwrap_err().contains("less than the policy"), "{less}");
    }
    let staging =
        read(&[("environment", "staging"), ("approval", "recorded"), ("required-verdicts", "a, b")]).unwrap();
    assert_eq!(staging.rules.approval, Consent::Recorded);
    assert_eq!(staging.rules.gates, ["a", "b"]);
}

#[test]
fn a_service_is_called_as_its_repository_and_everything_wrong_is_told() {
    assert_eq!(read(&[]).unwrap().service.as_str(), "my-shop");
    let wrong = [
        (("commit", "main"), "whole SHA"),
        (("outcome", "fine"), "none of success"),
        (("deployment-id", "7"), "deployment-id"),
        (("deployment-id", "01JD6ZC0V8Q4S9T2M3N5P00002"), "begins one"),
        (("request-digest", "sha256:1"), "no digest"),
        (("environment-url", "javascript:alert(1)"), "no address"),
        (("target", "01JD6ZC0V8Q4S9T2M3N5P00002"), "no way back"),
        (("target", "previous"), "no way back"),
        (("evidence", "../key"), "out of the workspace"),
        (("evidence", "/etc/passwd"), "out of the workspace"),
        (("environment", "staging\nx"), "nobody can see"),
        (("environment", "test-pro\u{200d}duction"), "nobody can see"),
        (("environment", " "), "is required"),
        (("signing-key", ""), "deploy-record key"),
        (("record", "none"), "nothing to do"),
        (("mode", "incident"), "reference"),
        (("mode", "finish"), "job.status"),
    ];
    for (pair, message) in wrong {
        let found = read(&[pair]).unwrap_err();
        assert!(found.contains(message), "{pair:?}: {found}");
    }
}

#[test]
fn lengths_of_time_are_numbers_with_a_unit() {
    let of = |text| seconds("max-age", text).ok();
    assert_eq!(
        [of("90s"), of("30m"), of("12h"), of("7d")],
        [Some(90), Some(1800), Some(43_200), Some(604_800)]
    );
    for wrong in ["", "7", "d", "0h", "-1h", "1.5h", "1w", "9999999d", "1 h"] {
        assert_eq!(of(wrong), None, "{wrong}");
    }
}
