//! The input `config`: which file is looked for.

use runner::InputError;

/// Where the file lies if nobody says otherwise. One of them may be there.
pub(crate) const USUAL: [&str; 2] = [".github/releasegate.yml", ".github/releasegate.yaml"];
/// Longest path of the input.
const LONGEST: usize = 1024;

/// What the input asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// No file at all.
    Nothing,
    /// One of [`USUAL`], if it is there.
    Usual,
    /// This one, which has to be there.
    Path(String),
}

impl Wanted {
    /// Reads the input.
    ///
    /// # Errors
    /// A path that leads out of the repository, or that readers could take for two.
    pub(crate) fn read(config: &str) -> Result<Self, InputError> {
        match config.trim() {
            "" => return Ok(Self::Usual),
            "none" => return Ok(Self::Nothing),
            _ => {}
        }
        let path = config.trim();
        let path = path.strip_prefix("./").unwrap_or(path);
        let odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
        let step = |step: &str| matches!(step, "" | "." | "..");
        if path.len() > LONGEST || path.contains(odd) || path.split('/').any(step) {
            let shown = runner::text::one_line(config);
            let message = format!(
                "`{shown}` is not a path in the repository: write it from the root, with `/`, such as {}, or `none`",
                USUAL.join(" or ")
            );
            return Err(InputError::new("config", message));
        }
        Ok(Self::Path(path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_repository() {
        assert_eq!(Wanted::read(" "), Ok(Wanted::Usual));
        assert_eq!(Wanted::read("none"), Ok(Wanted::Nothing));
        for path in ["quality/policy.yml", "./quality/policy.yml"] {
            assert_eq!(Wanted::read(path), Ok(Wanted::Path("quality/policy.yml".into())), "{path}");
        }
        for wrong in
            ["/etc/passwd", "../x", "a/../b", "a//b", "a/", "a\\b", "C:/x", "a/./b", "a\0b", "a\nb", ".", ".."]
        {
            assert!(Wanted::read(wrong).is_err(), "{wrong:?}");
        }
        assert!(Wanted::read(&"a".repeat(2000)).is_err());
    }
}
