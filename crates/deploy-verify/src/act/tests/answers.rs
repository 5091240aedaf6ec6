//! What of an answer is judged, and what of it is kept.

use super::*;

fn redirected(status: u16, to: &str, most: &str) -> Ended {
    let hop = Answer { status, headers: vec![("location".to_owned(), to.to_owned())], ..Answer::default() };
    run(vec![Ok(hop), answer(200, "")], &[URL, ("tries", "1"), ("max-redirects", most)], "")
}

#[test]
fn redirects_stay_on_the_host_that_was_named() {
    assert_eq!(redirected(302, "/login", "1").decision(), Decision::Promote);
    assert_eq!(redirected(302, "/login", "0").reason("check-health"), "status", "its own status counts");
    for to in [
        "https://evil.example/",
        "http://shop.example/health",
        "https://shop.example:8443/",
        "http://169.254.169.254/latest/meta-data/",
        "//evil.example/",
        "https://a:b@shop.example/x",
        "file:///etc/passwd",
        "https://shop.example.evil.example/",
    ] {
        let ended = redirected(302, to, "5");
        assert_eq!(ended.reason("check-health"), "redirect-refused", "{to}");
        assert_eq!(ended.sim.sent.borrow().len(), 1, "{to}");
    }
    assert_eq!(redirected(302, "/health", "5").reason("check-health"), "redirect-loop");
    let shown = format!("{:?}", redirected(302, "/next?token=s3cr3t", "1").facts);
    assert!(shown.contains("https://shop.example/next?…") && !shown.contains("s3cr3t"), "{shown}");
}

#[test]
fn latency_certificates_and_headers_are_judged() {
    let sure = |days: u64| Answer {
        status: 200,
        headers: [
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("content-security-policy", "default-src 'self'; frame-ancestors 'none'"),
            ("x-content-type-options", "nosniff"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        certificate_ends: Some(BEGAN / 1000 + days * 86_400),
        ..Answer::default()
    };
    let inputs =
        [URL, ("tries", "1"), ("min-tls-days", "14"), ("security-headers", "hsts, csp, frame, content-type")];
    assert_eq!(run(vec![Ok(sure(15))], &inputs, "").status(), Status::Pass);
    assert_eq!(run(vec![Ok(sure(13))], &inputs, "").reason("check-health"), "certificate-ends");
    for gone in 0..3 {
        let mut answer = sure(15);
        answer.headers.remove(gone);
        assert_eq!(run(vec![Ok(answer)], &inputs, "").reason("check-health"), "security-header", "{gone}");
    }
    let mut weak = sure(15);
    weak.headers[0].1 = "max-age=0".to_owned();
    weak.certificate_ends = None;
    assert_eq!(run(vec![Ok(weak)], &inputs, "").reason("check-health"), "certificate-unknown");
    let sim = Sim::default();
    sim.script.borrow_mut().push_back(answer(200, ""));
    sim.takes.set(801);
    assert_eq!(
        run_with(sim, &[URL, ("tries", "1"), ("max-latency", "800ms")], "", nowhere()).reason("check-health"),
        "slow"
    );
}

#[test]
fn every_check_must_hold_in_the_same_try() {
    let urls = ("url", "https://shop.example/health\nhttps://shop.example/");
    let ended = run(vec![answer(200, ""), answer(404, ""), answer(200, "")], &[urls, ("tries", "2")], "");
    assert_eq!((ended.decision(), ended.tries().len()), (Decision::Promote, 2));
    let ended = run(
        vec![answer(200, ""), Err(Failure::Name), answer(200, ""), Err(Failure::Name)],
        &[urls, ("tries", "2")],
        "",
    );
    assert_eq!(ended.decision(), Decision::Hold);
    assert!(matches!(ended.facts.phases[0].tries[0].attempts[1].result, Outcome::Failed(Failure::Name)));
}

#[test]
fn a_version_is_shown_only_if_it_is_harmless() {
    for (version, shown) in
        [("1.2.3-rc.1+5", true), ("::error::x", false), ("<img src=x>", false), (&"9".repeat(65)[..], false)]
    {
        let body = serde_json::json!({ "version": version }).to_string();
        let ended = run(vec![answer(200, &body)], &[URL, ("tries", "3"), ("expect-version", "2")], "");
        let facts = serde_json::to_string(&ended.facts).unwrap();
        assert_eq!(facts.contains(version), shown, "{version}");
        assert_eq!(ended.reason("check-health"), "other-version");
    }
}

#[test]
fn replay_refuses_what_no_run_could_have_written() {
    let find = |ended: &Ended, change: &dyn Fn(&mut Facts)| {
        let mut facts = ended.facts.clone();
        change(&mut facts);
        crate::contradiction::find(&ended.policy, &facts)
    };
    let ended = run(vec![answer(500, ""), answer(200, "")], &[URL, ("tries", "3")], "");
    assert!(
        find(&ended, &|facts| {
            facts.phases[0].tries.pop();
        })
        .is_some(),
        "stopped early"
    );
    assert!(
        find(&ended, &|facts| {
            let more = facts.phases[0].tries[1].clone();
            facts.phases[0].tries.push(more);
        })
        .is_some(),
        "went on behind a success"
    );
    assert!(
        find(&ended, &|facts| facts.rollback = Some(Rollback::Earlier(None))).is_some(),
        "gone back without a reason"
    );
    assert!(find(&ended, &|facts| facts.phases.push(Phase::default())).is_some());
    assert!(find(&ended, &|facts| facts.ended_ms = None).is_some());
}
