//! What people see: golden texts, every sentence, any size, and nothing foreign that is markup, a link or a call.

mod hostile;
mod sample;

use approval::evaluation::{Counts, Filled, Outcome, Reason, Why};
use approval::people::AccountId;
use approval::policy::Item;
use approval_issue::present::{closing, headline, issue, mention, status, status_of, summary};
use github::LONGEST_BODY;

use sample::{Sample, reasons, whys};

/// The text is that of the file. `UPDATE=1` writes it.
fn golden(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == wanted, "{name} is another text; UPDATE=1 writes it:\n{text}");
}

fn outcomes() -> [Outcome; 11] {
    use Outcome::{
        Approved, Consumed, Denied, Expired, Held, Invalid, Overridden, Pending, Rollback, Superseded,
        Withdrawn,
    };
    [Approved, Overridden, Rollback, Denied, Pending, Held, Expired, Superseded, Withdrawn, Invalid, Consumed]
}

/// The reasons that such an outcome has.
fn fitting(outcome: Outcome) -> Vec<Reason> {
    let (by, at) = (AccountId(102), sample::time("2026-11-29T10:00:00Z"));
    let open = Reason::SeatOpen { seat: "eng".to_owned(), missing: 2 };
    match outcome {
        Outcome::Approved => vec![Reason::SeatsFilled],
        Outcome::Overridden => vec![Reason::GlassBroken { comments: vec![14] }],
        Outcome::Rollback => vec![Reason::ApprovedBefore],
        Outcome::Denied => vec![Reason::Denied { by, comment: 12 }],
        Outcome::Pending => vec![open],
        Outcome::Held => vec![Reason::MembershipUnknown { person: by }],
        Outcome::Expired => vec![Reason::Ended { at }, open],
        Outcome::Superseded => vec![Reason::SupersededBy { digest: "5f".repeat(32) }],
        Outcome::Withdrawn => vec![Reason::WithdrawnBy { by, comment: 12 }],
        Outcome::Invalid => vec![Reason::IssueEdited],
        Outcome::Consumed => vec![Reason::ConsumedBy { run: 42, attempt: 3 }],
    }
}

#[test]
fn the_issue_is_its_golden_text() {
    let sample = Sample::plain();
    let text = format!("{}\n\n{}", issue::title(&sample.ask()), issue::text(&sample.ask(), 100));
    golden("issue.md", &text);
}

#[test]
fn the_status_comment_is_its_golden_text() {
    golden("status.md", &status::text(&Sample::plain().standings(), 100));
}

#[test]
fn each_outcome_has_its_last_word_or_none() {
    let mut all = String::new();
    for outcome in outcomes() {
        let mut sample = Sample::plain();
        sample.evaluation.outcome = outcome;
        sample.evaluation.reasons = fitting(outcome);
        if outcome == Outcome::Approved || outcome == Outcome::Consumed {
            let place =
                Filled { by: AccountId(102), comment: 12, ..sample.evaluation.seats[0].filled[0].clone() };
            let other = Filled { by: AccountId(103), comment: 13, ..place.clone() };
            sample.evaluation.seats[1].filled = vec![place, other];
        }
        let word = format!("{:?}", status_of(outcome));
        let message = closing::message(&sample.evaluation, &sample.names);
        all.push_str(&format!(
            "## {outcome:?} ({word})\n\n{}\n",
            message.unwrap_or_else(|| "(the issue stays open)".to_owned())
        ));
    }
    golden("closing.md", &all);
}

#[test]
fn what_lets_nothing_be_deployed_is_never_called_approved() {
    for outcome in outcomes() {
        let lets = matches!(outcome, Outcome::Approved | Outcome::Overridden | Outcome::Rollback);
        let passes = matches!(status_of(outcome), verdict::Status::Pass | verdict::Status::Warn);
        assert_eq!(passes, lets, "{outcome:?}");
        assert_eq!(headline(outcome).starts_with("Approved"), outcome == Outcome::Approved, "{outcome:?}");
        let mut sample = Sample::plain();
        sample.evaluation.outcome = outcome;
        sample.evaluation.seats[0].filled.clear();
        let message = closing::message(&sample.evaluation, &sample.names).unwrap_or_default();
        // Attack: "all approvers have approved" with one of four (an ask of many).
        assert!(!message.contains("All"), "{message}");
    }
}

