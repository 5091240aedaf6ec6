//! What one policy asks for less than another.

use super::{Limits, Policy, Unknown};

impl Policy {
    /// In what `proposed` asks for less than this one, for people; nothing if it asks for as much or more.
    #[must_use]
    pub fn loosened_by(&self, proposed: &Self) -> Vec<String> {
        let mut less = limits("", &self.limits, &proposed.limits);
        for tool in &self.tools {
            let same = proposed.tools.iter().find(|other| other.tool.eq_ignore_ascii_case(&tool.tool));
            let other = same.map(|other| other.limits.clone()).unwrap_or_default();
            less.extend(limits(&format!(" of {}", tool.tool), &tool.limits, &other));
        }
        for paths in &self.paths {
            let same = proposed.paths.iter().find(|other| other.name == paths.name);
            let other = same.map(|other| other.limits.clone()).unwrap_or_default();
            less.extend(limits(&format!(" in {}", paths.name), &paths.limits, &other));
            if same.is_some_and(|other| other.without_file > paths.without_file) {
                less.push(format!("findings without a file count for less in {}", paths.name));
            }
            if same.is_some_and(|other| other.files != paths.files) {
                less.push(format!("the files of {} are others", paths.name));
            }
        }
        let rank = |unknown: Unknown| Unknown::ALL.iter().position(|known| *known == unknown);
        let said = [
            (rank(proposed.unknown) > rank(self.unknown), "unknown severities count for less"),
            (proposed.new_only && !self.new_only, "what is known already is left alone"),
            (proposed.baseline != self.baseline, "the baseline is another file"),
            (proposed.report_only && !self.report_only, "the gate only reports"),
            (proposed.files != self.files, "the reports are others"),
            (proposed.in_source != self.in_source, "suppressions of the scanners count otherwise"),
            (proposed.of_commit > self.of_commit, "less is asked of the commit that scans are of"),
            (proposed.severities != self.severities, "severities are fixed otherwise"),
            (proposed.across != self.across, "findings are joined otherwise"),
            (proposed.formats != self.formats, "formats are declared otherwise"),
            (proposed.fail_on != self.fail_on, "it stops from another status on"),
        ];
        less.extend(said.into_iter().filter(|(holds, _)| *holds).map(|(_, words)| words.to_owned()));
        for (severity, days) in &proposed.grace {
            if self.grace.get(severity).is_none_or(|known| known < days) {
                less.push(format!("{days} days of grace for {}", severity.as_str()));
            }
        }
        for (severity, days) in &self.suppression_days {
            if proposed.suppression_days.get(severity).is_none_or(|other| other > days) {
                less.push(format!(
                    "suppressions hide {} findings for longer than {days} days",
                    severity.as_str()
                ));
            }
        }
        let named =
            |tool: &String| proposed.required_tools.iter().any(|other| other.eq_ignore_ascii_case(tool));
        let gone = self.required_tools.iter().filter(|tool| !named(tool));
        less.extend(gone.map(|tool| format!("{tool} need not run")));
        let new = proposed.suppressions.iter().filter(|it| !self.suppressions.contains(it));
        less.extend(new.map(|it| format!("suppression {} is new or wider", it.id)));
        less
    }
}

fn limits(of: &str, holds: &Limits, proposed: &Limits) -> Vec<String> {
    let less = |(severity, most): (&sarif::Severity, &u64)| match proposed.get(severity) {
        Some(other) if other <= most => None,
        Some(other) => Some(format!("{other} {} findings{of} instead of {most}", severity.as_str())),
        None => Some(format!("no limit for {} findings{of}", severity.as_str())),
    };
    holds.iter().filter_map(less).collect()
}
