//! On a command line: the file of the working folder.

use super::*;

fn plain(sample: &Sample) -> Setting {
    Setting { in_actions: false, ..sample.setting("") }
}

#[test]
fn the_file_as_it_lies_there() {
    let sample = Sample::new();
    assert_eq!(nothing(&plain(&sample), ""), Some(Origin { path: USUAL_PATH.to_owned(), commit: None }));
    sample.write(USUAL_PATH, STRICT);
    assert_eq!(found(&plain(&sample), ""), ("90".into(), USUAL_PATH.into(), None));
    sample.write("quality/policy.yml", WEAK);
    assert_eq!(found(&plain(&sample), "./quality/policy.yml").1, "quality/policy.yml");
}

#[test]
fn none_is_none_and_looks_nowhere() {
    let sample = Sample::new();
    sample.write(USUAL_PATH, STRICT);
    assert_eq!(nothing(&plain(&sample), "none"), None);
    // Not even for an event that could not be read.
    assert_eq!(nothing(&setting("pull_request"), "none"), None);
}

#[test]
fn a_file_without_the_section_was_looked_at() {
    let sample = Sample::new();
    sample.write(".github/releasegate.yaml", "sarif: {}\n");
    let path = ".github/releasegate.yaml".to_owned();
    assert_eq!(nothing(&plain(&sample), ""), Some(Origin { path, commit: None }));
}

#[test]
fn what_cannot_be_read_as_a_policy_is_a_mistake_of_the_config() {
    let told = |files: &[(&str, &str)], config: &str| {
        let sample = Sample::new();
        for (path, text) in files {
            sample.write(path, text);
        }
        let (message, mistake) = failed(&plain(&sample), config);
        assert!(mistake, "{message}");
        message
    };
    let both = [(USUAL_PATH, STRICT), (".github/releasegate.yaml", STRICT)];
    assert!(told(&both, "").contains("are both in the working folder: remove one"));
    assert!(told(&[], "policy.yml").contains("`policy.yml` is not in the working folder"));
    assert!(told(&[], "../policy.yml").contains("is not a path in the repository"));
    assert!(told(&[("a/b", "")], "a").contains("failed to read `a`"));
    assert!(
        told(&[(USUAL_PATH, "coverge: {}\n")], "")
            .contains(".github/releasegate.yml:1: coverge: is no section")
    );
    let long = format!("# {}\n", "x".repeat(LARGEST));
    assert!(told(&[(USUAL_PATH, &long)], "").contains("are read at most"));
}
