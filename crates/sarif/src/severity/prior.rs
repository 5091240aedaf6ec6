//! Usual scores of weaknesses, for results that say nothing about severity but name a CWE.
//!
//! Our own table. Each group is a CVSS 3.1 vector with its base score (FIRST's specification), and the weaknesses whose
//! published advisories usually carry that vector: reachable over the network, with the impact that gives the class its name.
//! It is a prior and no measurement: single cases differ widely, so it is used only where a policy asks for it.

use crate::decimal::Decimal;

/// A vector, its base score in tenths, and the weaknesses.
type Group = (&'static str, i64, &'static [u32]);

const GROUPS: [Group; 17] = [
    // Code, commands or objects of the attacker run, or everybody is let in.
    (
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        98,
        &[77, 78, 89, 94, 95, 98, 119, 120, 121, 287, 306, 502, 787, 798, 917, 1336],
    ),
    // The same, after a log-in or with the help of a user.
    ("AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 88, &[74, 122, 269, 416, 434, 843, 862, 863]),
    ("AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 88, &[352, 415, 829]),
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", 91, &[91, 288, 345, 347, 639]),
    ("AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 81, &[384, 494, 613]),
    ("AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 78, &[250, 276, 426, 427, 732]),
    // One of reading, changing or stopping, fully.
    (
        "AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        75,
        &[22, 23, 36, 73, 125, 200, 284, 312, 319, 522, 538, 552, 611, 918],
    ),
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 75, &[20, 290, 307, 444, 915, 1321]),
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 75, &[190, 400, 476, 674, 770, 776, 835, 1333]),
    ("AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 74, &[295, 297]),
    ("AV:L/AC:H/PR:L/UI:N/S:U/C:H/I:H/A:H", 70, &[362, 367]),
    ("AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 65, &[90, 532, 643]),
    // Scripts in somebody else's page, and links that lead elsewhere.
    ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, &[79, 80, 113, 601, 1021]),
    ("AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N", 59, &[310, 326, 327, 328, 330, 338, 759, 760, 916]),
    ("AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 55, &[256, 321, 377, 379, 457, 908]),
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", 53, &[203, 208, 209, 614, 942, 1004]),
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N", 53, &[117, 346, 778]),
];

/// The usual score of a weakness, if the table has it.
pub(super) fn score(cwe: u32) -> Option<Decimal> {
    GROUPS.iter().find(|(_, _, cwes)| cwes.contains(&cwe)).map(|(_, tenths, _)| Decimal::tenths(*tenths))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::GROUPS;

    /// CVSS 3.1's base score in tenths, by its formula in integers of 10⁻⁶, rounded up to a tenth (section 7.1).
    fn base(vector: &str) -> i64 {
        let metric = |name: &str| vector.split('/').find_map(|part| part.strip_prefix(name)).unwrap();
        let changed = metric("S:") == "C";
        let impact = |name: &str| match metric(name) {
            "H" => 560_000,
            "L" => 220_000,
            _ => 0_i64,
        };
        let left = |name: &str| 1_000_000 - impact(name);
        let iss = 1_000_000 - left("C:") * left("I:") / 1_000_000 * left("A:") / 1_000_000;
        let scaled = if changed {
            let power = (0..15).fold(1_000_000_i64, |power, _| power * (iss - 20_000) / 1_000_000);
            752 * (iss - 29_000) / 100 - 325 * power / 100
        } else {
            642 * iss / 100
        };
        let vector_weight = match metric("AV:") {
            "N" => 850,
            "A" => 620,
            "L" => 550,
            _ => 200,
        };
        let complexity = if metric("AC:") == "L" { 770 } else { 440 };
        let privileges = match (metric("PR:"), changed) {
            ("N", _) => 850,
            ("L", false) => 620,
            ("L", true) => 680,
            _ => 270,
        };
        let interaction = if metric("UI:") == "N" { 850 } else { 620 };
        let exploitability =
            8_220_000 * vector_weight / 1000 * complexity / 1000 * privileges / 1000 * interaction / 1000;
        let sum = scaled + exploitability;
        let total = if changed { sum * 108 / 100 } else { sum };
        (total.min(10_000_000) + 99_999) / 100_000
    }

    #[test]
    fn every_score_is_that_of_its_vector() {
        for (vector, tenths, _) in GROUPS {
            assert_eq!(base(vector), tenths, "{vector}");
        }
    }

    #[test]
    fn every_weakness_is_there_once() {
        let all: Vec<u32> = GROUPS.iter().flat_map(|(_, _, cwes)| cwes.iter().copied()).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        assert!(all.len() >= 60);
    }
}
