//! Somebody else acts while the client waits: between a lost answer and the look for its effect.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use github::{Clock, GitHub};

use crate::stage::Stage;

struct Meanwhile<C, F> {
    clock: C,
    act: Mutex<Option<F>>,
}

impl<C: Clock, F: FnOnce() + Send> Clock for Meanwhile<C, F> {
    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        if let Some(act) = self.act.lock().unwrap().take() {
            act();
        }
        self.clock.sleep(time)
    }

    fn unix_seconds(&self) -> i64 {
        self.clock.unix_seconds()
    }

    fn chance(&self) -> u64 {
        self.clock.chance()
    }
}

/// The workflow's client; the first time that it waits, this happens.
pub(super) fn meanwhile(stage: &Arc<Stage>, act: impl FnOnce(&Stage) + Send + 'static) -> GitHub {
    let mut settings = stage.settings("actions-token");
    // Nobody waits between two writes: the first wait is the one after a lost answer.
    settings.pause = Duration::ZERO;
    let there = Arc::clone(stage);
    let clock = Meanwhile { clock: stage.clock(), act: Mutex::new(Some(move || act(&there))) };
    GitHub::with_clock(settings, Box::new(clock)).unwrap()
}
