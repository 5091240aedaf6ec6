//! The store over the real program.

use jiff::Timestamp;
use tempfile::TempDir;

use super::*;

fn store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("shop.git"), "main").unwrap();
    (folder, store)
}

fn person(name: &str) -> Person {
    Person::new(name, &format!("{name}@example.org"), Timestamp::from_second(1_700_000_000).unwrap())
}

fn put(path: &str, oid: &Oid) -> Edit {
    Edit::Put(path.to_owned(), "100644".to_owned(), oid.clone())
}

fn tree(store: &Store, base: Option<&Oid>, edits: &[Edit]) -> Oid {
    match store.edit_tree(base, edits).unwrap() {
        Edited::Tree(oid) => oid,
        Edited::Missing(path) => panic!("{path} is missing"),
    }
}

fn commit(store: &Store, tree: &Oid, parents: &[&Oid], message: &str) -> Oid {
    let parents = parents.iter().map(|oid| (*oid).clone()).collect();
    let (author, committer, message) = (person("ann"), person("bob"), message.to_owned());
    store
        .put_commit(&NewCommit { tree: tree.clone(), parents, author, committer, message, signature: None })
        .unwrap()
}

fn paths(store: &Store, tree: &Oid) -> Vec<String> {
    store.tree(tree, true).unwrap().into_iter().map(|entry| entry.path).collect()
}

fn step(name: &str, before: &Oid, after: &Oid) -> RefMove {
    RefMove { name: name.to_owned(), before: before.clone(), after: after.clone() }
}

