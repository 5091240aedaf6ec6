//! Lengths of time as people write them.

use runner::InputError;

/// `500ms`, `10s`, `5m` or `1h` in milliseconds; at most seven digits, so that no sum of lengths overflows.
///
/// # Errors
/// Anything else.
pub(crate) fn millis(name: &str, text: &str) -> Result<u64, InputError> {
    let text = text.trim();
    let units = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)];
    let found = units.iter().find_map(|(unit, factor)| {
        let digits = text.strip_suffix(unit)?;
        let plain = (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse().ok())?.and_then(|number: u64| number.checked_mul(*factor))
    });
    found.ok_or_else(|| {
        InputError::new(name, format!("`{text}` is no length of time: write 500ms, 10s, 5m or 1h"))
    })
}

/// The same for people: the greatest unit that leaves no rest.
pub(crate) fn shown(millis: u64) -> String {
    let units = [("h", 3_600_000), ("m", 60_000), ("s", 1000)];
    let whole = units.iter().find(|(_, factor)| millis > 0 && millis.is_multiple_of(*factor));
    whole.map_or_else(|| format!("{millis} ms"), |(unit, factor)| format!("{} {unit}", millis / factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_has_a_number_and_a_unit() {
        let read = |text: &str| millis("pause", text).ok();
        assert_eq!(
            [read("500ms"), read("10s"), read(" 5m "), read("1h")],
            [500, 10_000, 300_000, 3_600_000].map(Some)
        );
        for wrong in ["", "10", "s", "-1s", "1.5s", "1d", "10 s", "99999999h", "1e3s"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!([shown(0), shown(1500), shown(60_000)].join(", "), "0 ms, 1500 ms, 1 m");
    }
}
