//! The examples of README.md: each command is run, and what it prints is what the page shows. `UPDATE=1` writes them anew.

use std::path::Path;

use crate::stage::{CHECKPOINT, RECORD, Stage, deployment, key, sign, wait};

/// Whether a word differs with the time of the first record that the page makes: a hash, in hex or base64.
fn differs(word: &str) -> bool {
    let hex = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex || (word.len() == 44 && word.ends_with('='))
}

/// The page with its examples run in a folder, one after the other.
fn again(page: &str, stage: &Stage) -> String {
    let mut out = String::new();
    let mut rest = page;
    let mut timed = false;
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```\n").unwrap();
        let command = block.lines().next().unwrap();
        let args: Vec<&str> = command.strip_prefix("$ deploy-record ").unwrap().split(' ').collect();
        let ended = stage.run(&args);
        assert!(ended.err.is_empty(), "{command}: {ended:?}");
        let folder = format!("{}/", stage.folder.path().display());
        timed = timed || args.contains(&"seal") || args.contains(&"erase");
        let word = |word: &'_ str| if timed && differs(word) { "…".to_owned() } else { word.to_owned() };
        // A title without a status; cells that a table fills up.
        let line = |line: &str| {
            line.strip_suffix(": ")
                .unwrap_or(line)
                .trim_end()
                .split(' ')
                .map(word)
                .collect::<Vec<_>>()
                .join(" ")
                + "\n"
        };
        let lines: Vec<String> = ended.out.replace(&folder, "").lines().map(line).collect();
        let code = if ended.exit == Some(0) {
            String::new()
        } else {
            format!("(ends with {})\n", ended.exit.unwrap())
        };
        out.push_str(&format!("{before}```console\n{command}\n"));
        let shown = lines.concat();
        out.extend([shown.trim_end_matches('\n'), if shown.is_empty() { "" } else { "\n" }, &code, "```\n"]);
        rest = after;
    }
    out + rest
}

#[test]
fn the_examples_of_the_page_are_what_the_program_prints() {
    let stage = Stage::new(2);
    stage.append(&[sign(&deployment(1, b"all tests pass"), RECORD)], &[b"all tests pass"]);
    std::fs::rename(stage.path("store"), stage.path("releasegate-ledger")).unwrap();
    let keys = format!("{}\n{}\n", key(RECORD).to_skey(), key(CHECKPOINT).to_skey());
    std::fs::write(stage.path("keys.txt"), keys).unwrap();
    let people = stores::People::folder(&stage.path("people"), false, &|_| None).unwrap();
    let person = ledger::name::Pseudonym::new(format!("p-{:032x}", 1)).unwrap();
    let field = ledger::name::Line::new("name").unwrap();
    wait(people.keep(&crate::stage::origin(), &person, field, "Ada".to_owned())).unwrap();
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let page = std::fs::read_to_string(&place).unwrap();
    let written = again(&page, &stage);
    assert!(page.matches("```console\n").count() >= 7, "every command has its example");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&place, &written).unwrap();
    } else {
        assert_eq!(page, written, "run it with UPDATE=1, and read what changed");
    }
}
