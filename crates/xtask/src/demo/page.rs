//! The demo as one page: for each scene the summary as GitHub shows it, the log, and the verdict.

use pulldown_cmark::{Options, Parser, html};

use super::Seen;

const STYLE: &str = "
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
section { border: 1px solid var(--line); border-radius: .5rem; padding: 0 1.2rem 1rem; margin: 1.5rem 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3rem .7rem; text-align: left; }
td[style*=right], th[style*=right] { text-align: right; }
pre { background: var(--soft); padding: .8rem; overflow-x: auto; font-size: .82rem; line-height: 1.35; }
summary { cursor: pointer; }
";

/// One self-contained page.
pub(super) fn render(scenes: &[Seen]) -> String {
    let body: String = scenes.iter().map(scene).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Releasegate: one gate, four situations</title>\n<style>{STYLE}</style>\n\
         <h1>One gate, four situations</h1>\n\
         <p>What <code>coverage-gate</code> shows a user, made by <code>cargo xtask demo</code>.</p>\n{body}</html>\n"
    )
}

fn scene(seen: &Seen) -> String {
    format!(
        "<section>\n<h2>{}</h2>\n<p>Exit code {}. The step's inputs:</p>\n<pre>{}</pre>\n{}\n\
         <details><summary>The step's log</summary><pre>{}</pre></details>\n\
         <details><summary>The verdict</summary><pre>{}</pre></details>\n</section>\n",
        escape(seen.title),
        seen.exit,
        escape(&seen.with),
        markdown(&seen.summary),
        escape(&seen.log),
        escape(&seen.verdict),
    )
}

fn markdown(text: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(text, Options::ENABLE_TABLES));
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
