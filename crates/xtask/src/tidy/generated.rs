//! Blocks of Markdown that a program writes: `<!-- generated: NAME -->` … `<!-- /generated -->`. The text between the marks is
//! replaced as a whole, so that prose around it is a person's and the tables are never edited by hand.

use anyhow::{Context, bail};

const CLOSE: &str = "<!-- /generated -->";

/// `text` with the body of block `name` replaced.
///
/// # Errors
///
/// No such block, one that is not closed, or two of the name.
pub(crate) fn replace(text: &str, name: &str, body: &str) -> anyhow::Result<String> {
    let open = format!("<!-- generated: {name} -->");
    let Some((before, rest)) = text.split_once(&open) else {
        bail!("no block `{name}`; add the lines `{open}` and `{CLOSE}`");
    };
    if rest.contains(&open) {
        bail!("two blocks are named `{name}`; remove one");
    }
    let (old, after) =
        rest.split_once(CLOSE).with_context(|| format!("block `{name}` is open; add `{CLOSE}`"))?;
    if old.contains("<!-- generated:") {
        bail!("block `{name}` is open; add `{CLOSE}`");
    }
    Ok(format!("{before}{open}\n{}\n{CLOSE}{after}", body.trim_matches('\n')))
}

/// The line, from 1, of block `name` where its body is not `body`; nothing where it is.
///
/// # Errors
///
/// As [`replace`].
pub(crate) fn differs(text: &str, name: &str, body: &str) -> anyhow::Result<Option<usize>> {
    let fresh = replace(text, name, body)?;
    let line = text.lines().zip(fresh.lines()).take_while(|(old, new)| old == new).count() + 1;
    Ok((fresh != text).then_some(line))
}

#[cfg(test)]
mod tests;
