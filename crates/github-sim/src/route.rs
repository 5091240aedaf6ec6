//! The table of routes: templates exactly as GitHub's OpenAPI document spells them.
//!
//! axum's own router would refuse a branch with a slash in the middle of a path (`/commits/{ref}/status`), which GitHub takes,
//! so the few lines that match a template are here.

use crate::access::Needs;
use crate::answer::Reply;
use crate::hub::Hub;
use crate::visit::Visit;

/// One operation of the API.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method, in upper case.
    pub method: &'static str,
    /// The path's template as the OpenAPI document has it.
    pub template: &'static str,
    /// What the caller must be allowed.
    pub needs: Needs,
    /// The handler.
    pub answer: fn(&mut Hub, &Visit) -> Reply,
}

impl Route {
    /// A route in one line, for the tables.
    #[must_use]
    pub const fn new(
        method: &'static str,
        template: &'static str,
        needs: Needs,
        answer: fn(&mut Hub, &Visit) -> Reply,
    ) -> Self {
        Self { method, template, needs, answer }
    }
}

/// Every subject's table. A new subject is a line here.
const SUBJECTS: &[&[Route]] = &[
    crate::limits::ROUTES,
    crate::graphql::ROUTES,
    crate::rest::account::ROUTES,
    crate::rest::actions_settings::ROUTES,
    crate::rest::activity::ROUTES,
    crate::rest::artifact::ROUTES,
    crate::rest::artifact_record::ROUTES,
    crate::rest::assignee::ROUTES,
    crate::rest::branch_protection::ROUTES,
    crate::rest::branches::ROUTES,
    crate::rest::check::ROUTES,
    crate::rest::code_scanning::ROUTES,
    crate::rest::collaborator::ROUTES,
    crate::rest::comment::ROUTES,
    crate::rest::compare::ROUTES,
    crate::rest::contents::ROUTES,
    crate::rest::deployment::ROUTES,
    crate::rest::deployment_status::ROUTES,
    crate::rest::dispatch::ROUTES,
    crate::rest::environment::ROUTES,
    crate::rest::gate::ROUTES,
    crate::rest::git_blobs::ROUTES,
    crate::rest::git_commits::ROUTES,
    crate::rest::git_history::ROUTES,
    crate::rest::git_refs::ROUTES,
    crate::rest::git_tags::ROUTES,
    crate::rest::git_trees::ROUTES,
    crate::rest::issue::ROUTES,
    crate::rest::issue_list::ROUTES,
    crate::rest::label::ROUTES,
    crate::rest::organization::ROUTES,
    crate::rest::pull::ROUTES,
    crate::rest::reaction::ROUTES,
    crate::rest::repository::ROUTES,
    crate::rest::rerun::ROUTES,
    crate::rest::rules::ROUTES,
    crate::rest::run::ROUTES,
    crate::rest::run_list::ROUTES,
    crate::rest::status::ROUTES,
    crate::rest::team::ROUTES,
    crate::rest::timeline::ROUTES,
];

/// The parts that GitHub lets hold slashes.
const SPANNING: [&str; 6] = ["path", "ref", "basehead", "branch", "commit_sha", "sha"];

/// The parts of a path by their names in the template.
pub(crate) type Params = Vec<(&'static str, String)>;

/// The route for a method and a raw path: of several, the one with the most fixed words.
pub(crate) fn find(method: &str, path: &str) -> Option<(&'static Route, Params)> {
    let method = if method == "HEAD" { "GET" } else { method };
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    SUBJECTS
        .iter()
        .flat_map(|table| table.iter())
        .filter(|route| route.method == method)
        .filter_map(|route| Some((route, matched(route.template, &parts)?)))
        .max_by_key(|(route, _)| fixed_words(route.template))
}

/// The words of a template that are no part with a name: `/commits/{ref}/status` has one more than `/commits/{ref}`.
fn fixed_words(template: &str) -> usize {
    template.split('/').filter(|word| !word.starts_with('{')).count()
}

fn matched(template: &'static str, parts: &[&str]) -> Option<Params> {
    let names: Vec<&'static str> = template.trim_start_matches('/').split('/').collect();
    walk(&names, parts)
}

fn walk(names: &[&'static str], parts: &[&str]) -> Option<Params> {
    let Some((&name, names)) = names.split_first() else { return parts.is_empty().then(Vec::new) };
    let Some(key) = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else {
        let (first, rest) = parts.split_first()?;
        return if *first == name { walk(names, rest) } else { None };
    };
    let most = if SPANNING.contains(&key) { parts.len() } else { 1 };
    (1..=most).rev().find_map(|count| {
        let (taken, rest) = parts.split_at_checked(count)?;
        let empty = taken.iter().all(|part| part.is_empty()) && key != "path";
        let mut params = if empty { None } else { walk(names, rest) }?;
        params.insert(0, (key, decode(&taken.join("/"), false)));
        Some(params)
    })
}

/// Percent-decoding; in a query, `+` is a space.
pub(crate) fn decode(text: &str, query: bool) -> String {
    let text = if query { text.replace('+', " ") } else { text.to_owned() };
    percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

/// The pairs of a query, decoded.
pub(crate) fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key, true), decode(value, true))
    };
    query.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests;
