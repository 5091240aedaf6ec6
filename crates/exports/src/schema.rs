//! The JSON Schema (2020-12) of what is signed, for whoever reads statements with other tools. The types of the crate `ledger` are what decides: they refuse
//! more than a schema can say.

/// The schema of a statement with any predicate of this suite.
pub const STATEMENT: &str = include_str!("../schema/statement.v1.schema.json");

#[cfg(test)]
mod tests;
