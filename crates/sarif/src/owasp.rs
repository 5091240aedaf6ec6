//! OWASP Top 10 of 2021: which category a weakness belongs to, as OWASP's pages of the categories list them ("List of Mapped
//! CWEs" on each page of <https://owasp.org/Top10/2021/>).

use serde::{Deserialize, Serialize};

/// A category.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Owasp {
    /// Broken Access Control.
    A01,
    /// Cryptographic Failures.
    A02,
    /// Injection.
    A03,
    /// Insecure Design.
    A04,
    /// Security Misconfiguration.
    A05,
    /// Vulnerable and Outdated Components.
    A06,
    /// Identification and Authentication Failures.
    A07,
    /// Software and Data Integrity Failures.
    A08,
    /// Security Logging and Monitoring Failures.
    A09,
    /// Server-Side Request Forgery (SSRF).
    A10,
}

impl Owasp {
    /// Every category.
    pub const ALL: [Self; 10] = [
        Self::A01,
        Self::A02,
        Self::A03,
        Self::A04,
        Self::A05,
        Self::A06,
        Self::A07,
        Self::A08,
        Self::A09,
        Self::A10,
    ];

    /// The category's name as OWASP writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A01 => "A01:2021 Broken Access Control",
            Self::A02 => "A02:2021 Cryptographic Failures",
            Self::A03 => "A03:2021 Injection",
            Self::A04 => "A04:2021 Insecure Design",
            Self::A05 => "A05:2021 Security Misconfiguration",
            Self::A06 => "A06:2021 Vulnerable and Outdated Components",
            Self::A07 => "A07:2021 Identification and Authentication Failures",
            Self::A08 => "A08:2021 Software and Data Integrity Failures",
            Self::A09 => "A09:2021 Security Logging and Monitoring Failures",
            Self::A10 => "A10:2021 Server-Side Request Forgery (SSRF)",
        }
    }

    /// The weaknesses that OWASP lists for it.
    pub const fn weaknesses(self) -> &'static [u32] {
        match self {
            Self::A01 => &[
                22, 23, 35, 59, 200, 201, 219, 264, 275, 276, 284, 285, 352, 359, 377, 402, 425, 441, 497, 538,
                540, 548, 552, 566, 601, 639, 651, 668, 706, 862, 863, 913, 922, 1275,
            ],
            Self::A02 => &[
                261, 296, 310, 319, 321, 322, 323, 324, 325, 326, 327, 328, 329, 330, 331, 335, 336, 337, 338,
                340, 347, 523, 720, 757, 759, 760, 780, 818, 916,
            ],
            Self::A03 => &[
                20, 74, 75, 77, 78, 79, 80, 83, 87, 88, 89, 90, 91, 93, 94, 95, 96, 97, 98, 99, 100, 113, 116,
                138, 184, 470, 471, 564, 610, 643, 644, 652, 917,
            ],
            Self::A04 => &[
                73, 183, 209, 213, 235, 256, 257, 266, 269, 280, 311, 312, 313, 316, 419, 430, 434, 444, 451,
                472, 501, 522, 525, 539, 579, 598, 602, 642, 646, 650, 653, 656, 657, 799, 807, 840, 841, 927,
                1021, 1173,
            ],
            Self::A05 => &[
                2, 11, 13, 15, 16, 260, 315, 520, 526, 537, 541, 547, 611, 614, 756, 776, 942, 1004, 1032, 1174,
            ],
            Self::A06 => &[937, 1035, 1104],
            Self::A07 => &[
                255, 259, 287, 288, 290, 294, 295, 297, 300, 302, 304, 306, 307, 346, 384, 521, 613, 620, 640,
                798, 940, 1216,
            ],
            Self::A08 => &[345, 353, 426, 494, 502, 565, 784, 829, 830, 915],
            Self::A09 => &[117, 223, 532, 778],
            Self::A10 => &[918],
        }
    }

    /// The category of a weakness; none for those that OWASP lists nowhere.
    pub fn of(cwe: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.weaknesses().binary_search(&cwe).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::Owasp;

    #[test]
    fn every_category_has_as_many_weaknesses_as_owasp_publishes() {
        let counts: Vec<usize> = Owasp::ALL.iter().map(|category| category.weaknesses().len()).collect();
        assert_eq!(counts, [34, 29, 33, 40, 20, 3, 22, 10, 4, 1]);
    }

    #[test]
    fn a_weakness_is_in_one_category() {
        let mut all: Vec<u32> =
            Owasp::ALL.iter().flat_map(|category| category.weaknesses().iter().copied()).collect();
        assert!(Owasp::ALL.iter().all(|category| category.weaknesses().is_sorted()));
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn known_weaknesses_are_found() {
        let of = |cwe| Owasp::of(cwe).map(Owasp::name);
        assert_eq!(of(89), Some("A03:2021 Injection"));
        assert_eq!(of(918), Some("A10:2021 Server-Side Request Forgery (SSRF)"));
        assert_eq!((Owasp::of(502), Owasp::of(1), Owasp::of(787)), (Some(Owasp::A08), None, None));
    }
}
