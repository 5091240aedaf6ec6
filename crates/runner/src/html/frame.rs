//! What is around the content: what a browser may do with the page, its one style, its one script.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::Html;

/// What every page looks like: both palettes, tables, badges, controls, print. A tool adds its own behind it.
pub const STYLE: &str = include_str!("page.css");

/// What a tool's page has beside its content.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// The style of what this tool alone shows.
    pub style: &'static str,
    /// The one script; the page reads without it.
    pub script: &'static str,
}

/// Everything up to the content.
pub fn open(html: &mut Html, page: Page, title: &Html) {
    html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").add(&policy(page)).raw("\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.raw("<title>").add(title).raw("</title>\n<style>").raw(STYLE).raw("</style>\n<style>").raw(page.style);
    html.raw("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">Skip to the content</a>\n");
}

/// What follows the content.
pub fn close(html: &mut Html, page: Page) {
    html.raw("<script>").raw(page.script).raw("</script>\n</body>\n</html>\n");
}

/// The Content Security Policy. Nothing is loaded, and nothing runs but this very script: should foreign text ever become
/// markup, it stays without effect. A style or script is named by `sha256-` and its digest in base64 (CSP level 3).
#[must_use]
pub fn policy(page: Page) -> Html {
    let hash = |text: &str| format!("sha256-{}", STANDARD.encode(Sha256::digest(text)));
    let mut policy = Html::default();
    policy.raw("default-src 'none'; style-src '").text(&hash(STYLE)).raw("' '").text(&hash(page.style));
    policy.raw("'; script-src '").text(&hash(page.script)).raw("'; base-uri 'none'; form-action 'none'");
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_these_styles_and_this_script_may_act() {
        let page = Page { style: "b { color: red; }", script: "'use strict';" };
        let (mut html, mut title) = (Html::default(), Html::default());
        title.text("a<b");
        open(&mut html, page, &title);
        close(&mut html, page);
        let html = html.finish();
        let between = |open: &str| html.split_once(open).unwrap().1.split_once("\">").unwrap().0.to_owned();
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
        let wanted = format!(
            "default-src 'none'; style-src {} {}; script-src {}; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash("b { color: red; }"),
            hash("'use strict';")
        );
        assert_eq!(between("Content-Security-Policy\" content=\""), wanted);
        assert!(html.contains("<title>a&lt;b</title>") && html.contains("<style>b { color: red; }</style>"));
        // Windows' line ends would be others by the time the browser hashes them.
        assert!(!STYLE.contains('\r'));
    }
}
