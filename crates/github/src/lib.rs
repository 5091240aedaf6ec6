//! GitHub's API as the suite uses it.
