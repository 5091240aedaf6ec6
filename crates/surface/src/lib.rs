//! What GitHub shows of a verdict: the comment, the check run, the commit status, the badge.
