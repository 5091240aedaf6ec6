//! Keys of `.resultset.json`: Ruby's own way to write an array, such as `[:if, 0, 3, 4, 5, 7]`.

/// A branch, an arm of one, or a method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Key<'a> {
    /// `:if`, or class and name of a method.
    pub(super) name: &'a str,
    /// First line, first column, last line, last column.
    pub(super) span: [u32; 4],
}

impl<'a> Key<'a> {
    /// Reads `[name, id, line, column, line, column]`. The id is no part of the identity: SimpleCov itself unites branches
    /// by their kind and span.
    pub(super) fn of_branch(text: &'a str) -> Option<Self> {
        let Self { name, span } = Self::of_method(text)?;
        let (name, id) = name.rsplit_once(',')?;
        id.trim().parse::<u64>().ok()?;
        Some(Self { name, span })
    }

    /// Reads `[class, name, line, column, line, column]`.
    pub(super) fn of_method(text: &'a str) -> Option<Self> {
        let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
        let mut parts = inner.rsplitn(5, ',');
        let mut span = [0; 4];
        for place in span.iter_mut().rev() {
            *place = parts.next()?.trim().parse().ok()?;
        }
        Some(Self { name: parts.next()?.trim(), span })
    }
}
