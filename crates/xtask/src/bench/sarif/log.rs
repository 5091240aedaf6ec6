//! One log as a scanner writes it: rules with long texts, a table of artifacts, results that point into both, some with code flows.

use std::io::{self, Write};

use super::held::Held;
use super::random::Random;

/// What a log is of.
pub(super) struct Shape {
    pub(super) tool: u64,
    /// Decides all that is random, and the category.
    pub(super) number: u64,
    pub(super) amount: Amount,
}

/// When a log has enough results.
#[derive(Clone, Copy)]
pub(super) enum Amount {
    Results(u64),
    /// So many bytes at least.
    Bytes(u64),
}

const RULES: u64 = 150;
const ARTIFACTS: u64 = 800;
const LEVELS: [&str; 3] = ["error", "warning", "note"];
const WEAKNESSES: [&str; 7] = ["79", "89", "22", "78", "502", "798", "327"];
const WORDS: [&str; 29] = [
    "buffer",
    "input",
    "tainted",
    "value",
    "flows",
    "unsanitised",
    "query",
    "execute",
    "user",
    "request",
    "path",
    "file",
    "system",
    "header",
    "cookie",
    "session",
    "token",
    "cipher",
    "hash",
    "weak",
    "random",
    "deserialise",
    "object",
    "stream",
    "reader",
    "writer",
    "handler",
    "service",
    "controller",
];
const ROOT: &str = "%SRCROOT%";

/// A rule, as far as its results depend on it.
struct Rule {
    id: String,
    level: &'static str,
    /// Tenths.
    score: u64,
}

/// Writes a log, and tells what it holds.
pub(super) fn write(out: &mut dyn Write, shape: &Shape) -> io::Result<Held> {
    let mut log = Log { out, random: Random::new(shape.number), bytes: 0, artifacts: Vec::new() };
    let (tool, mut held) = (format!("Tool{}", shape.tool), Held::of_one_run());
    log.text(&format!(
        r#"{{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"{tool}","semanticVersion":"1.0.{}","rules":["#,
        shape.tool
    ))?;
    let mut rules = Vec::new();
    for number in 0..RULES {
        // In no order of their ids, as plug-ins are loaded: 7 and 150 have no common factor.
        let rule = log.rule(shape.tool, (number * 7 + shape.number) % RULES, number == 0)?;
        rules.push(rule);
    }
    let category = format!("cat{}", shape.number);
    log.text(&format!(
        r#"]}}}},"automationDetails":{{"id":"{category}/"}},"originalUriBaseIds":{{"{ROOT}":{{"uri":"file:///home/runner/work/r/r/"}}}},"artifacts":["#
    ))?;
    log.table()?;
    log.text(r#"],"columnKind":"utf16CodeUnits","invocations":[{"executionSuccessful":true}],"results":["#)?;
    let mut results = 0;
    while match shape.amount {
        Amount::Results(enough) => results < enough,
        Amount::Bytes(enough) => log.bytes < enough,
    } {
        let at = log.random.below(RULES);
        let Some(rule) = usize::try_from(at).ok().and_then(|at| rules.get(at)) else { break };
        log.result(rule, at, results == 0)?;
        results += 1;
        held.add(&tool, &category, rule.level, &tenths(rule.score));
    }
    log.text("]}]}")?;
    Ok(held)
}

struct Log<'o> {
    out: &'o mut dyn Write,
    random: Random,
    bytes: u64,
    artifacts: Vec<String>,
}

