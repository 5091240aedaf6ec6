//! Many who append to one shard at once, while answers are lost.

use super::*;

const WRITERS: u64 = 50;

#[test]
fn attack_15_fifty_writers_at_once_lose_and_duplicate_nothing_though_answers_are_lost() {
    let stage = Stage::new();
    for kind in [FaultKind::BadGatewayAfter, FaultKind::CutAfter, FaultKind::BadGatewayBefore] {
        stage.0.hub().fault(Fault::on("POST", "/graphql#CreateCommitOnBranch", kind).times(2));
    }
    stage.0.hub().fault(Fault::on("POST", "/repos/{owner}/{repo}/git/refs", FaultKind::CutAfter).times(1));
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let stage = &stage;
            // Fifty wait for one simulator: a short timeout would lose answers of its own making.
            scope.spawn(move || {
                run(async {
                    let appended = record_all(&stage.store(Way::Mutation, 120), &[number], 1000).await.unwrap();
                    assert_eq!(appended.places.len(), 1);
                });
            });
        }
    });
    run(async {
        let mut keys = verified(&stage.store(Way::Mutation, 120)).await;
        keys.sort();
        let mut wanted: Vec<Hash> = (0..WRITERS).map(samples::key_of).collect();
        wanted.sort();
        assert_eq!(keys, wanted);
    });
}

#[test]
fn attack_15_a_lost_answer_is_found_by_the_key_of_the_next_try() {
    let stage = Stage::new();
    run(async {
        record_all(&stage.mutation(), &[0], 1).await.unwrap();
        // The job dies after its append took effect, and is run again.
        let store = stage.mutation();
        let head = store.head().await.unwrap().unwrap();
        store.append(Some(&head), &samples::batch(&mut samples::tip(1).0, 1..2)).await.unwrap();
        let again = record_all(&stage.mutation(), &[1], 1).await.unwrap();
        assert!(again.places[0].found && again.places[0].index == 1 && again.head.size() == 2);
    });
}
