//! Meanings and questions.

use crate::policy::{Demand, Item, Seat};
use crate::preset::Base;

use super::{Draft, Problems, demand, is_word, no_word};

const MEANINGS: usize = 20;
const ITEMS: usize = 30;
const QUESTION: usize = 300;

pub(super) fn meanings(draft: &Draft, base: &Base, problems: &mut Problems) -> Vec<String> {
    let Some(written) = &draft.meanings else {
        return base.meanings.iter().map(|word| (*word).to_owned()).collect();
    };
    if written.len() > MEANINGS {
        problems.add("meanings", format!("are more than {MEANINGS}: nobody chooses right among so many"));
    }
    let mut meanings: Vec<String> = Vec::new();
    for word in written.iter().take(MEANINGS) {
        if !is_word(word) {
            problems.add("meanings", no_word(word));
        } else if meanings.contains(word) {
            problems.add("meanings", format!("name `{word}` twice: remove one"));
        } else {
            meanings.push(word.clone());
        }
    }
    meanings
}

pub(super) fn meaning(draft: &Draft, meanings: &[String], base: &Base, problems: &mut Problems) -> Demand {
    let meaning = demand("meaning", draft.meaning.as_deref(), base.meaning, problems);
    if meaning == Demand::Required && meanings.is_empty() {
        problems.add(
            "meaning",
            "is required and there is none to state: write `meanings`, such as `[reviewed, approved]`",
        );
    }
    meaning
}

pub(super) fn checklist(draft: &Draft, seats: &[Seat], problems: &mut Problems) -> Vec<Item> {
    if draft.checklist.len() > ITEMS {
        problems.add("checklist", format!("has more than {ITEMS} questions: nobody answers so many with care"));
    }
    let mut items: Vec<Item> = Vec::new();
    for (at, item) in draft.checklist.iter().take(ITEMS).enumerate() {
        let member = |name: &str| format!("checklist[{at}].{name}");
        if !is_word(&item.id) {
            problems.add(member("id"), no_word(&item.id));
        }
        if items.iter().any(|other| other.id == item.id) {
            problems.add(member("id"), format!("`{}` is another question's: choose another name", item.id));
        }
        let text = item.text.trim();
        if text.is_empty() || text.chars().count() > QUESTION || text.chars().any(char::is_control) {
            problems
                .add(member("text"), format!("is no question: write one line of at most {QUESTION} letters"));
        }
        for seat in item.seats.iter().filter(|id| !seats.iter().any(|seat| seat.id == **id)) {
            problems.add(member("seats"), format!("`{}` is no seat of this policy", super::shown(seat, "")));
        }
        items.push(Item { id: item.id.clone(), text: text.to_owned(), seats: item.seats.clone() });
    }
    items
}
