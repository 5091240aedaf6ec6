//! The README's table of calls is the list of calls. `UPDATE=1 cargo test -p github --test api readme` writes it anew.

use std::path::Path;

const BEGIN: &str = "<!-- calls:begin -->\n";
const END: &str = "<!-- calls:end -->";

#[test]
fn the_readme_shows_every_call() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).expect("the README has no place for the table");
    let (_, after) = rest.split_once(END).expect("the table has no end");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", github::table());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
        return;
    }
    assert!(
        text == wanted,
        "the table is not that of the code: UPDATE=1 cargo test -p github --test api readme"
    );
}

#[test]
fn no_call_is_listed_twice() {
    let mut requests: Vec<String> = github::CALLS.iter().map(|call| call.request()).collect();
    let count = requests.len();
    requests.sort();
    requests.dedup();
    assert_eq!(requests.len(), count);
}

/// A call that is in no list would escape the fault matrix, the table and the contract check.
#[test]
fn every_call_of_the_sources_is_listed() {
    let list = std::fs::read_to_string(source().join("calls.rs")).unwrap();
    let mut lacking = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let names = text.lines().filter_map(declared);
                lacking.extend(names.filter(|name| !list.contains(&format!("::{name},"))).map(str::to_owned));
            }
        }
    }
    lacking.sort();
    // Other addresses of two calls that are listed; GitHub's document names them in prose.
    assert_eq!(
        lacking,
        ["MEMBERSHIP_BY_ID", "READ_BY_ID"],
        "a `static …: Call` is missing in CALLS (calls.rs)"
    );
    let listed = list.lines().filter(|line| line.trim_start().starts_with('&')).count();
    assert_eq!(github::CALLS.len(), listed);
}

fn source() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The name of a call that a line declares, outside of test modules, which are indented.
fn declared(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
    let (name, kind) = rest.strip_prefix("static ")?.split_once(':')?;
    kind.trim_start().starts_with("Call").then_some(name)
}
