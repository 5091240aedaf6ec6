//! Step outputs: always by heredoc with a random delimiter that is checked against the value, so that a value out of a report
//! cannot end its own heredoc and set another output.
//!
//! Source: `@actions/core`, `file-command.ts`; the reading side is `actions/runner`, `FileCommandManager.cs`.

use crate::world::World;

/// Why an output cannot be written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutputError {
    /// The name could end its line.
    #[error("output name `{0}` is not kebab-case")]
    Name(String),
    /// The text holds the delimiter: a broken source of randomness, or an attack.
    #[error("the value of output `{0}` holds the random delimiter")]
    Delimiter(String),
}

/// The lines that set one output.
///
/// # Errors
/// A name that is not kebab-case, or a value that holds the delimiter.
pub fn lines(name: &str, value: &str, delimiter: &str) -> Result<String, OutputError> {
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || !name.bytes().all(kebab) {
        return Err(OutputError::Name(name.to_owned()));
    }
    if value.contains(delimiter) || name.contains(delimiter) {
        return Err(OutputError::Delimiter(name.to_owned()));
    }
    Ok(format!("{name}<<{delimiter}\n{value}\n{delimiter}\n"))
}

/// A delimiter that nobody can foresee.
///
/// # Errors
/// The system has no randomness.
pub fn delimiter(world: &World<'_>) -> anyhow::Result<String> {
    let bytes = (world.entropy)()?;
    Ok(format!("releasegate_{}", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_a_heredoc() {
        assert_eq!(lines("status", "a\nb=c<<d", "x1").unwrap(), "status<<x1\na\nb=c<<d\nx1\n");
    }

    #[test]
    fn a_value_cannot_end_its_own_heredoc() {
        assert_eq!(lines("status", "a\nx1\nevil=1", "x1"), Err(OutputError::Delimiter("status".into())));
        for name in ["", "a b", "a\nb", "a=b", "A", "a<<b"] {
            assert_eq!(lines(name, "v", "x1"), Err(OutputError::Name(name.into())));
        }
    }
}
