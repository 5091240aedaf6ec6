//! A GitHub for tests and the demo.
