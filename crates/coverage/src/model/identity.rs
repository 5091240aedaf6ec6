//! Names that are compared and never shown: each is as good as 128 bits of it, however long it is.

use std::hash::{DefaultHasher, Hasher as _};

/// What stands for a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Identity([u8; 16]);

/// The beginning of a name that many names have in common; it is hashed once.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    low: DefaultHasher,
    high: DefaultHasher,
}

/// A function's identity, with where it comes from: the formats write names so differently that only those of one
/// kind can be compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum FunctionId {
    /// Its line alone (lcov 2.2): each test program may give it other aliases.
    Line,
    /// LCOV's name.
    Name(Identity),
    /// Cobertura's class, method and signature.
    Method(Identity),
    /// Where it begins (LLVM's functions, of which each instance has another name).
    Place(Identity),
}

impl Identity {
    pub(crate) fn of(name: &[u8]) -> Self {
        Naming::default().then(name).identity()
    }

    /// Its bytes, to be a part of another name.
    pub(crate) const fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Default for Naming {
    fn default() -> Self {
        let mut high = DefaultHasher::new();
        high.write_u8(1);
        Self { low: DefaultHasher::new(), high }
    }
}

impl Naming {
    /// Adds a part; parts never run into one another.
    pub(crate) fn then(mut self, part: &[u8]) -> Self {
        for hasher in [&mut self.low, &mut self.high] {
            hasher.write_usize(part.len());
            hasher.write(part);
        }
        self
    }

    pub(crate) fn identity(&self) -> Identity {
        let halves = [self.low.finish(), self.high.finish()];
        let mut bytes = [0; 16];
        for (place, half) in bytes.chunks_exact_mut(8).zip(halves) {
            place.copy_from_slice(&half.to_be_bytes());
        }
        Identity(bytes)
    }
}

impl FunctionId {
    /// Its kind, as one bit.
    pub(super) const fn kind(self) -> u8 {
        match self {
            Self::Line => 1,
            Self::Name(_) => 2,
            Self::Method(_) => 4,
            Self::Place(_) => 8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_one_another() {
        let name = |parts: &[&str]| {
            parts.iter().fold(Naming::default(), |name, part| name.then(part.as_bytes())).identity()
        };
        assert_eq!(name(&["a", "b"]), name(&["a", "b"]));
        assert_ne!(name(&["a", "b"]), name(&["ab", ""]));
        assert_ne!(name(&["a", "b"]), name(&["b", "a"]));
        assert_ne!(name(&["a"]), name(&["a", ""]));
        assert_eq!(Identity::of(b"a"), name(&["a"]));
    }
}
