use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::*;

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The head of an object of a kind and a size.
fn head(kind: u8, size: usize) -> Vec<u8> {
    let mut bytes = vec![kind << 4 | u8::try_from(size & 15).unwrap()];
    let mut rest = size >> 4;
    while rest > 0 {
        *bytes.last_mut().unwrap() |= 0x80;
        bytes.push(u8::try_from(rest & 0x7f).unwrap());
        rest >>= 7;
    }
    bytes
}

fn object(kind: u8, bytes: &[u8]) -> Vec<u8> {
    [head(kind, bytes.len()), deflate(bytes)].concat()
}

fn pack(objects: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(objects.len()).unwrap().to_be_bytes();
    let content = [b"PACK\0\0\0\x02".as_slice(), &count, &objects.concat()].concat();
    let hash = ring::digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, &content);
    [&content, hash.as_ref()].concat()
}

fn tree(entries: &[(&str, &str, Id)]) -> Vec<u8> {
    entries.iter().flat_map(|(mode, name, id)| [format!("{mode} {name}\0").as_bytes(), id].concat()).collect()
}

fn commit(tree: &Id) -> Vec<u8> {
    format!("tree {}\nauthor x <x> 0 +0000\n\nx", hex(tree)).into_bytes()
}

#[test]
fn files_are_those_of_the_commit() {
    let (blob, text) = (b"one".as_slice(), "x".repeat(5000));
    let inner = tree(&[("100644", "b", id("blob", text.as_bytes()))]);
    let outer = tree(&[
        ("100644", "a", id("blob", blob)),
        ("40000", "folder", id("tree", &inner)),
        ("120000", "link", id("blob", blob)),
    ]);
    let commit = commit(&id("tree", &outer));
    // The long text as what differs from the short one: 5000 is 0x1388; first the letters by insertion.
    let mut delta = vec![3, 0x88, 0x27, 127];
    delta.extend("x".repeat(127).bytes());
    for _ in 0..38 {
        delta.push(127);
        delta.extend("x".repeat(127).bytes());
    }
    delta.push(47);
    delta.extend("x".repeat(47).bytes());
    let first = object(3, blob);
    let back = u8::try_from(first.len()).unwrap();
    let by_offset = [head(6, delta.len()), vec![back], deflate(&delta)].concat();
    let by_name = [head(7, delta.len()), id("blob", blob).to_vec(), deflate(&delta)].concat();
    for differs in [by_offset, by_name] {
        let objects = [
            first.clone(),
            differs,
            object(2, &inner),
            object(2, &outer),
            object(1, &commit),
            object(4, b"tag"),
        ];
        let read = Objects::read(&pack(&objects)).unwrap();
        let files = read.files(&id("commit", &commit)).unwrap();
        assert_eq!(files.len(), 2);
        assert_eq!((&*files["a"], &*files["folder/b"]), (blob, text.as_bytes()));
        assert!(read.files(&id("commit", b"another")).is_err());
        assert!(read.files(&id("tree", &outer)).is_err(), "a tree is no commit");
    }
}

#[test]
fn a_difference_copies_and_inserts() {
    let base: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    // 70 000 is 0x11170: copy 0x10000 from 0 (written as no count), then 4464 from 0x10000, then two letters.
    let delta = [0xf0, 0xa2, 0x04, 0xf2, 0xa2, 0x04, 0x80, 0xb4, 0x01, 0x70, 0x11, 2, b'o', b'k'];
    let made = apply(&delta, &base, usize::MAX).unwrap();
    assert!(made.len() == 70_002 && made[..70_000] == base && made.ends_with(b"ok"));
    for cut in 1..delta.len() {
        assert!(apply(&delta[..cut], &base, usize::MAX).is_none(), "{cut}");
    }
    assert!(apply(&delta, &base[1..], usize::MAX).is_none());
    assert!(apply(&delta, &base, 70_001).is_none());
}

#[test]
fn attack_14_a_pack_that_is_damaged_or_lies_is_refused() {
    let whole = pack(&[object(3, b"one"), object(3, b"two")]);
    assert!(Objects::read(&whole).is_ok());
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 4;
        assert!(Objects::read(&changed).is_err(), "{at}");
        assert!(Objects::read(&whole[..at]).is_err(), "{at}");
    }
    for objects in [
        // Longer and shorter than they say.
        vec![[head(3, 2), deflate(b"one")].concat()],
        vec![[head(3, 4), deflate(b"one")].concat()],
        vec![head(3, MOST + 1)],
        vec![object(0, b"x")],
        vec![object(5, b"x")],
        // A base that is not there, before the pack, or itself.
        vec![[head(6, 3), vec![1], deflate(b"abc")].concat()],
        vec![
            [
                head(6, 3),
                vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
                deflate(b"abc"),
            ]
            .concat(),
        ],
        vec![[head(7, 3), vec![1; 20], deflate(b"abc")].concat()],
    ] {
        assert!(Objects::read(&pack(&objects)).is_err());
    }
    let other = [b"PACK\0\0\0\x03\0\0\0\0".as_slice()].concat();
    let hash = ring::digest::digest(&SHA1_FOR_LEGACY_USE_ONLY, &other);
    assert!(Objects::read(&[&other, hash.as_ref()].concat()).is_err());
}

#[test]
fn an_object_is_called_as_git_calls_it() {
    assert_eq!(hex(&id("blob", b"hello\n")), "ce013625030ba8dba906f756967f9e9ca394464a");
    assert_eq!(hex(&id("tree", b"")), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    assert_eq!(unhex(b"ce013625030ba8dba906f756967f9e9ca394464a"), Some(id("blob", b"hello\n")));
    assert!(unhex(b"ce").is_none() && unhex(b"xx013625030ba8dba906f756967f9e9ca394464a").is_none());
}
