//! Microsoft's coverage XML, in its two shapes: what `dotnet-coverage merge --output-format xml` and
//! `CodeCoverage.exe analyze` write, and the data set of older tools.
//! <https://learn.microsoft.com/dotnet/core/additional-tools/dotnet-coverage>
//!
//! Ranges become lines. A range that ran in part did run; the blocks, which are the unit of these tools, are in the
//! totals alone, and in no unit of ours.

mod data_set;
mod results;
mod sources;

pub(crate) use data_set::handler as data_set;
pub(crate) use results::handler as results;

#[cfg(test)]
mod tests;
