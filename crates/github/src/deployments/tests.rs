use super::*;

const SHA: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn new(contexts: Option<Vec<String>>) -> NewDeployment {
    let payload = json!({"ticket": "QA-7", KEY: "another's"});
    NewDeployment {
        sha: SHA.to_owned(),
        environment: "production".to_owned(),
        key: "one".to_owned(),
        payload: payload.as_object().unwrap().clone(),
        required_contexts: contexts,
        ..NewDeployment::default()
    }
}

fn made(payload: &Value, creator: &Value) -> Deployment {
    let made = json!({
        "id": 1, "node_id": "D", "sha": "a", "ref": "a", "task": "deploy", "payload": payload, "environment": "production",
        "creator": creator, "created_at": "2026-11-22T10:00:00Z", "updated_at": "2026-11-22T10:00:00Z",
    });
    serde_json::from_value(made).unwrap()
}

#[test]
fn nothing_is_merged_and_the_key_is_ours() {
    let body = body(&new(None), SHA);
    assert_eq!(body["auto_merge"], false);
    assert_eq!(body["payload"], json!({"ticket": "QA-7", KEY: "one"}));
}

#[test]
fn all_statuses_no_status_and_some_are_three_things() {
    assert_eq!(body(&new(None), SHA).get("required_contexts"), None);
    assert_eq!(body(&new(Some(Vec::new())), SHA)["required_contexts"], json!([]));
    assert_eq!(body(&new(Some(vec!["ci".to_owned()])), SHA)["required_contexts"], json!(["ci"]));
}

#[test]
fn a_deployment_is_ours_by_key_and_creator() {
    let creator = json!({"login": "a", "id": 5, "type": "Bot"});
    let payload = json!({KEY: "one"});
    assert!(made(&payload, &creator).is_own(5, "one"));
    // A payload that was sent as a text comes back as one.
    assert!(made(&json!(payload.to_string()), &creator).is_own(5, "one"));
    assert!(!made(&payload, &creator).is_own(6, "one"));
    assert!(!made(&payload, &creator).is_own(5, "two"));
    assert!(!made(&payload, &Value::Null).is_own(5, "one"));
    for none in [json!({}), json!(""), json!("one"), json!({KEY: 1})] {
        assert_eq!(made(&none, &creator).key(), None, "{none}");
    }
}

#[test]
fn a_merge_is_no_deployment() {
    let merged = json!({"message": "Auto-merged main into topic on deployment."});
    assert!(matches!(serde_json::from_value(merged).unwrap(), Created::Merged { .. }));
    assert!(serde_json::from_value::<Created>(json!({"id": 1})).is_err());
}

#[test]
fn a_long_description_is_cut_and_not_refused() {
    let long = NewDeployment { description: "ü".repeat(200), ..new(None) };
    let sent = body(&long, SHA)["description"].as_str().unwrap().to_owned();
    assert_eq!((sent.chars().count(), sent.ends_with("ü…")), (140, true));
}

#[test]
fn what_was_attached_is_read_by_its_name() {
    let payload = json!({"service": "shop", "size": 1});
    for payload in [payload.clone(), json!(payload.to_string())] {
        let made = made(&payload, &Value::Null);
        assert_eq!(made.attached("service").as_deref(), Some("shop"));
        assert_eq!((made.attached("size"), made.attached("kind")), (None, None));
    }
}
