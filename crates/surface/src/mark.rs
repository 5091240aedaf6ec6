//! Which attempt of which run a comment is from, hidden in the comment itself: an older run must not replace what a newer one wrote.

use verdict::Time;

/// An attempt of a run, and the commit that it judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The commit.
    pub(crate) head: String,
    /// The run.
    pub(crate) run: u64,
    /// The attempt, from 1.
    pub(crate) attempt: u64,
    /// When it began; none if nobody who can be trusted says so.
    pub(crate) began: Option<Time>,
}

const BEGIN: &str = "<!-- releasegate-run ";
const END: &str = " -->";

impl Mark {
    /// The line that hides it.
    pub(crate) fn line(&self) -> String {
        let began = self.began.map_or_else(|| "-".to_owned(), |time| time.to_string());
        format!("{BEGIN}{} {} {} {began}{END}", self.head, self.run, self.attempt)
    }

    /// Reads it from a comment: the line below the mark of the gate.
    pub(crate) fn read(body: &str) -> Option<Self> {
        let line = body.lines().nth(1)?.trim_end();
        let mut parts = line.strip_prefix(BEGIN)?.strip_suffix(END)?.split(' ');
        let mark = Self {
            head: parts.next()?.to_owned(),
            run: parts.next()?.parse().ok()?,
            attempt: parts.next()?.parse().ok()?,
            began: Time::parse(parts.next()?).ok(),
        };
        parts.next().is_none().then_some(mark)
    }

    /// Whether this one is of the same commit and newer. Runs are told apart by when they began, since an old run that is run again says more
    /// than a younger one that ended before; the numbers decide only where no time does.
    pub(crate) fn is_newer_than(&self, other: &Self) -> bool {
        if self.head != other.head {
            return false;
        }
        let numbers = (self.run, self.attempt) > (other.run, other.attempt);
        if self.run == other.run {
            return self.attempt > other.attempt;
        }
        match self.began.zip(other.began) {
            Some((own, others)) if own != others => own > others,
            _ => numbers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(run: u64, attempt: u64, began: &str) -> Mark {
        Mark { head: "a".repeat(40), run, attempt, began: Time::parse(began).ok() }
    }

    #[test]
    fn it_is_read_back_from_the_second_line_only() {
        for mark in [mark(7, 2, "2026-11-22T10:00:00Z"), mark(7, 1, "")] {
            let body = format!("<!-- releasegate:gate:a -->\r\n{}\r\n\ntext", mark.line());
            assert_eq!(Mark::read(&body), Some(mark.clone()));
            assert_eq!(Mark::read(&format!("<!-- x -->\n\n{}", mark.line())), None);
        }
        for wrong in ["", "a", "a\nb", "a\n<!-- releasegate-run x 1 -->", "a\n<!-- releasegate-run x y 1 - -->"]
        {
            assert_eq!(Mark::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn of_one_run_the_attempt_decides_and_of_two_which_began_later() {
        let ten = "2026-11-22T10:00:00Z";
        let eleven = "2026-11-22T11:00:00Z";
        assert!(mark(7, 2, ten).is_newer_than(&mark(7, 1, eleven)));
        assert!(mark(7, 2, eleven).is_newer_than(&mark(8, 1, ten)));
        assert!(!mark(8, 1, ten).is_newer_than(&mark(7, 2, eleven)));
        assert!(mark(8, 1, ten).is_newer_than(&mark(7, 2, ten)));
        assert!(mark(8, 1, "").is_newer_than(&mark(7, 2, eleven)));
        assert!(!mark(7, 1, ten).is_newer_than(&mark(7, 1, ten)));
    }

    #[test]
    fn of_another_commit_none_is_newer() {
        let other = Mark { head: "b".repeat(40), ..mark(9, 9, "2026-11-22T11:00:00Z") };
        assert!(!other.is_newer_than(&mark(7, 1, "2026-11-22T10:00:00Z")));
    }
}
