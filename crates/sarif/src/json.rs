//! JSON as it stands in a file: where values begin and end, and never what they would look like written anew.

pub(crate) mod check;
pub(crate) mod cursor;
mod duplicate;
mod number;
pub(crate) mod span;
pub(crate) mod string;

#[cfg(test)]
mod tests;
