//! UUIDs for formats that ask for them, computed: the same thing has the same one in every export.

use ledger::hash::Hash;

/// The UUID of something: of what kind, and what tells it from others of its kind. It has the form of version 5, names hashed (RFC 9562,
/// 5.5), with SHA-256 in the place of SHA-1: OSCAL takes the versions 4 and 5 alone, and 8, which would be the name of this, is none of them.
pub(crate) fn of(kind: &str, parts: &[&str]) -> String {
    let mut name = kind.to_owned();
    for part in parts {
        // A length before each part: no two lists of parts make one name.
        name.push_str(&format!("\n{} {part}", part.len()));
    }
    let hex = Hash::of(name.as_bytes()).to_string();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    let variant = match part(16, 17) {
        "0" | "4" | "8" | "c" => "8",
        "1" | "5" | "9" | "d" => "9",
        "2" | "6" | "a" | "e" => "a",
        _ => "b",
    };
    format!("{}-{}-5{}-{variant}{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_its_form_and_is_that_of_one_thing() {
        let one = of("entry", &["a", "bc"]);
        assert_eq!(one, of("entry", &["a", "bc"]));
        let groups: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{one}");
        for at in 0..64 {
            let one = of("entry", &[&at.to_string()]);
            assert_eq!(&one[14..15], "5", "{one}");
            assert!("89ab".contains(&one[19..20]), "{one}");
        }
        for other in [of("entry", &["ab", "c"]), of("party", &["a", "bc"]), of("entry", &["a\n2 bc"])] {
            assert_ne!(one, other);
        }
    }
}
