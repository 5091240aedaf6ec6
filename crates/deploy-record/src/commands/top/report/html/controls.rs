//! Controls: what each asks of the record, of how many, and with how many exceptions. None of them is ever said to be met.

use ::report::Report;
use ::report::mapping::{Control, Mapping};
use ::report::query::Answer;
use runner::html::Html;

use super::{begin, end, grid, grid_end, left_out};

/// Controls of one mapping that are shown.
const CONTROLS: usize = 500;
/// Ids of a population that are shown; the data has all of them.
const IDS: usize = 200;

pub(super) fn section(html: &mut Html, of: &Report) {
    begin(html, "controls", "Controls");
    html.raw("<p>Of each control: what the record was asked, how many it looked at, and how many of them are otherwise. That a control is met ");
    html.raw("is said nowhere here: draw a sample of the population, and ask about the exceptions. A population of none is nothing to judge.</p>\n");
    for mapping in &of.controls {
        framework(html, of, mapping);
    }
    end(html);
}

fn framework(html: &mut Html, of: &Report, mapping: &Mapping) {
    html.raw("<h3><bdi>").text(mapping.framework.as_str()).raw("</bdi></h3>\n<p class=\"told\"><bdi>");
    html.text(mapping.edition.as_str()).raw("</bdi></p>\n");
    let mut caption = Html::default();
    caption.raw("Controls of ").text(mapping.framework.as_str());
    grid(
        html,
        &caption,
        &[
            "Control",
            "What the record can show, and what it cannot",
            "Query",
            ">Population",
            ">Exceptions",
            "Result",
        ],
    );
    for control in mapping.controls.iter().take(CONTROLS) {
        for (at, query) in control.queries.iter().enumerate() {
            let Some(answer) = of.answers.get(query.word()) else { continue };
            html.raw("<tr>");
            if at == 0 {
                heading(html, control);
            }
            html.raw("<td><a href=\"#query-")
                .raw(query.word())
                .raw("\">")
                .raw(query.question())
                .raw("</a></td>");
            numbers(html, answer);
            html.raw("</tr>\n");
        }
    }
    grid_end(html);
    left_out(html, mapping.controls.len(), CONTROLS, "controls", "controls");
}

fn heading(html: &mut Html, control: &Control) {
    let rows = control.queries.len() as u64;
    html.raw("<th scope=\"rowgroup\" rowspan=\"")
        .digits(rows)
        .raw("\"><bdi>")
        .text(control.id.as_str())
        .raw("</bdi><br><bdi>");
    html.text(control.title.as_str()).raw("</bdi></th><td rowspan=\"").digits(rows).raw("\"><p>It shows <bdi>");
    html.text(control.shows.as_str())
        .raw("</bdi>.</p><p>It does not show <bdi>")
        .text(control.does_not_show.as_str());
    html.raw("</bdi>.</p></td>");
}

fn numbers(html: &mut Html, answer: &Answer) {
    html.raw("<td class=\"number\">").number(answer.population.count as u64).raw("</td><td class=\"number\">");
    html.number(answer.excepted() as u64).raw("</td><td>");
    result(html, answer);
    html.raw("</td>");
}

/// A word, a shape and a colour: none of them says that all is well.
fn result(html: &mut Html, answer: &Answer) {
    let (class, shape, word) = match answer {
        Answer { exceptions, .. } if !exceptions.is_empty() => ("fail", "✗", "exceptions"),
        Answer { not_answerable: Some(_), .. } => ("doubt", "?", "cannot be told"),
        Answer { population, .. } if population.count == 0 => ("none", "–", "nothing to judge"),
        _ => ("none", "○", "no exception found"),
    };
    super::badge(html, class, shape, word);
}

/// Each query once: its population, and each exception.
pub(super) fn answers(html: &mut Html, of: &Report, rows: usize) {
    begin(html, "answers", "Population and exceptions");
    for (word, answer) in &of.answers {
        html.raw("<h3 id=\"query-")
            .raw(word)
            .raw("\">")
            .raw(answer.question)
            .raw("</h3>\n<p><code>")
            .raw(word)
            .raw("</code>: ");
        result(html, answer);
        html.raw(" ")
            .number(answer.excepted() as u64)
            .raw(" of ")
            .number(answer.population.count as u64)
            .raw(" ");
        html.raw(answer.population.of).raw(".");
        if let Some(why) = &answer.not_answerable {
            html.raw(" Not the whole answer: <bdi>").text(why).raw("</bdi>.");
        }
        html.raw("</p>\n");
        exceptions(html, word, answer, rows);
        population(html, word, answer);
    }
    end(html);
}

fn exceptions(html: &mut Html, word: &'static str, answer: &Answer, rows: usize) {
    if answer.exceptions.is_empty() {
        return;
    }
    let mut caption = Html::default();
    caption.raw("Exceptions to ").raw(word);
    grid(html, &caption, &["Which", "In which way", "Entry"]);
    for one in answer.exceptions.iter().take(rows) {
        html.raw("<tr><th scope=\"row\"><bdi>")
            .text(&one.what)
            .raw("</bdi></th><td><bdi>")
            .text(&one.why)
            .raw("</bdi></td><td>");
        html.text(one.entry.as_deref().unwrap_or_default()).raw("</td></tr>\n");
    }
    grid_end(html);
    left_out(html, answer.exceptions.len(), rows, "exceptions", "exceptions");
}

fn population(html: &mut Html, word: &'static str, answer: &Answer) {
    let ids = &answer.population.ids;
    if ids.is_empty() {
        return;
    }
    html.raw("<details><summary>The population of ").raw(word).raw("</summary>\n<ol class=\"breaks\">\n");
    for id in ids.iter().take(IDS) {
        html.raw("<li><code>").text(id).raw("</code></li>\n");
    }
    html.raw("</ol>\n");
    if ids.len() > IDS {
        html.raw("<p class=\"more\">and ").number((ids.len() - IDS) as u64);
        html.raw(" more: <code>deploy-record report --format json</code> has all of them</p>\n");
    }
    html.raw("</details>\n");
}
