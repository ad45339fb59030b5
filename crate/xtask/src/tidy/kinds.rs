//! The tree holds what people wrote and pictures of it: no archive, no program, no
//! download that a tool left behind and `git add --all` took along.

use std::path::Path;

/// Endings of files that are built or downloaded, never written.
const FOREIGN: [&str; 20] = [
    "7z", "a", "bz2", "crx", "deb", "dll", "exe", "gz", "jar", "node", "o", "pdf", "rpm", "so",
    "tar", "tgz", "wasm", "whl", "xz", "zip",
];

pub(super) fn check<'a>(paths: impl IntoIterator<Item = &'a str>, problems: &mut Vec<String>) {
    for path in paths {
        let ending = Path::new(path).extension().and_then(|ending| ending.to_str());
        if ending.is_some_and(|ending| FOREIGN.contains(&ending)) {
            problems.push(format!("{path}: is built or downloaded; remove it from the tree"));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_download_is_no_part_of_the_tree() {
        let mut problems = Vec::new();
        super::check(["a.whl", "b/c.tar.gz", "b/d.rs", "b/e.png", "f"], &mut problems);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
