//! Tracked files by their ends: a report often knows only the end of a path (JaCoCo's packages), or more than all of it (a
//! container's folder before it).

/// Tracked paths, sorted by their parts from the last to the first.
#[derive(Debug)]
pub(super) struct Suffixes<'a> {
    reversed: Vec<(String, &'a str)>,
}

/// More candidates than these show no more of what is wrong.
const SHOWN: usize = 3;

impl<'a> Suffixes<'a> {
    pub(super) fn of(tracked: &'a [String]) -> Self {
        Self::spelled(tracked, |path| path.to_owned())
    }

    /// The same without case, to tell what may be meant.
    pub(super) fn without_case(tracked: &'a [String]) -> Self {
        Self::spelled(tracked, str::to_lowercase)
    }

    fn spelled(tracked: &'a [String], spell: impl Fn(&str) -> String) -> Self {
        let mut all: Vec<(String, &str)> =
            tracked.iter().map(|path| (reversed(&spell(path)), path.as_str())).collect();
        all.sort_unstable();
        Self { reversed: all }
    }

    /// Files whose whole name, or whose end, is this path; three at most.
    pub(super) fn ending_with(&self, path: &str) -> Vec<&'a str> {
        let key = reversed(path);
        let from = self.reversed.partition_point(|(known, _)| *known < key);
        let known = self.reversed.iter().skip(from).take_while(|(known, _)| known.starts_with(&key));
        known.map(|(_, path)| *path).take(SHOWN).collect()
    }

    /// Files whose whole name is an end of this path, and that have at least so many parts.
    pub(super) fn ends_of(&self, path: &str, least: usize) -> Vec<&'a str> {
        let key = reversed(path);
        let ends =
            key.match_indices('/').map(|(at, _)| key.get(..=at).unwrap_or_default()).skip(least.max(1) - 1);
        let exact = |end: &str| {
            let at = self.reversed.partition_point(|(known, _)| known.as_str() < end);
            self.reversed.get(at).filter(|(known, _)| known == end).map(|(_, path)| *path)
        };
        ends.filter_map(exact).take(SHOWN).collect()
    }
}

/// `a/b.c` as `b.c/a/`: what ends like it begins with this.
fn reversed(path: &str) -> String {
    let mut text = String::with_capacity(path.len() + 1);
    for part in path.rsplit('/') {
        text.push_str(part);
        text.push('/');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracked(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn parts_are_compared_and_not_letters() {
        let tracked = tracked(&["a/src/x.c", "b/src/x.c", "src/xx.c", "x.c", "y/z.c"]);
        let known = Suffixes::of(&tracked);
        assert_eq!(known.ending_with("src/x.c"), ["a/src/x.c", "b/src/x.c"]);
        assert_eq!(known.ending_with("z.c"), ["y/z.c"]);
        assert_eq!(known.ending_with("rc/x.c"), [""; 0]);
        assert_eq!(known.ends_of("/app/y/z.c", 2), ["y/z.c"]);
        assert_eq!(known.ends_of("/app/x.c", 2), [""; 0]);
        assert_eq!(known.ends_of("/app/x.c", 1), ["x.c"]);
        assert_eq!(known.ends_of("/w/a/src/x.c", 1), ["x.c", "a/src/x.c"]);
    }

    #[test]
    fn case_is_kept_but_where_it_is_asked_for() {
        let tracked = tracked(&["src/Price.py"]);
        assert_eq!(Suffixes::of(&tracked).ending_with("src/price.py"), [""; 0]);
        assert_eq!(Suffixes::without_case(&tracked).ending_with("src/price.py"), ["src/Price.py"]);
    }
}
