use std::sync::Arc;

use object_store::memory::InMemory;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt as _};

use super::*;

fn people(memory: &Arc<InMemory>) -> People {
    People::objects(Arc::clone(memory) as Arc<dyn ObjectStore>, "people")
}

/// All objects: their names below the prefix, and their bytes.
async fn all(memory: &InMemory) -> Vec<(String, Vec<u8>)> {
    let (mut found, mut folders) = (Vec::new(), vec![Place::parse("people").unwrap()]);
    while let Some(folder) = folders.pop() {
        let listed = memory.list_with_delimiter(Some(&folder)).await.unwrap();
        folders.extend(listed.common_prefixes);
        for object in listed.objects {
            let bytes = memory.get(&object.location).await.unwrap().bytes().await.unwrap();
            found.push((object.location.to_string(), bytes.to_vec()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_person_is_erased_from_a_bucket() {
    let memory = Arc::new(InMemory::new());
    run(async {
        let (zoe, ada) = (People::pseudonym().unwrap(), People::pseudonym().unwrap());
        let (origin, store) = (samples::origin(), people(&memory));
        let name = store.keep(&origin, &zoe, field("name"), VALUE.to_owned()).await.unwrap();
        store.keep(&origin, &zoe, field("comment"), VALUE.to_owned()).await.unwrap();
        let adas = store.keep(&origin, &ada, field("name"), "Ada".to_owned()).await.unwrap();
        assert_eq!(store.disclosure(&zoe, &name).await.unwrap().unwrap().value, VALUE);
        let held = all(&memory).await;
        assert_eq!(held.len(), 5);
        assert!(held.iter().all(|(_, bytes)| !bytes.windows(4).any(|part| part == &VALUE.as_bytes()[..4])));
        store.erase(&zoe).await.unwrap();
        store.erase(&zoe).await.unwrap();
        let left: Vec<String> = all(&memory).await.into_iter().map(|(name, _)| name).collect();
        let digits = adas.to_string();
        let value = format!("people/values/{ada}/{}", digits.rsplit(':').next().unwrap());
        assert_eq!(left, [format!("people/erased/{zoe}"), format!("people/keys/{ada}"), value]);
        assert!(store.disclosure(&zoe, &name).await.unwrap().is_none() && store.is_erased(&zoe).await.unwrap());
        assert_eq!(store.disclosure(&ada, &adas).await.unwrap().unwrap().value, "Ada");
        let back = store.keep(&origin, &zoe, field("name"), VALUE.to_owned()).await.unwrap_err();
        assert!(matches!(back, PeopleError::Erased(_)), "{back}");
    });
}

#[test]
fn many_who_keep_values_of_one_person_share_a_key() {
    let memory = Arc::new(InMemory::new());
    let person = People::pseudonym().unwrap();
    let kept: Vec<Commitment> = std::thread::scope(|scope| {
        let keep = || {
            run(async {
                people(&memory).keep(&samples::origin(), &person, field("name"), VALUE.to_owned()).await
            })
        };
        let writers: Vec<_> = (0..8).map(|_| scope.spawn(keep)).collect();
        writers.into_iter().map(|one| one.join().unwrap().unwrap()).collect()
    });
    for commitment in &kept {
        let found = run(async { people(&memory).disclosure(&person, commitment).await }).unwrap();
        assert_eq!(found.unwrap().value, VALUE);
    }
}

#[test]
fn attack_15_what_is_kept_while_its_person_is_erased_is_nowhere() {
    let memory = Arc::new(InMemory::new());
    for _ in 0..100 {
        let person = People::pseudonym().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..3 {
                let keep = || {
                    run(async {
                        people(&memory).keep(&samples::origin(), &person, field("name"), VALUE.to_owned()).await
                    })
                };
                scope.spawn(keep);
            }
            scope.spawn(|| run(async { people(&memory).erase(&person).await }).unwrap());
        });
        let held = run(all(&memory)).into_iter().map(|(name, _)| name);
        let of_person: Vec<String> = held.filter(|name| name.contains(person.as_str())).collect();
        assert_eq!(of_person, [format!("people/erased/{person}")]);
    }
}
