//! The policy file: found at the commit that may be trusted, read within limits, one section a tool.
