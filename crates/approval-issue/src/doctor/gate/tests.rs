use super::super::Status;
use super::super::facts::Asked;
use super::super::sample::{DEPLOY, found, seen, status, with, workflow, wrong};
use super::super::workflow::read;

const TOOL: &str = "acme/tools/actions/approval-issue@0123456789012345678901234567890123456789";

/// The deploying workflow with one text in place of another.
fn changed(from: &str, to: &str) -> String {
    assert!(DEPLOY.contains(from), "{from}");
    DEPLOY.replace(from, to)
}

fn of(text: &str) -> (Status, Status) {
    let seen = with("deploy.yml", text);
    (status(&seen, "workflow-verify"), status(&seen, "workflow-conditions"))
}

/// A workflow in which another job verifies.
fn in_front(verify: &str, between: &str, deploy: &str) -> String {
    format!(
        "on: push\njobs:\n  verify:\n    {verify}\n    steps:\n      - uses: {TOOL}\n        with: {{mode: verify, environment: production}}\n  \
         build:\n    needs: verify\n    {between}\n    steps: [{{run: make}}]\n  deploy:\n    needs: [build]\n    environment: production\n    \
         {deploy}\n    steps: [{{run: ./deploy}}]\n"
    )
}

#[test]
fn a_job_that_deploys_without_asking_is_broken() {
    let text = changed("mode: verify", "mode: simulate");
    assert_eq!(of(&text), (Status::Broken, Status::Sound));
    let finding = found(&with("deploy.yml", &text), "workflow-verify");
    assert!(finding.found.contains("`deploy` of `.github/workflows/deploy.yml`"), "{finding:?}");
    // Every job counts, not the first one.
    let second = format!("{DEPLOY}  again:\n    environment: PRODUCTION\n    steps: [{{run: ./deploy}}]\n");
    assert_eq!(of(&second).0, Status::Broken);
    let other = format!("{DEPLOY}  test:\n    environment: staging\n    steps: [{{run: ./deploy}}]\n");
    assert_eq!(of(&other).0, Status::Sound);
}

#[test]
fn what_cannot_be_told_is_unknown() {
    let unseen = [
        "on: push\njobs:\n  a:\n    environment: ${{ inputs.to }}\n    steps: [{run: x}]\n",
        "on: push\njobs:\n  a:\n    environment: production\n    steps: [{uses: ./.github/actions/deploy}]\n",
        "on: push\njobs:\n  v: {uses: acme/x/.github/workflows/verify.yml@main}\n  a:\n    needs: v\n    environment: production\n    steps: [{run: x}]\n",
        "on: workflow_call\njobs:\n  a:\n    environment: production\n    steps: [{run: x}]\n",
        "on: push\nx: &anchor 1\njobs: {}\n",
    ];
    for text in unseen {
        assert_eq!(of(text).0, Status::Unknown, "{text}");
    }
    let none = with("deploy.yml", "on: push\njobs:\n  a:\n    steps: [{run: x}]\n");
    assert_eq!(status(&none, "workflow-verify"), Status::Unknown);
}

#[test]
fn it_asks_for_the_environment_that_it_deploys_to() {
    assert_eq!(of(&changed("environment: Production", "environment: staging")).0, Status::Broken);
    assert_eq!(of(&changed("environment: Production", "environment: '${{ inputs.to }}'")).0, Status::Unknown);
}

#[test]
fn it_asks_before_it_does_anything_else() {
    let text = changed("      - uses: actions/checkout@v4\n", "      - run: make\n");
    assert_eq!(of(&text).0, Status::Weak);
}

/// Attack 47: the step asks and nothing hears it.
#[test]
fn attack_47_a_refusal_that_is_passed_over_is_broken() {
    let step = |more: &str| {
        changed("        with: {mode: verify", &format!("        {more}\n        with: {{mode: verify"))
    };
    assert_eq!(of(&step("continue-on-error: true")), (Status::Sound, Status::Broken));
    assert_eq!(of(&step("continue-on-error: false")), (Status::Sound, Status::Sound));
    assert_eq!(of(&step("continue-on-error: ${{ inputs.x }}")).1, Status::Unknown);
    assert_eq!(of(&step("if: github.ref == 'refs/heads/main'")).1, Status::Unknown);
    assert_eq!(of(&step("if: always()")).1, Status::Sound);
    let late = changed("      - run: ./deploy.sh\n", "      - run: ./deploy.sh\n        if: always()\n");
    assert_eq!(of(&late), (Status::Sound, Status::Weak));
}