#[test]
fn every_reason_and_every_why_has_a_sentence_of_its_own() {
    let mut sample = Sample::plain();
    sample.evaluation.reasons = reasons("it");
    let all: Vec<Why> = whys("it");
    sample.evaluation.comments =
        (1..).zip(all).map(|(at, why)| sample::standing(at, Counts::Ignored { why })).collect();
    let text = status::text(&sample.standings(), 0);
    golden("sentences.md", &text);
    let answers: Vec<&str> =
        text.lines().filter_map(|line| line.split("<b>does not count</b>: ").nth(1)).collect();
    let mut once = answers.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!((answers.len(), once.len()), (sample.evaluation.comments.len(), answers.len()));
    assert!(answers.iter().all(|answer| answer.len() > 40 && answer.ends_with(". |")), "{answers:#?}");
}

#[test]
fn the_lists_of_this_test_are_whole() {
    // Exhaustive, so that a new variant is missed by the compiler, and then by the count.
    let number = |why: &Why| match why {
        Why::Malformed { .. } => 0,
        Why::NoPerson => 1,
        Why::ByApp { .. } => 2,
        Why::ByMail => 3,
        Why::Edited { .. } => 4,
        Why::Hidden => 5,
        Why::BeforeRequest => 6,
        Why::CodeNeeded => 7,
        Why::OtherCode => 8,
        Why::Superseded => 9,
        Why::AfterEnd => 10,
        Why::TooSoon { .. } => 11,
        Why::OutsideHours => 12,
        Why::Frozen => 13,
        Why::NoSeat => 14,
        Why::MembershipPending => 15,
        Why::MembershipUnknown => 16,
        Why::MembershipLost => 17,
        Why::Tied { .. } => 18,
        Why::Meaning => 19,
        Why::Reason { .. } => 20,
        Why::Checklist { .. } => 21,
        Why::Signature { .. } => 22,
        Why::NoIdentity => 23,
        Why::IdentityUnknown => 24,
        Why::SeatsFirst { .. } => 25,
        Why::DeniedBefore { .. } => 26,
        Why::NothingToWithdraw => 27,
        Why::NoBreakGlass => 28,
    };
    let numbers: Vec<usize> = whys("it").iter().map(number).collect();
    assert_eq!(numbers, (0..29).collect::<Vec<_>>());
    let number = |reason: &Reason| match reason {
        Reason::SeatsFilled => 0,
        Reason::GlassBroken { .. } => 1,
        Reason::GlassAlone { .. } => 2,
        Reason::ApprovedBefore => 3,
        Reason::SeatOpen { .. } => 4,
        Reason::SeatWaits { .. } => 5,
        Reason::Denied { .. } => 6,
        Reason::WithdrawnBy { .. } => 7,
        Reason::Ended { .. } => 8,
        Reason::SupersededBy { .. } => 9,
        Reason::OtherThanAsked { .. } => 10,
        Reason::PolicyChanged => 11,
        Reason::Recorded => 12,
        Reason::EnvironmentMoved { .. } => 13,
        Reason::ConsumedBy { .. } => 14,
        Reason::IssueEdited => 15,
        Reason::IssueOther => 16,
        Reason::IssueGone => 17,
        Reason::IssueClosed => 18,
        Reason::IssueLocked => 19,
        Reason::RequestNotShown => 20,
        Reason::CommentDeleted { .. } => 21,
        Reason::CommentEdited { .. } => 22,
        Reason::DenialUnclear { .. } => 23,
        Reason::MembershipUnknown { .. } => 24,
        Reason::IdentityUnknown { .. } => 25,
        Reason::Unattributed { .. } => 26,
        Reason::ReviewOverdue { .. } => 27,
        Reason::Frozen { .. } => 28,
        Reason::NotYet { .. } => 29,
    };
    let numbers: Vec<usize> = reasons("it").iter().map(number).collect();
    assert_eq!(numbers, (0..30).collect::<Vec<_>>());
}

