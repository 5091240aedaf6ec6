use super::*;
use crate::yaml::parse;

fn node(text: &str) -> Node {
    parse("p.yml", text.as_bytes()).unwrap().unwrap()
}

#[test]
fn a_message_names_file_line_and_member() {
    let node = node("coverage:\n  components:\n    - {}\n    - limits: { lien: 3 }\n  'a b': 1\n");
    let coverage = node.member("coverage").unwrap();
    let limits = coverage.member("components").unwrap().items()[1].member("limits").unwrap();
    let wrong = limits.member("lien").unwrap().wrong("did you mean `line`?");
    assert_eq!(wrong.to_string(), "p.yml:4: coverage.components[1].limits.lien: did you mean `line`?");
    assert_eq!(InputError::from(wrong.clone()).name, "config");
    assert_eq!(coverage.member("a b").unwrap().wrong("no").to_string(), "p.yml:5: coverage.\"a b\": no");
    assert_eq!(node.wrong("no").to_string(), "p.yml:1: no");
}

#[test]
fn an_overlay_unites_maps_and_replaces_all_else() {
    let node = node(
        "base:\n  limits: { line: 80, branch: 70 }\n  files: [a, b]\nover:\n  limits: { line: 90 }\n  files: [c]\n  new: 1\n",
    );
    let united = node.member("base").unwrap().overlaid(node.member("over").unwrap());
    let limits = united.member("limits").unwrap();
    let text = |name| limits.member(name).and_then(Node::text);
    assert_eq!((text("line"), text("branch")), (Some("90"), Some("70")));
    assert_eq!(united.member("files").unwrap().items().len(), 1);
    assert_eq!(united.member("new").and_then(Node::text), Some("1"));
    // Each keeps its own place.
    assert_eq!(limits.member("line").unwrap().wrong("").member, "over.limits.line");
    assert_eq!(limits.member("branch").unwrap().wrong("").member, "base.limits.branch");
    assert!(united.without("new").member("new").is_none() && united.without("new").member("files").is_some());
}

#[test]
fn a_long_text_is_cut_in_messages() {
    let node = node(&format!("a: {}\n", "ä".repeat(5000)));
    assert!(node.member("a").unwrap().kind().chars().count() <= LONGEST_SHOWN + 3);
}
