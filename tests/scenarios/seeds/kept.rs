//! A second attempt as GitHub runs it: what had succeeded does not run again, and later jobs see the outputs that it had. act would run it anew.

use crate::harness::Run;

/// The workflow for the attempt after `before`, in which each job that had succeeded only tells the outputs it had.
pub(super) fn kept(workflow: &str, before: &Run) -> String {
    let (head, jobs) = workflow.split_once("\njobs:\n").unwrap();
    let succeeded = |name| before.jobs().contains(name) && before.job(name).result() == "success";
    let kept = blocks(jobs)
        .into_iter()
        .map(|(name, block)| if succeeded(name) { told(name, block, before) } else { block.to_owned() });
    format!("{head}\njobs:\n{}", kept.collect::<String>())
}

/// The name of each job, and its lines.
fn blocks(jobs: &str) -> Vec<(&str, &str)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in jobs.split_inclusive('\n') {
        if line.starts_with("  ") && !line.starts_with("   ") {
            starts.push((at, line.trim().trim_end_matches(':')));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([jobs.len()]);
    starts.iter().zip(ends).map(|((at, name), end)| (*name, &jobs[*at..end])).collect()
}

/// The job with its outputs as they were, and a step in place of its own.
fn told(name: &str, block: &str, before: &Run) -> String {
    let (head, _) = block.split_once("    steps:\n").unwrap();
    let lines = head.lines().map(|line| match line.split_once("${{ steps.") {
        Some((output, rest)) => {
            let (step, of) = rest.trim_end_matches(" }}").split_once(".outputs.").unwrap();
            let value = before.job(name).step(step).last_set(of);
            assert_ne!(value, "", "{name} had no output {of} of {step}");
            format!("{output}{value}\n")
        }
        None => format!("{line}\n"),
    });
    format!("{}    steps:\n      - run: echo \"This job has succeeded before.\"\n", lines.collect::<String>())
}