#[test]
fn who_may_approve_is_called_once_and_by_the_name_of_now() {
    let sample = Sample::plain();
    assert_eq!(mention::mentions(&sample.policy, &sample.people), ["@octo/qa", "@alice-moved"]);
    let text = issue::text(&sample.ask(), 0);
    assert_eq!((text.matches("@octo/qa").count(), text.matches("@alice-moved").count()), (1, 1));
    let status = status::text(&sample.standings(), 0);
    assert!(!status.contains('@'), "{status}");
}

#[test]
fn the_line_to_paste_is_a_command_that_says_yes() {
    let sample = Sample::plain();
    let text = issue::text(&sample.ask(), 0);
    let paste = text.split("```text\n").nth(1).unwrap().split("\n```").next().unwrap();
    let read = approval::command::read(paste);
    let approval::command::Line::Command(approval::command::Command::Approve { code, meaning, reason }) = read
    else {
        panic!("{read:?}")
    };
    assert_eq!(
        (code, meaning.as_deref(), reason.as_deref()),
        (Some(sample.code), Some("quality-release"), Some("REASON"))
    );
    assert_eq!(approval::answers::of(&sample.policy.checklist, paste), ["tests", "rollback"]);
    let shown = approval::posted::read(&text).unwrap().unwrap();
    assert_eq!((shown.request, shown.digest), (sample.request, sample.digest));
}

#[test]
fn the_summary_is_a_report_of_the_same() {
    let sample = Sample::plain();
    let report = summary::report(&sample.standings());
    assert_eq!(report.status, Some(verdict::Status::Inconclusive));
    let room = runner::summary::Room { most: 100_000, measure: str::len };
    golden("summary.md", &runner::summary::fit(&report, room).text);
}

#[test]
fn any_number_of_anything_fits_and_what_is_missing_is_counted() {
    let mut sample = Sample::of("😀 <b>|`@octo/all` x");
    let why = Why::Malformed { column: 1, problem: "x|".repeat(100) };
    sample.evaluation.comments =
        (1..=5_000).map(|at| sample::standing(at, Counts::Ignored { why: why.clone() })).collect();
    sample.evaluation.reasons = vec![Reason::SeatOpen { seat: "`|".repeat(300), missing: 2 }; 3_000];
    sample.change.commits = vec![sample.change.commits[0].clone(); 5_000];
    sample.evidence = vec![sample.evidence[0].clone(); 64];
    let size = |text: &str| text.encode_utf16().count();
    let status = status::text(&sample.standings(), 100);
    assert!(size(&status) + 100 <= LONGEST_BODY && status.contains("…and 4"), "{}", size(&status));
    let text = issue::text(&sample.ask(), 100);
    assert!(size(&text) + 100 <= LONGEST_BODY && text.contains("more.\n"), "{}", size(&text));
    assert!(text.trim_end().ends_with(sample.block.as_str()), "the block is whole");
    assert!(issue::title(&sample.ask()).encode_utf16().count() <= 256);
    let message = closing::message(
        &{
            let mut all = sample.evaluation.clone();
            all.outcome = Outcome::Denied;
            all
        },
        &sample.names,
    );
    assert!(size(&message.unwrap()) <= LONGEST_BODY);
}

#[test]
fn the_line_to_paste_is_there_however_large_the_rest_is() {
    let mut sample = Sample::of("| long words of somebody else |");
    let long = Item { id: "x".repeat(60), text: "<".repeat(600), seats: vec!["|".repeat(100)] };
    sample.policy.checklist = vec![long; 40];
    sample.mentions = (0..40).map(|at| format!("@{}{at}", "a".repeat(38))).collect();
    sample.block = format!("<!-- {} -->", "x".repeat(48 * 1024));
    let text = issue::text(&sample.ask(), 100);
    assert!(text.encode_utf16().count() + 100 <= LONGEST_BODY);
    assert!(text.contains(&format!("```text\n/approve {}", sample.code)) && text.contains("…and "));
    assert!(text.trim_end().ends_with(&sample.block));
}