#[test]
fn objects_have_the_names_that_git_gives_them() {
    let (_folder, store) = store();
    let hello = store.put_blob(b"hello\n").unwrap();
    assert_eq!(hello.as_str(), "ce013625030ba8dba906f756967f9e9ca394464a");
    assert_eq!(tree(&store, None, &[]).as_str(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    let found = store.object(&hello).unwrap().unwrap();
    assert_eq!((found.kind, found.bytes.as_slice()), (ObjectKind::Blob, b"hello\n".as_slice()));
    assert!(store.object(&Oid::zero()).unwrap().is_none());
    assert_eq!(store.kind(&hello).unwrap(), Some(ObjectKind::Blob));
    assert_eq!(store.kind(&Oid::zero()).unwrap(), None);
}

#[test]
fn several_objects_come_in_order_and_the_missing_ones_not_at_all() {
    let (_folder, store) = store();
    let binary = store.put_blob(&[0, 10, 255, 10]).unwrap();
    let empty = store.put_blob(b"").unwrap();
    let found = store.objects(&[empty.clone(), Oid::zero(), binary.clone()]).unwrap();
    let seen: Vec<_> = found.iter().map(|object| (&object.oid, object.bytes.as_slice())).collect();
    assert_eq!(seen, [(&empty, [].as_slice()), (&binary, [0, 10, 255, 10].as_slice())]);
}

#[test]
fn a_tree_is_another_one_with_edits() {
    let (_folder, store) = store();
    let (one, two) = (store.put_blob(b"1").unwrap(), store.put_blob(b"2").unwrap());
    let first = tree(&store, None, &[put("a/b/c", &one), put("a/d", &one), put("e", &one)]);
    assert_eq!(paths(&store, &first), ["a", "a/b", "a/b/c", "a/d", "e"]);
    let second = tree(&store, Some(&first), &[Edit::Remove("a/b".to_owned()), put("e", &two)]);
    assert_eq!(paths(&store, &second), ["a", "a/d", "e"]);
    assert_eq!(store.entry(&second, "e").unwrap().unwrap().oid, two);
    assert!(store.entry(&second, "a/b/c").unwrap().is_none());
    let grafted = tree(&store, Some(&second), &[Edit::Graft("copy".to_owned(), first)]);
    assert_eq!(paths(&store, &grafted).len(), 3 + 6);
}

#[test]
fn a_file_and_a_folder_of_one_name_replace_each_other() {
    let (_folder, store) = store();
    let one = store.put_blob(b"1").unwrap();
    let first = tree(&store, None, &[put("a/b", &one), put("a-b", &one)]);
    let file = tree(&store, Some(&first), &[put("a", &one)]);
    assert_eq!(paths(&store, &file), ["a", "a-b"]);
    let folder = tree(&store, Some(&file), &[put("a/x/y", &one)]);
    assert_eq!(paths(&store, &folder), ["a-b", "a", "a/x", "a/x/y"]);
}

#[test]
fn what_is_not_there_cannot_be_removed() {
    let (_folder, store) = store();
    let one = store.put_blob(b"1").unwrap();
    let first = tree(&store, None, &[put("ab/c", &one)]);
    let edited = store.edit_tree(Some(&first), &[Edit::Remove("a".to_owned())]).unwrap();
    assert!(matches!(edited, Edited::Missing(path) if path == "a"));
}

#[test]
fn hostile_paths_are_told_apart() {
    for sound in ["a", "a/b", ".github/workflows/x.yml", "Übung/ß", "...", "a b", ".gitignore", "git~2"] {
        assert_eq!(check_path(sound), Ok(()), "{sound}");
    }
    assert_eq!(check_path(""), Err(PathFault::Empty));
    assert_eq!(check_path("/etc/passwd"), Err(PathFault::Absolute));
    let bad = [
        "..",
        ".",
        "a/../b",
        "a/./b",
        "a//b",
        "a/",
        ".git",
        "a/.git/config",
        ".GIT/x",
        ".git./x",
        ".git /x",
        "git~1/x",
        "a\nb",
        "a\0b",
        "a\tb",
        "a\\..\\b",
        ".g\u{200c}it/config",
        ".git::$INDEX_ALLOCATION/x",
    ];
    for path in bad {
        assert_eq!(check_path(path), Err(PathFault::Malformed), "{path:?}");
    }
}

#[test]
fn names_of_references_follow_git() {
    for sound in
        ["refs/heads/main", "refs/heads/deploy-record/production/2026-11", "refs/x/y", "refs/heads/a@b"]
    {
        assert!(check_refname(sound), "{sound}");
    }
    let bad = [
        "main",
        "refs/heads",
        "refs/heads/",
        "refs//x",
        "refs/heads/a..b",
        "refs/heads/a b",
        "refs/heads/a~1",
        "refs/heads/a^",
        "refs/heads/a:b",
        "refs/heads/.a",
        "refs/heads/a.lock",
        "refs/heads/a.",
        "refs/heads/a@{1}",
        "refs/heads/a\u{7f}",
        "refs/heads/*",
        "refs/heads/[a",
        "refs/heads/a\\b",
        "refs/heads/?",
    ];
    for name in bad {
        assert!(!check_refname(name), "{name:?}");
    }
}

#[test]
fn a_commit_comes_back_as_it_went_in() {
    let (_folder, store) = store();
    let tree = tree(&store, None, &[]);
    let mut author = person("ann");
    assert!(author.set_date("2026-11-22T11:30:00+05:30"));
    let new = NewCommit {
        tree,
        parents: Vec::new(),
        author,
        committer: person("bob"),
        message: "Head\n\nBody without an end".to_owned(),
        signature: Some("-----BEGIN-----\n\nabc\n-----END-----\n".to_owned()),
    };
    let oid = store.put_commit(&new).unwrap();
    let found = store.commit(&oid).unwrap().unwrap();
    assert_eq!((&found.author, &found.committer), (&new.author, &new.committer));
    assert_eq!(found.author.date(), "2026-11-22T06:00:00Z");
    assert_eq!((found.headline(), found.body()), ("Head", "Body without an end"));
    assert_eq!(found.message, new.message);
    assert_eq!(found.signature.unwrap(), "-----BEGIN-----\n\nabc\n-----END-----");
    assert!(
        found.payload.starts_with("tree ") && found.payload.ends_with("+0000\n\nHead\n\nBody without an end")
    );
}

#[test]
fn a_person_whose_name_would_break_the_object_is_not_sound() {
    assert!(person("ann").is_sound());
    for (name, email) in
        [("", "a@b"), ("a", ""), ("a<b", "a@b"), ("a", "a>b"), ("a\nparent x", "a@b"), ("a", "a\nb")]
    {
        assert!(!Person::new(name, email, Timestamp::UNIX_EPOCH).is_sound(), "{name:?} {email:?}");
    }
    assert!(!person("ann").set_date("yesterday"));
}

#[test]
fn references_move_together_or_not_at_all() {
    let (_folder, store) = store();
    let zero = Oid::zero();
    let empty = tree(&store, None, &[]);
    let (a, b) = (commit(&store, &empty, &[], "a"), commit(&store, &empty, &[], "b"));
    assert!(store.is_empty().unwrap());
    store.move_refs(&[step("refs/heads/main", &zero, &a)]).unwrap().unwrap();
    assert!(!store.is_empty().unwrap());
    let half = [step("refs/heads/new", &zero, &a), step("refs/heads/main", &b, &b)];
    assert!(store.move_refs(&half).unwrap().is_err(), "main was not at b");
    assert!(store.reference("refs/heads/new").unwrap().is_none(), "nothing moved");
    assert!(store.move_refs(&[step("refs/heads/main", &zero, &b)]).unwrap().is_err(), "it is there already");
    assert!(
        store.move_refs(&[step("refs/heads/main/x", &zero, &b)]).unwrap().is_err(),
        "no folder beside a file"
    );
    store.move_refs(&[step("refs/heads/main", &a, &b), step("refs/heads/new", &zero, &a)]).unwrap().unwrap();
    assert_eq!(store.reference("refs/heads/main").unwrap().unwrap().oid, b);
    store.move_refs(&[step("refs/heads/new", &a, &zero)]).unwrap().unwrap();
    assert!(store.reference("refs/heads/new").unwrap().is_none());
}

#[test]
fn a_word_means_a_commit() {
    let (_folder, store) = store();
    let zero = Oid::zero();
    let empty = tree(&store, None, &[]);
    let (a, b) = (commit(&store, &empty, &[], "a"), commit(&store, &empty, &[], "b"));
    let kind = ObjectKind::Commit;
    let tag = NewTag {
        name: "v1".to_owned(),
        object: b.clone(),
        kind,
        tagger: person("t"),
        message: "one".to_owned(),
    };
    let tag = store.put_tag(&tag).unwrap();
    assert_eq!(store.tag(&tag).unwrap().unwrap().object, b);
    assert!(store.tag(&a).unwrap().is_none());
    store.move_refs(&[step("refs/heads/x/y", &zero, &a), step("refs/tags/v1", &zero, &tag)]).unwrap().unwrap();
    for (word, meant) in
        [("x/y", Some(&a)), ("heads/x/y", Some(&a)), ("refs/heads/x/y", Some(&a)), ("v1", Some(&b))]
    {
        assert_eq!(store.resolve(word).unwrap().as_ref(), meant, "{word}");
    }
    assert_eq!(store.resolve(a.as_str()).unwrap().as_ref(), Some(&a));
    for nothing in ["main", "x", "x/y~0", "--all", empty.as_str(), Oid::zero().as_str()] {
        assert_eq!(store.resolve(nothing).unwrap(), None, "{nothing}");
    }
}

#[test]
fn the_graph_answers() {
    let (_folder, store) = store();
    let one = store.put_blob(b"1\n2\n").unwrap();
    let two = store.put_blob(b"1\n2\n3\n").unwrap();
    let first = tree(&store, None, &[put("a", &one), put("b", &two)]);
    let second = tree(&store, Some(&first), &[put("a", &two), Edit::Remove("b".to_owned()), put("c/d", &two)]);
    let a = commit(&store, &first, &[], "a");
    let b = commit(&store, &second, &[&a], "b");
    let other = commit(&store, &first, &[], "other");
    assert_eq!(store.history(&b, None).unwrap(), [b.clone(), a.clone()]);
    assert_eq!(store.history(&b, Some("c/d")).unwrap(), std::slice::from_ref(&b));
    assert_eq!(store.between(&a, &b).unwrap(), std::slice::from_ref(&b));
    assert_eq!(store.merge_base(&a, &b).unwrap(), Some(a.clone()));
    assert_eq!(store.merge_base(&other, &b).unwrap(), None);
    assert!(store.is_fast_forward(&a, &b).unwrap());
    assert!(!store.is_fast_forward(&b, &a).unwrap());
    let changes = store.changes(Some(&a), &b).unwrap();
    let seen: Vec<_> = changes
        .iter()
        .map(|c| (c.status, c.path.as_str(), c.previous.as_deref(), c.additions, c.deletions))
        .collect();
    assert_eq!(seen, [("modified", "a", None, 1, 0), ("renamed", "c/d", Some("b"), 0, 0)]);
    assert_eq!(store.changes(None, &a).unwrap().len(), 2);
}
