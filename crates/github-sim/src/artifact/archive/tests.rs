//! The archive, read by a program that is not ours.

use std::process::Command;

use super::pack;

#[test]
fn python_reads_every_file_and_finds_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let binary: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    std::fs::write(&path, pack(&[("a.json", b"{}"), ("deep/größe.bin", &binary), ("empty", b"")]).unwrap())
        .unwrap();
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n\
                  print([(i.filename, len(z.read(i))) for i in z.infolist()])";
    let output = Command::new("python3").args(["-X", "utf8", "-c", script]).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(listed.trim(), "[('a.json', 2), ('deep/größe.bin', 70000), ('empty', 0)]");
}
