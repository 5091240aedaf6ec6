//! What libFuzzer itself says of a run, and the table of all targets.

/// What a target's log says, over all of its runs.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Figures {
    pub(super) revision: String,
    /// What one processor did.
    pub(super) milliseconds: u64,
    pub(super) executions: u64,
    /// How many inputs are kept, each for something that no smaller one reaches.
    pub(super) corpus: u64,
    /// How many edges of the program were reached.
    pub(super) edges: u64,
    pub(super) findings: usize,
}

const HEAD: [&str; 7] = ["target", "readers", "minutes", "executions", "corpus", "edges", "findings"];

impl Figures {
    /// Reads a log: libFuzzer's lines and, around each of its runs, ours.
    pub(super) fn of(log: &str) -> Self {
        let mut figures = Self::default();
        for line in log.lines() {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let after = |name: &str| {
                let at = words.iter().position(|word| *word == name)?;
                let number = words.get(at.checked_add(1)?)?.split('/').next()?;
                number.parse::<u64>().ok()
            };
            match words.as_slice() {
                ["revision", revision] => figures.revision = (*revision).to_owned(),
                ["processor", times @ ..] => {
                    figures.milliseconds += times.iter().take(2).map(|time| thousandths(time)).sum::<u64>()
                }
                ["stat::number_of_executed_units:", units] => {
                    figures.executions += units.parse::<u64>().unwrap_or(0)
                }
                [number, ..] if number.starts_with('#') => {
                    figures.edges = after("cov:").unwrap_or(figures.edges);
                    figures.corpus = after("corp:").unwrap_or(figures.corpus);
                }
                ["ended", status] if *status != "0" => figures.findings += 1,
                _ => {}
            }
        }
        figures
    }

    /// A row of the table.
    pub(super) fn row(&self, target: &str) -> String {
        let tenths = self.milliseconds / 6000;
        let Self { revision, executions, corpus, edges, findings, .. } = self;
        let minutes = format!("{}.{}", tenths / 10, tenths % 10);
        format!("| {target} | {revision} | {minutes} | {executions} | {corpus} | {edges} | {findings} |")
    }
}

/// `1.234` as 1234.
fn thousandths(time: &str) -> u64 {
    let digits: String = time.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

/// The table of a page, with this target's row in the place of its old one, or after the others.
pub(super) fn table(page: &str, target: &str, figures: &Figures) -> String {
    let head = format!("| {} |", HEAD.join(" | "));
    let rule = format!("|{}", "---|".repeat(HEAD.len()));
    let begins = |line: &&str, name: &str| line.starts_with(&format!("| {name} |"));
    let known = page.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    let mut rows: Vec<String> = known.filter(|line| !begins(line, target)).map(str::to_owned).collect();
    rows.push(figures.row(target));
    rows.sort_unstable();
    format!("{head}\n{rule}\n{}", rows.join("\n"))
}
