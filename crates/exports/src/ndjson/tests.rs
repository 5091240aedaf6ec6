use serde_json::{Value, json};

use super::*;
use crate::samples::{told, ulid};

/// Every file with its rows.
fn written(service: Option<&str>) -> BTreeMap<String, Vec<Value>> {
    told(service, |extract| {
        let kinds = Kinds::of(extract);
        let read = |file: &File<'_>| {
            let mut out = Vec::new();
            let written = file.write(&kinds, &mut out).unwrap();
            assert_eq!((written.sha256, written.bytes), (Hash::of(&out), out.len() as u64));
            let text = String::from_utf8(out).unwrap();
            let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!(written.rows, rows.len() as u64);
            (file.path().to_owned(), rows)
        };
        files(extract).iter().map(read).collect()
    })
}

#[test]
fn rows_lie_by_environment_and_by_the_month_in_which_they_ended() {
    let files = written(None);
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    let nowhere = "environment=__HIVE_DEFAULT_PARTITION__";
    assert_eq!(
        paths,
        [
            "approvals/environment=production/month=2026-11/part-0.ndjson".to_owned(),
            "changes/environment=production/month=2026-11/part-0.ndjson".to_owned(),
            "deployments/environment=production/month=2026-11/part-0.ndjson".to_owned(),
            "deployments/environment=production/month=2026-12/part-0.ndjson".to_owned(),
            "deployments/environment=staging/month=2026-11/part-0.ndjson".to_owned(),
            format!("incidents/{nowhere}/month=2026-11/part-0.ndjson"),
            "incidents/environment=production/month=2026-11/part-0.ndjson".to_owned(),
        ]
    );
    assert_eq!(files[paths[3]][0]["deployment_id"], ulid(2), "by its end, not by its entry");
}

#[test]
fn a_row_has_every_column_and_names_its_entry() {
    let files = written(None);
    let rows = &files["deployments/environment=production/month=2026-11/part-0.ndjson"];
    let first = &rows[0];
    assert_eq!(first["deployment_id"], ulid(1));
    assert_eq!((&first["state"], &first["outcome"]), (&json!("superseded"), &json!("success")));
    assert_eq!((&first["kind"], &first["counts_as"]), (&json!("planned"), &json!("planned")));
    assert_eq!(first["finished_at"], "2026-11-30T00:03:00.000Z");
    assert_eq!(first["artifacts"], json!([format!("sha256:{}", Hash::of(b"app"))]));
    assert_eq!((&first["approvals"], &first["impact"]), (&json!(1), &json!(null)));
    assert_eq!((&first["gates"][1]["result"], &first["entries"]), (&json!("inconclusive"), &json!([1, 2, 11])));
    let leaf = crate::samples::leaf(2).hash.to_string();
    assert_eq!((&first["entry_index"], &first["leaf_hash"]), (&json!(2), &json!(leaf)), "the entry of its end");
    let names = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for row in files.iter().filter(|(path, _)| path.starts_with("deployments/")).flat_map(|(_, rows)| rows) {
        assert_eq!(names(row), names(first), "every row has every column");
        assert!(row.get("environment").is_none() && row.get("month").is_none(), "they are in the path");
    }
    let change = &files["changes/environment=production/month=2026-11/part-0.ndjson"];
    assert_eq!((change.len(), &change[0]["first_authored_at"]), (1, &json!(null)));
    let incidents = &files["incidents/environment=production/month=2026-11/part-0.ndjson"];
    assert_eq!(incidents[0]["caused_by"], json!([ulid(1)]));
    assert_eq!(incidents[0]["resolved_at"], "2026-11-30T00:55:00.000Z");
}

#[test]
fn the_same_again_counts_as_the_same_again() {
    // Deployment 3 brings what 1 had brought, and is called a rollback; a planned one that does is none.
    let again = crate::samples::deployment(6, "succeeded", &json!({}));
    let history = crate::samples::history(&[crate::samples::deployment(1, "succeeded", &json!({})), again]);
    let (filter, as_of) = (history::filter::Filter::default(), crate::samples::as_of(2));
    let extract = Extract { history: &history, filter: &filter, as_of: &as_of };
    let mut out = Vec::new();
    files(extract)[0].write(&Kinds::of(extract), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let kinds: Vec<Value> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["counts_as"].clone()).collect();
    assert_eq!(kinds, [json!("planned"), json!("redeploy")], "{text}");
}

#[test]
fn one_service_alone_is_exported_with_what_it_rests_on() {
    let files = written(Some("ledger"));
    let all: Vec<(&str, usize)> = files.iter().map(|(path, rows)| (path.as_str(), rows.len())).collect();
    let empty = |table: &str| format!("{table}/environment={NOWHERE}/month={NOWHERE}/part-0.ndjson");
    assert_eq!(
        all,
        [
            (empty("approvals").as_str(), 0),
            (empty("changes").as_str(), 0),
            ("deployments/environment=staging/month=2026-11/part-0.ndjson", 1),
            (empty("incidents").as_str(), 0),
        ],
        "and a table without rows has an empty file"
    );
    assert_eq!(
        written(Some("payments"))["approvals/environment=production/month=2026-11/part-0.ndjson"].len(),
        1
    );
}

#[test]
fn a_file_has_an_end() {
    let place = (Table::Incidents, "a".to_owned(), "2026-11".to_owned());
    let one = told(None, |extract| extract.incidents().next().unwrap());
    let sources = vec![Source::Incident(Box::new(one)); MOST_ROWS + 1];
    let files = parts(&place, sources);
    let shape: Vec<(&str, usize)> = files.iter().map(|file| (file.path(), file.sources.len())).collect();
    let path = |part| format!("incidents/environment=a/month=2026-11/part-{part}.ndjson");
    assert_eq!(shape, [(path(0).as_str(), MOST_ROWS), (path(1).as_str(), 1)]);
}
