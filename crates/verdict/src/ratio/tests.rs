use proptest::prelude::*;

use super::*;

fn counts(covered: u64, total: u64) -> Counts {
    Counts { covered, total }
}

#[test]
fn percentages_are_read_as_people_write_them() {
    for (text, written) in [
        ("80", "4/5"),
        ("80%", "4/5"),
        (" 80 % ", "4/5"),
        ("79.5", "159/200"),
        ("80.0", "4/5"),
        ("100", "1/1"),
        ("0", "0/1"),
        ("0.5%", "1/200"),
        ("33.333333", "33333333/100000000"),
    ] {
        assert_eq!(Ratio::from_percent(text).unwrap().to_string(), written, "{text}");
    }
}

#[test]
fn what_is_no_percentage_is_refused_with_the_fix() {
    use PercentError as E;
    let error = |text: &str| Ratio::from_percent(text).unwrap_err();
    for text in ["", "%", "-1", "+80", "8e1", "NaN", "80 percent", "1.2.3", ".5", "80.", "８０"] {
        assert_eq!(error(text), E::NotANumber(text.to_owned()), "{text}");
    }
    assert_eq!(error("79,5"), E::DecimalComma("79,5".to_owned()));
    assert_eq!(error("100.000001"), E::TooLarge("100.000001".to_owned()));
    assert_eq!(error("99999999999999999999"), E::TooLarge("99999999999999999999".to_owned()));
    for text in ["0.8", "1", "1.0"] {
        assert_eq!(error(text), E::LooksLikeFraction(text.to_owned()));
    }
    assert_eq!(Ratio::from_percent("1%").unwrap().to_string(), "1/100");
    assert_eq!(error("1.0000001"), E::TooPrecise("1.0000001".to_owned()));
}

#[test]
fn rounding_never_lets_a_gate_pass() {
    // gcovr#344: 2071 of 2072 was shown, and judged, as 100 %.
    let full = Ratio::from_percent("100").unwrap();
    assert_eq!(full.is_reached_by(counts(2071, 2072)), Some(false));
    assert_eq!(counts(2071, 2072).percent(), "99.95 %");
    // 89.988 % does not reach 90 %, and 79.5 % does not reach 80 %.
    let ninety = Ratio::from_percent("90").unwrap();
    assert_eq!(ninety.is_reached_by(counts(89_988, 100_000)), Some(false));
    let eighty = Ratio::from_percent("80").unwrap();
    assert_eq!(eighty.is_reached_by(counts(159, 200)), Some(false));
    assert_eq!(eighty.is_reached_by(counts(4, 5)), Some(true));
}

#[test]
fn nothing_reaches_nothing() {
    assert_eq!(Ratio::from_percent("0").unwrap().is_reached_by(counts(0, 0)), None);
    assert_eq!(counts(0, 0).floored(), None);
    assert_eq!(counts(0, 0).percent(), "no data");
}

#[test]
fn hundred_and_zero_are_shown_only_when_exact() {
    assert_eq!(counts(5, 5).percent(), "100 %");
    assert_eq!(counts(0, 5).percent(), "0 %");
    assert_eq!(counts(999_999, 1_000_000).percent(), "99.99 %");
    assert_eq!(counts(1, 1_000_000).percent(), "<0.01 %");
    assert_eq!(counts(1, 3).percent(), "33.33 %");
    assert_eq!(counts(2, 3).percent(), "66.66 %");
}

#[test]
fn the_message_can_say_how_many_more() {
    let limit = Ratio::from_percent("80").unwrap();
    assert_eq!(limit.missing(counts(1350, 1700)), 10);
    assert_eq!(limit.missing(counts(1360, 1700)), 0);
    assert_eq!(limit.missing(counts(1700, 1700)), 0);
    assert_eq!(Ratio::from_percent("79.5").unwrap().percent(), "79.5 %");
    assert_eq!(limit.percent(), "80 %");
}

#[test]
fn the_written_form_is_read_back_and_bounded() {
    assert_eq!(Ratio::from_written("8/10").unwrap().to_string(), "4/5");
    for text in ["5/4", "1/0", "4", "-1/2", "4/5/6", "a/b"] {
        assert_eq!(Ratio::from_written(text), None, "{text}");
    }
}

#[test]
fn thousands_stand_apart() {
    assert_eq!(grouped(0), "0");
    assert_eq!(grouped(999), "999");
    assert_eq!(grouped(1350), "1 350");
    assert_eq!(grouped(9_000_000), "9 000 000");
}

proptest! {
    /// Covering exactly what is missing reaches the limit, and one unit less does not.
    #[test]
    fn missing_is_exact(total in 1u64..u64::MAX / 2, covered in 0u64..1000, hundredths in 0u64..=10_000) {
        let covered = covered.min(total);
        let limit = Ratio::new(hundredths, 10_000).unwrap();
        let missing = limit.missing(counts(covered, total));
        prop_assert_eq!(limit.is_reached_by(counts(covered + missing, total)), Some(true));
        if missing > 0 {
            prop_assert_eq!(limit.is_reached_by(counts(covered + missing - 1, total)), Some(false));
        }
    }

    /// A floored percentage never claims more than was measured.
    #[test]
    fn floored_never_exceeds(total in 1u64..1_000_000_000, part in 0u64..=1_000_000_000) {
        let covered = part.min(total);
        let shown = counts(covered, total).floored().unwrap().replace('.', "");
        let hundredths: u128 = shown.parse().unwrap();
        prop_assert!(hundredths * u128::from(total) <= u128::from(covered) * 10_000);
        prop_assert!((hundredths + 1) * u128::from(total) > u128::from(covered) * 10_000);
    }
}
