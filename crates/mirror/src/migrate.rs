//! What becomes of a workflow that used another action for GitHub's deployments: each of its inputs, in ours.
//!
//! The tables are data: the tool reads a rival's input by them, and says the words where there is nothing to translate; a README shows them.
//! Nothing is dropped in silence.

mod bobheadxi;
mod chrnorm;

/// `bobheadxi/deployments@v1`.
pub const BOBHEADXI: &str = "bobheadxi/deployments@v1";
/// `chrnorm/deployment-action@v2`: our `mode: start`.
pub const CHRNORM_START: &str = "chrnorm/deployment-action@v2";
/// `chrnorm/deployment-status@v2`: our `mode: finish`.
pub const CHRNORM_FINISH: &str = "chrnorm/deployment-status@v2";

/// A line of the table: whose input, which, and what becomes of it.
pub type Line = (&'static str, &'static str, Mapping);

/// What becomes of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// It is this one of ours, with the same values and the same meaning.
    Ours(&'static str),
    /// It is this one of ours, which does something else with it: in these words.
    Changed(&'static str, &'static str),
    /// It is this one of ours, with other words for its values; any other value is refused.
    Values(&'static str, &'static [(&'static str, Word)]),
    /// Nothing is needed in its place: for this reason, as a notice.
    Ignored(&'static str),
    /// It may say what the run says itself; anything else is not done: for this reason, as an error.
    Own(&'static str),
    /// It asks for something that is not done: for this reason, as an error.
    Refused(&'static str),
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Our word for it.
    Is(&'static str),
    /// Nothing is needed in its place.
    Ignored(&'static str),
    /// It is not done.
    Refused(&'static str),
}

/// What to do with an input that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Advice {
    /// Write ours.
    Write {
        /// The input.
        input: &'static str,
        /// The value.
        value: String,
        /// What to tell, if it does something else.
        notice: Option<&'static str>,
    },
    /// Leave it out, and tell this.
    LeaveOut(&'static str),
    /// Leave it out if it says what the run says itself, and else stop with this.
    Own(&'static str),
    /// Stop with this.
    Refuse(String),
}

/// All lines, in the order of a README.
pub fn lines() -> impl Iterator<Item = &'static Line> {
    bobheadxi::LINES.iter().chain(chrnorm::LINES)
}

/// What to do with an input of another action; nothing if it has no such input. Names of inputs are compared as Actions does, without
/// regard to capitals.
#[must_use]
pub fn advice(rival: &str, input: &str, value: &str) -> Option<Advice> {
    let (_, _, mapping) =
        lines().find(|(whose, known, _)| *whose == rival && known.eq_ignore_ascii_case(input))?;
    let write = |input, value: &str, notice| Advice::Write { input, value: value.to_owned(), notice };
    Some(match *mapping {
        Mapping::Ours(ours) => write(ours, value, None),
        Mapping::Changed(ours, words) => write(ours, value, Some(words)),
        Mapping::Values(ours, values) => match values.iter().find(|(known, _)| *known == value.trim()) {
            Some((_, Word::Is(word))) => write(ours, word, None),
            Some((_, Word::Ignored(words))) => Advice::LeaveOut(words),
            Some((_, Word::Refused(words))) => Advice::Refuse((*words).to_owned()),
            None => {
                let known: Vec<&str> = values.iter().map(|(known, _)| *known).collect();
                let shown: String = value.chars().take(40).collect();
                Advice::Refuse(format!("`{}` is none of {}", shown.escape_debug(), known.join(", ")))
            }
        },
        Mapping::Ignored(words) => Advice::LeaveOut(words),
        Mapping::Own(words) => Advice::Own(words),
        Mapping::Refused(words) => Advice::Refuse(words.to_owned()),
    })
}

/// The table of one of the other actions, in Markdown.
#[must_use]
pub fn table(rival: &str) -> String {
    let rows: String = lines()
        .filter(|(whose, ..)| *whose == rival)
        .map(|(_, input, mapping)| format!("| `{input}` | {} |\n", shown(*mapping).replace('|', "\\|")))
        .collect();
    format!("| Input | Here |\n| --- | --- |\n{rows}")
}

fn shown(mapping: Mapping) -> String {
    match mapping {
        Mapping::Ours(ours) => format!("`{ours}`"),
        Mapping::Changed(ours, words) => format!("`{ours}`: {words}"),
        Mapping::Values(ours, values) => {
            let word = |(value, word): &(&str, Word)| match word {
                Word::Is(is) => format!("`{value}` is `{ours}: {is}`"),
                Word::Ignored(words) => format!("`{value}` is left out: {words}"),
                Word::Refused(words) => format!("`{value}` is refused: {words}"),
            };
            values.iter().map(word).collect::<Vec<_>>().join("; ")
        }
        Mapping::Ignored(words) => format!("left out: {words}"),
        Mapping::Own(words) => format!("left out where it is the run's own, and else refused: {words}"),
        Mapping::Refused(words) => format!("refused: {words}"),
    }
}

#[cfg(test)]
mod tests;
