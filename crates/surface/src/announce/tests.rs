use std::future::{pending, ready};

use super::*;
use crate::target::Source;
use crate::target::tests::target;

fn notice(work: impl Future<Output = Result<String, github::Error>>) -> Notice {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let until = Instant::now() + Duration::from_millis(20);
        within(until, "comment", &target(Source::Own), work).await
    })
}

#[test]
fn what_does_not_end_is_left_when_the_time_is_over() {
    let late = notice(pending());
    assert!(late.failed && late.message.contains("The comment was not finished within 60 s"), "{late:?}");
    assert_eq!(notice(ready(Ok("Wrote it".to_owned()))), Notice::done("Wrote it"));
}
