//! `docs`: what is written from the code: tables in READMEs and the list of requirements, inputs and outputs in action.yml, the JSON Schemas.
//!
//! `write` brings the files up to date; `stale` names those that are not, for `tidy`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use runner::{ActionSpec, InputSpec, Kind};

use crate::gates;
use crate::tidy::Finding;
use crate::tidy::generated;
use crate::validate::requirement;

/// A file and what it should hold.
struct Page {
    path: String,
    now: String,
    fresh: String,
}

/// Brings every file up to date, and says which ones changed.
pub(crate) fn run(root: &Path) -> Result<()> {
    for page in pages(root)? {
        if page.now != page.fresh {
            let path = root.join(&page.path);
            fs::write(&path, &page.fresh).with_context(|| format!("failed to write {}", path.display()))?;
            writeln!(std::io::stdout(), "wrote {}", page.path)?;
        }
    }
    Ok(())
}

/// A finding for each file that is not up to date.
pub(crate) fn stale(root: &Path) -> Result<Vec<Finding>> {
    let findings = pages(root)?.into_iter().filter(|page| page.now != page.fresh).map(|page| {
        let same = page.now.lines().zip(page.fresh.lines()).take_while(|(now, fresh)| now == fresh).count();
        Finding::new("stale-docs", &page.path, same + 1, "is not what the code says; run `cargo xtask docs`")
    });
    Ok(findings.collect())
}

fn pages(root: &Path) -> Result<Vec<Page>> {
    let policy = gates::ALL.iter().filter_map(|gate| gate.section).map(|section| section()).collect();
    let mut pages = vec![
        whole(root, "crates/verdict/schema/verdict.v1.schema.json", verdict::schema::verdict_schema())?,
        whole(root, "dist/releasegate.schema.json", settings::schema::file(policy))?,
    ];
    let mut front = read(root, "README.md")?;
    let now = front.clone();
    front = generated::replace(&front, "actions", &actions_table())?;
    front = generated::replace(&front, "statuses", &statuses_table())?;
    pages.push(Page { path: "README.md".to_owned(), now, fresh: front });
    let validation = "docs/validation.md";
    let now = read(root, validation)?;
    let fresh = generated::replace(&now, "requirements", &requirement::table()?)?;
    pages.push(Page { path: validation.to_owned(), now, fresh });
    for gate in gates::ALL {
        pages.push(action_readme(root, gate.action, gate.tables)?);
        pages.push(action_yml(root, gate.action)?);
        if let Some(show) = gate.show {
            pages.push(action_readme(root, show, &[])?);
            pages.push(action_yml(root, show)?);
        }
    }
    Ok(pages)
}

fn whole(root: &Path, path: &str, fresh: String) -> Result<Page> {
    Ok(Page { path: path.to_owned(), now: read(root, path)?, fresh })
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("failed to read {path}"))
}

fn actions_table() -> String {
    let rows = gates::actions().map(|spec| {
        let [_, page] = gates::places(spec);
        format!("| [`{}`]({page}README.md) | {} |\n", spec.name, spec.about)
    });
    format!("| Action | What it does |\n| --- | --- |\n{}", rows.collect::<String>())
}

fn statuses_table() -> String {
    let mut out = "| Status | Exit code of the step |\n| --- | ---: |\n".to_owned();
    for status in verdict::Status::ALL {
        let decision = verdict::Decision::of(status, verdict::FailOn::default(), false);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| `{}` | {} |", status.word(), decision.exit_code(status).number());
    }
    out
}

fn action_readme(root: &Path, spec: &ActionSpec, tables: &[gates::Table]) -> Result<Page> {
    let [_, page] = gates::places(spec);
    let path = format!("{page}README.md");
    let now = read(root, &path)?;
    let fresh = generated::replace(&now, "inputs", &inputs_table(spec))?;
    let mut fresh = generated::replace(&fresh, "outputs", &outputs_table(spec))?;
    for (name, table) in tables {
        fresh = generated::replace(&fresh, name, &table())?;
    }
    Ok(Page { path, now, fresh })
}

fn inputs_table(spec: &ActionSpec) -> String {
    let rows = spec.all_inputs().map(|input| {
        let default = match input.default {
            _ if input.required => "required".to_owned(),
            "" => String::new(),
            default => format!("`{default}`"),
        };
        format!("| `{}` | {} | {default} | {} |\n", input.name, kind(input), prose(&input.description()))
    });
    format!("| Input | Takes | Default | What it is |\n| --- | --- | --- | --- |\n{}", rows.collect::<String>())
}

fn kind(input: &InputSpec) -> String {
    match input.kind {
        Kind::Text => "text".to_owned(),
        Kind::Percent => "percent".to_owned(),
        Kind::Boolean => "`true` or `false`".to_owned(),
        Kind::Lines => "one per line".to_owned(),
        Kind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        Kind::Secret => "secret".to_owned(),
    }
}

fn outputs_table(spec: &ActionSpec) -> String {
    let rows = spec.all_outputs().map(|output| format!("| `{}` | {} |\n", output.name, prose(output.about)));
    format!("| Output | What it is |\n| --- | --- |\n{}", rows.collect::<String>())
}

/// action.yml: the blocks `inputs:` and `outputs:`, between marks that are comments in YAML.
fn action_yml(root: &Path, spec: &ActionSpec) -> Result<Page> {
    let [folder, _] = gates::places(spec);
    let path = format!("{folder}action.yml");
    let now = read(root, &path)?;
    let mut inputs = "inputs:\n".to_owned();
    for input in spec.all_inputs() {
        let need = match input.required {
            true => "required: true".to_owned(),
            false => format!("default: {}", quoted(input.declared_default())),
        };
        let _ =
            writeln!(inputs, "  {}: {{ description: {}, {need} }}", input.name, quoted(&input.description()));
    }
    let mut outputs =
        if spec.all_outputs().next().is_some() { "outputs:\n" } else { "outputs: {}\n" }.to_owned();
    for output in spec.all_outputs() {
        let value = quoted(&format!("${{{{ steps.gate.outputs.{} }}}}", output.name));
        let _ =
            writeln!(outputs, "  {}: {{ description: {}, value: {value} }}", output.name, quoted(output.about));
    }
    let fresh = between(&now, "inputs", &inputs).and_then(|text| between(&text, "outputs", &outputs));
    Ok(Page { fresh: fresh.with_context(|| path.clone())?, path, now })
}

/// Text in a Markdown table, where `<gate-id>` would be an HTML tag.
fn prose(text: &str) -> String {
    text.replace('<', "&lt;").replace('|', "\\|")
}

/// A YAML single-quoted scalar.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn between(text: &str, name: &str, body: &str) -> Result<String> {
    let (open, close) = (format!("# generated: {name}\n"), format!("# /generated: {name}\n"));
    let Some((before, rest)) = text.split_once(&open) else { bail!("no line `{}`", open.trim()) };
    let Some((_, after)) = rest.split_once(&close) else { bail!("no line `{}`", close.trim()) };
    Ok(format!("{before}{open}{body}{close}{after}"))
}
