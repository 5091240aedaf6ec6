//! What a command found, for machines or for people. All foreign text leaves through here.

use runner::World;
use runner::command::neutral;
use runner::report::{Block, Piece, Report, Section};
use runner::terminal;
use runner::text::visible;
use serde::Serialize;

/// Points in a list for people; `--json` has all of them.
const SHOWN: usize = 100;

/// Prints the answer as JSON, or as the report that `report` makes of it.
pub(crate) fn print<T: Serialize>(
    world: &mut World<'_>,
    json: bool,
    answer: &T,
    report: impl FnOnce(&T) -> Report,
) -> anyhow::Result<()> {
    let text = if json {
        format!("{}\n", ascii(&serde_json::to_string_pretty(answer)?))
    } else {
        neutral(&terminal::render(&report(answer), world.width))
    };
    world.stdout.write_all(text.as_bytes())?;
    Ok(())
}

/// Says something beside the answer.
pub(crate) fn remark(world: &mut World<'_>, text: &str) -> anyhow::Result<()> {
    world.stderr.write_all(neutral(&format!("{}\n", visible(text))).as_bytes())?;
    Ok(())
}

/// The same JSON in ASCII alone: a terminal obeys nothing of it, no reader sees its text turned around, and a runner finds no command of
/// its older syntax, `##[`, in it. All that it changes stands inside of strings.
fn ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            out.push(character);
        } else {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out.replace("##[", "#\\u0023[")
}

/// A section of points, as many as a person reads.
pub(crate) fn list(heading: &str, points: &[String]) -> Option<Section> {
    if points.is_empty() {
        return None;
    }
    let more = points.len().saturating_sub(SHOWN);
    let mut shown: Vec<Vec<Piece>> = points.iter().take(SHOWN).map(|text| vec![Piece::plain(text)]).collect();
    if more > 0 {
        shown.push(vec![Piece::plain(format!("and {more} more: --json has all of them"))]);
    }
    Some(Section::headed(heading, vec![Block::List(shown)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_ascii_and_says_the_same() {
        let hostile = "é \u{202e}gpj\u{7f}\u{9b}2J\u{1b}[2J ##[error]x \u{e0041}\n::error::y";
        let json = ascii(&serde_json::to_string_pretty(&hostile).unwrap());
        assert!(json.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{json}");
        assert!(!json.contains("##["), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }

    #[test]
    fn a_long_list_says_that_it_is_cut() {
        let points: Vec<String> = (0..150).map(|at| at.to_string()).collect();
        let Some(Section { blocks, .. }) = list("Faults", &points) else { panic!("no section") };
        let [Block::List(shown)] = blocks.as_slice() else { panic!("no list") };
        assert_eq!(shown.len(), 101);
        assert_eq!(shown[100], [Piece::plain("and 50 more: --json has all of them")]);
        assert!(list("Faults", &[]).is_none());
    }
}
