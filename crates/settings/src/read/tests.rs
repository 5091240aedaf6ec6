use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;
use crate::yaml::parse;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
struct Sample {
    #[serde(default)]
    report_only: bool,
    word: Option<Word>,
    number: Option<u32>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    inner: BTreeMap<String, Inner>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Inner {
    text: String,
}

#[derive(Debug, Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Warn,
    Fail,
}

fn given(text: &str) -> Result<Sample, String> {
    let node = parse("p.yml", text.as_bytes()).unwrap().unwrap();
    read(&node).map_err(|wrong| wrong.to_string())
}

#[test]
fn each_type_reads_the_text_in_its_own_way() {
    let read = given(
        "report-only: True\nword: fail\nnumber: 5\nnames: [79.950, on, '', \"null\"]\ninner: { 4: { text: 80 } }\n",
    );
    let names = ["79.950", "on", "", "null"].map(str::to_owned).to_vec();
    let inner = BTreeMap::from([("4".to_owned(), Inner { text: "80".into() })]);
    let word = Some(Word::Fail);
    assert_eq!(read, Ok(Sample { report_only: true, word, number: Some(5), names, inner }));
}

#[test]
fn every_mistake_names_its_place_and_what_to_write() {
    for (text, message) in [
        ("wrod: fail\n", "p.yml:1: wrod: is unknown; did you mean `word`?"),
        (
            "\ninner:\n  a:\n    text: x\n    txet: y\n",
            "p.yml:5: inner.a.txet: is unknown; did you mean `text`?",
        ),
        ("inner: { a: {} }\n", "p.yml:1: inner.a: has no `text`: write it"),
        (
            "report-only: yes\n",
            "p.yml:1: report-only: `yes` is not a boolean: write true or false, without quotes",
        ),
        ("report-only: \"true\"\n", "p.yml:1: report-only: `true` is not a boolean"),
        ("word: fial\n", "p.yml:1: word: `fial` is no word that it knows; did you mean `fail`?"),
        ("word: [fail]\n", "p.yml:1: word: is a list: write one of warn, fail"),
        ("number: 05\n", "p.yml:1: number: `05` is not a whole number"),
        ("number: -1\n", "p.yml:1: number: `-1` is not a whole number"),
        ("number: 1.0\n", "p.yml:1: number: `1.0` is not a whole number"),
        ("number: 5000000000\n", "p.yml:1: number: "),
        ("number: 99999999999999999999999\n", "p.yml:1: number: "),
        ("names: a\n", "p.yml:1: names: is `a`: write a list"),
        ("names:\n", "p.yml:1: names: is nothing: write a list"),
        ("names: [~]\n", "p.yml:1: names[0]: has no value"),
        ("names: [a, [b]]\n", "p.yml:1: names[1]: is a list: write a text"),
        ("word: null\n", "p.yml:1: word: has no value: write one of warn, fail, or take it out"),
        ("inner: 3\n", "p.yml:1: inner: is `3`: write members"),
        ("- 3\n", "p.yml:1: is a list: write members"),
    ] {
        let told = given(text).unwrap_err();
        assert!(told.starts_with(message), "{text:?}: {told}");
    }
}
