//! What five teams asked for in writing, each as one pipeline of our own: from the tests to production, and where it must end before that.

use std::sync::LazyLock;
use std::thread;

#[path = "seeds/books.rs"]
mod books;
#[path = "seeds/hardening.rs"]
mod hardening;
#[path = "seeds/hipaa.rs"]
mod hipaa;
#[path = "seeds/kept.rs"]
mod kept;
#[path = "seeds/left.rs"]
mod left;
#[path = "seeds/legal.rs"]
mod legal;
#[path = "seeds/pipeline.rs"]
mod pipeline;
#[path = "seeds/qms.rs"]
mod qms;
#[path = "seeds/seen.rs"]
mod seen;

/// All stories at the same time: a run waits for most of its time, and the tests of one story would wait for it one after the other.
static TOLD: LazyLock<()> = LazyLock::new(|| {
    let stories = [books::tell, hardening::tell, hipaa::tell, legal::tell, qms::tell];
    let told = stories.map(thread::spawn);
    // Of a story that breaks off, its own tests tell.
    told.into_iter().for_each(|story| drop(story.join()));
});

fn tell_all() {
    LazyLock::force(&TOLD);
}
