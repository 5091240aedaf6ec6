//! Every rule about the form of documents: one ledger with one broken document an entry, so that both verifiers have to refuse the same
//! ones and take the others.

use crate::both::{Said, both};
use crate::world::World;

/// Holds both verifiers to the expectations, one an entry, and tells all that went wrong.
pub(crate) fn same(world: &World, expected: &[(String, bool)]) {
    let (rust, python) = both(world);
    let mut wrong = Vec::new();
    for (at, (name, good)) in expected.iter().enumerate() {
        let codes = |said: &Said| -> Vec<String> {
            said.faults.iter().filter(|(index, _)| *index == at as u64).map(|(_, code)| code.clone()).collect()
        };
        let (rust, python) = (codes(&rust), codes(&python));
        if rust != python || rust.is_empty() != *good {
            wrong.push(format!("{name}: the crate {rust:?}, verify.py {python:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} documents:\n{}", wrong.len(), expected.len(), wrong.join("\n"));
    assert_eq!(rust, python);
}
/// RFC 4648, section 4.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*group.get(at).unwrap_or(&0)));
        let four = [18, 12, 6, 0].map(|shift| char::from(digits[(bits >> shift & 63) as usize]));
        text.extend(&four[..=group.len()]);
        text.extend(std::iter::repeat_n('=', 3 - group.len()));
    }
    text
}