/// Attack 47: another job asks, and a condition goes on without its answer.
#[test]
fn attack_47_a_condition_that_goes_on_after_a_refusal_is_broken() {
    let plain = "runs-on: x";
    assert_eq!(of(&in_front(plain, plain, plain)), (Status::Weak, Status::Sound));
    for condition in ["always()", "${{ !cancelled() }}", "always() && !failure()", "failure()"] {
        let text = in_front(plain, plain, &format!("if: \"{condition}\""));
        assert_eq!(of(&text).1, Status::Broken, "{condition}");
    }
    let asked = in_front(plain, plain, "if: always() && needs.verify.result == 'success'");
    assert_eq!(of(&asked).1, Status::Sound);
    assert_eq!(of(&in_front("continue-on-error: true", plain, plain)).1, Status::Broken);
    assert_eq!(of(&in_front(plain, "if: always()", plain)).1, Status::Weak);
}

/// Attack 45.
#[test]
fn attack_45_a_tool_that_can_be_replaced_is_weak() {
    for moving in ["approval-issue@v1", "approval-issue@main", "approval-issue@0123456"] {
        let text = changed("approval-issue@0123456789012345678901234567890123456789", moving);
        assert_eq!(wrong(&with("deploy.yml", &text)), ["workflow-pins"], "{moving}");
    }
    let own = changed(
        "acme/tools/actions/approval-issue@0123456789012345678901234567890123456789",
        "./actions/approval-issue",
    );
    assert!(wrong(&with("deploy.yml", &own)).is_empty());
}

#[test]
fn a_call_is_looked_into() {
    let verify = format!(
        "on: workflow_call\njobs:\n  look:\n    steps:\n      - uses: {TOOL}\n        with: {{mode: verify, environment: production}}\n"
    );
    let deploy = |uses: &str, more: &str| {
        format!(
            "on: push\njobs:\n  ask: {{uses: '{uses}'}}\n  deploy:\n    needs: ask\n    environment: production\n    {more}\n    steps: [{{run: x}}]\n"
        )
    };
    let address = "acme/tools/.github/workflows/verify.yml@0123456789012345678901234567890123456789";
    let own = |deploy: &str, verify: &str| {
        let mut seen = with("deploy.yml", deploy);
        if let Asked::Told(workflows) = &mut seen.workflows {
            workflows.push(workflow("verify.yml", verify));
        }
        seen.called = vec![read(address, verify.as_bytes())];
        (status(&seen, "workflow-verify"), status(&seen, "workflow-conditions"), status(&seen, "workflow-pins"))
    };
    let (weak, sound) = (Status::Weak, Status::Sound);
    let local = "./.github/workflows/verify.yml";
    for uses in [local, address] {
        assert_eq!(own(&deploy(uses, "runs-on: x"), &verify), (weak, sound, sound), "{uses}");
        assert_eq!(own(&deploy(uses, "if: always()"), &verify).1, Status::Broken, "{uses}");
        let other = verify.replace("mode: verify", "mode: simulate");
        assert_eq!(own(&deploy(uses, "runs-on: x"), &other).0, Status::Broken, "{uses}");
    }
    // What is not read stays unknown, and a name that moves is told.
    let unseen = "acme/tools/.github/workflows/verify.yml@v1";
    assert_eq!(own(&deploy(unseen, "runs-on: x"), &verify), (Status::Unknown, sound, sound));
    let mut moving = with("deploy.yml", &deploy(unseen, "runs-on: x"));
    moving.called = vec![read(unseen, verify.as_bytes())];
    assert_eq!(status(&moving, "workflow-pins"), weak);
}

#[test]
fn who_calls_a_deployment_asks_for_it() {
    let deploy = "on: workflow_call\njobs:\n  deploy:\n    environment: production\n    steps: [{run: x}]\n";
    let calling = |text: &str| {
        let mut seen = with("deploy.yml", deploy);
        if let Asked::Told(workflows) = &mut seen.workflows {
            workflows.push(workflow("release.yml", text));
        }
        (status(&seen, "workflow-verify"), status(&seen, "workflow-conditions"))
    };
    let call = "  ship:\n    needs: verify\n    uses: ./.github/workflows/deploy.yml\n";
    let verify = format!(
        "on: push\njobs:\n  verify:\n    steps:\n      - uses: {TOOL}\n        with: {{mode: verify, environment: production}}\n"
    );
    assert_eq!(calling(&format!("{verify}{call}")), (Status::Weak, Status::Sound));
    assert_eq!(calling(&format!("{verify}{call}    if: always()\n")), (Status::Weak, Status::Broken));
    let alone = format!("{verify}{call}  other: {{uses: ./.github/workflows/deploy.yml}}\n");
    assert_eq!(calling(&alone).0, Status::Broken);
}

#[test]
fn no_workflow_at_all_is_no_gate() {
    let mut seen = seen();
    seen.workflows = Asked::Told(Vec::new());
    assert_eq!(status(&seen, "workflow-verify"), Status::Unknown);
    assert_eq!(status(&seen, "workflow-decide"), Status::Broken);
}
