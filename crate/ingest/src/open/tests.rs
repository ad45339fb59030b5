//! Packed files by every library, and archives by their members.

use crate::Record;
use crate::Source;
use std::io::Write;

/// `192.0.2.1 15.1.2507.6`, as `xz` packs it.
const XZ: [u8; 80] = [
    0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01,
    0x16, 0x00, 0x00, 0x00, 0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x15, 0x31, 0x39, 0x32, 0x2e, 0x30,
    0x2e, 0x32, 0x2e, 0x31, 0x20, 0x31, 0x35, 0x2e, 0x31, 0x2e, 0x32, 0x35, 0x30, 0x37, 0x2e, 0x36,
    0x0a, 0x00, 0x00, 0x00, 0xb3, 0x7c, 0x5a, 0x96, 0x5f, 0x36, 0xde, 0xf2, 0x00, 0x01, 0x2e, 0x16,
    0x56, 0x09, 0x55, 0xdf, 0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
];

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut found = Vec::new();
    let mut take = |record: Record| found.extend(record.identity.ip);
    let counts = crate::read(&Source::File(path), None, &mut take).expect("it is read");
    assert!(counts.is_exact() && counts.bad == 0, "{counts:?}");
    assert_eq!(found, expected, "{name}");
}

const LINE: &[u8] = b"192.0.2.1 15.1.2507.6\n";

#[test]
fn packed_by_name_or_not_it_is_told_by_content() {
    check("xz", &XZ, &["192.0.2.1"]);
    let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    packed.write_all(LINE).expect("memory");
    check("bz2", &packed.finish().expect("memory"), &["192.0.2.1"]);
    let packed = zstd::encode_all(LINE, 1).expect("memory");
    check("zst", &packed, &["192.0.2.1"]);
}

#[test]
fn every_file_of_an_archive_is_an_input_of_its_own() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let table = b"ip,version\n192.0.2.2,15.1.2507.6\n";
    for (name, bytes) in [("a.txt", LINE), ("b/c.csv", &table[..])] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        archive.write_all(bytes).expect("memory");
    }
    let bytes = archive.finish().expect("memory").into_inner();
    check("zip", &bytes, &["192.0.2.1", "192.0.2.2"]);
}