impl Log<'_> {
    fn text(&mut self, text: &str) -> io::Result<()> {
        self.bytes += text.len() as u64;
        self.out.write_all(text.as_bytes())
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.random.one_of(&WORDS)).collect::<Vec<_>>().join(" ")
    }

    fn rule(&mut self, tool: u64, number: u64, first: bool) -> io::Result<Rule> {
        let (id, level) = (format!("T{tool}/rule-{number:03}"), self.random.one_of(&LEVELS));
        let (score, weakness) = (10 + self.random.below(90), self.random.one_of(&WEAKNESSES));
        let (short, full, help, markdown) = (self.words(8), self.words(30), self.words(60), self.words(80));
        self.text(&format!(
            r##"{}{{"id":"{id}","name":"Rule{number:03}","shortDescription":{{"text":"{short}"}},"fullDescription":{{"text":"{full}"}},"help":{{"text":"{help}","markdown":"# Help\n\n{markdown}"}},"helpUri":"https://example.com/t{tool}/{number}","defaultConfiguration":{{"level":"{level}"}},"properties":{{"tags":["security","external/cwe/cwe-{weakness}"],"precision":"high","security-severity":"{}"}}}}"##,
            comma(first),
            tenths(score)
        ))?;
        Ok(Rule { id, level, score })
    }

    fn table(&mut self) -> io::Result<()> {
        for index in 0..ARTIFACTS {
            let (module, package) = (self.random.below(40), self.random.below(30));
            // Each log has other files of the project, some of which others have as well.
            let file = index * 2 + self.random.below(2);
            let uri = format!("src/module{module:02}/pkg{package:02}/File{file:03}.py");
            self.text(&format!(
                r#"{}{{"location":{{"uri":"{uri}","uriBaseId":"{ROOT}","index":{index}}}}}"#,
                comma(index == 0)
            ))?;
            self.artifacts.push(uri);
        }
        Ok(())
    }

    /// A place, without the brace that ends it.
    fn place(&mut self) -> String {
        let (index, line, column) =
            (self.random.below(ARTIFACTS), 1 + self.random.below(3000), 1 + self.random.below(80));
        let (end, snippet) = (column + 1 + self.random.below(40), self.words(8));
        let uri = usize::try_from(index).ok().and_then(|at| self.artifacts.get(at)).map_or("", String::as_str);
        format!(
            r#"{{"physicalLocation":{{"artifactLocation":{{"uri":"{uri}","uriBaseId":"{ROOT}","index":{index}}},"region":{{"startLine":{line},"startColumn":{column},"endLine":{line},"endColumn":{end},"snippet":{{"text":"    {snippet}\n"}}}}}}"#
        )
    }

    fn result(&mut self, rule: &Rule, at: u64, first: bool) -> io::Result<()> {
        let (message, place, print, id) = (self.words(14), self.place(), self.random.next(), &rule.id);
        let mut text = format!(
            r#"{}{{"ruleId":"{id}","ruleIndex":{at},"rule":{{"id":"{id}","index":{at}}},"message":{{"text":"{message}"}},"locations":[{place}}}],"partialFingerprints":{{"primaryLocationLineHash":"{print:016x}:1"}}"#,
            comma(first)
        );
        if self.random.percent(15) {
            let steps: Vec<String> = (0..3 + self.random.below(9))
                .map(|_| {
                    let (place, words) = (self.place(), self.words(4));
                    format!(r#"{{"location":{place},"message":{{"text":"{words}"}}}}}}"#)
                })
                .collect();
            text.push_str(&format!(
                r#","codeFlows":[{{"threadFlows":[{{"locations":[{}]}}]}}]"#,
                steps.join(",")
            ));
        }
        if self.random.percent(10) {
            let (place, words) = (self.place(), self.words(3));
            text.push_str(&format!(r#","relatedLocations":[{place},"id":1,"message":{{"text":"{words}"}}}}]"#));
        }
        text.push('}');
        self.text(&text)
    }
}

const fn comma(first: bool) -> &'static str {
    if first { "" } else { "," }
}

fn tenths(score: u64) -> String {
    format!("{}.{}", score / 10, score % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(number: u64, results: u64) -> (Vec<u8>, Held) {
        let mut bytes = Vec::new();
        let held = write(&mut bytes, &Shape { tool: 3, number, amount: Amount::Results(results) }).unwrap();
        (bytes, held)
    }

    #[test]
    fn a_log_is_json_and_holds_what_its_rule_says() {
        let (bytes, held) = written(13, 500);
        assert_eq!(Held::read(bytes.as_slice()).unwrap(), held);
        assert_eq!(held.results(), 500);
        let log: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let of = |name: &str| results.iter().filter(|result| result.get(name).is_some()).count();
        assert!((40..=120).contains(&of("codeFlows")), "{}", of("codeFlows"));
        assert!((20..=90).contains(&of("relatedLocations")), "{}", of("relatedLocations"));
    }

    #[test]
    fn it_is_the_same_every_time_and_another_for_every_number() {
        assert_eq!(written(1, 20).0, written(1, 20).0);
        assert_ne!(written(1, 20).0, written(2, 20).0);
    }

    #[test]
    fn bytes_are_written_until_there_are_enough() {
        let mut bytes = Vec::new();
        let shape = Shape { tool: 0, number: 0, amount: Amount::Bytes(1_000_000) };
        write(&mut bytes, &shape).unwrap();
        assert!((1_000_000..1_020_000).contains(&bytes.len()), "{}", bytes.len());
    }
}
