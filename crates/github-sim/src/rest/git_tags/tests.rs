//! Annotated tags over the wire.

use serde_json::json;

use crate::Seed;
use crate::probe::start;

const TAGS: &str = "/repos/octo/shop/git/tags";

#[test]
fn a_tag_is_an_object_until_a_reference_names_it() {
    let sim = start(Seed::small());
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    let body = json!({"tag": "v1", "message": "One\n", "object": head, "type": "commit"});
    let got = sim.post("alice-token", TAGS, &body).expect(201);
    assert_eq!((got.at("/tag"), got.at("/object/sha")), (json!("v1"), json!(head)));
    assert_eq!(got.at("/tagger/name"), "alice");
    let sha = got.at("/sha").as_str().unwrap().to_owned();
    assert_eq!(sim.get("alice-token", &format!("{TAGS}/{sha}")).expect(200).json(), got.json());
    let reference = json!({"ref": "refs/tags/v1", "sha": sha});
    let named = sim.post("alice-token", "/repos/octo/shop/git/refs", &reference).expect(201);
    assert_eq!(named.at("/object/type"), "tag");
    assert_eq!(sim.get("alice-token", "/repos/octo/shop/commits/v1").expect(200).at("/sha"), head);
    sim.get("alice-token", &format!("{TAGS}/{head}")).expect(404);
}

#[test]
fn what_cannot_be_a_tag_is_refused() {
    let sim = start(Seed::small());
    let head = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
    let whole = json!({"tag": "v1", "message": "M", "object": head, "type": "commit"});
    for (field, value) in
        [("tag", "a b"), ("tag", "x\ny"), ("object", "1"), ("type", "blob"), ("type", "tag"), ("type", "x")]
    {
        let mut body = whole.clone();
        body[field] = json!(value);
        sim.post("alice-token", TAGS, &body).expect(422);
    }
}
