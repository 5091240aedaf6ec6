//! CVSS scores as tenths, since a gate compares and never computes with fractions.

/// A score from 0.1 to 10.0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Score(u16);

impl Score {
    /// `None` for 0, which GitHub and CVSS read as "no severity", for what is above 10, and for what is no plain decimal.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() > 3 {
            return None;
        }
        let mut digits = fraction.bytes().map(|byte| u16::from(byte.saturating_sub(b'0')));
        let tenth = digits.next()?;
        let up = u16::from(digits.next().is_some_and(|hundredth| hundredth >= 5));
        let tenths = whole.parse::<u16>().ok()? * 10 + tenth + up;
        Self::tenths(tenths)
    }

    pub(crate) fn tenths(tenths: u16) -> Option<Self> {
        (1..=100).contains(&tenths).then_some(Self(tenths))
    }

    pub(crate) const fn as_tenths(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_and_nothing_else() {
        let read = |text| Score::read(text).map(|score| score.to_string());
        for (text, expected) in
            [("9.8", "9.8"), ("10", "10.0"), ("7", "7.0"), ("0.1", "0.1"), ("6.95", "7.0"), ("6.94", "6.9")]
        {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for text in
            ["0", "0.0", "10.1", "-1", "NaN", "null", "undefined", "", ".", "1e1", "9,8", "9999999999", "5."]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
