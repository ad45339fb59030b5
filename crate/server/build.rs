//! Puts a built page into the program: with `EXPATCH_EMBED_SITE=FOLDER` every
//! file of that folder, without it none, so that a plain `cargo build` of a
//! fresh clone needs no Node and is the same everywhere.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=EXPATCH_EMBED_SITE");
    let mut files = Vec::new();
    if let Some(site) = env::var_os("EXPATCH_EMBED_SITE").filter(|site| !site.is_empty()) {
        let site = PathBuf::from(site).canonicalize()?;
        println!("cargo::rerun-if-changed={}", site.display());
        collect(&site, &site, &mut files)?;
        files.sort();
    }
    let mut code = String::from("&[\n");
    for (name, path) in files {
        // As text, whose `Debug` is a Rust literal.
        let path = path.to_string_lossy();
        writeln!(code, "    ({name:?}, include_bytes!({path:?}) as &[u8]),").expect("to a string");
    }
    code.push_str("]\n");
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("site.rs"), code)
}

fn collect(site: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(site, &path, files)?;
        } else if let Some(name) = path.strip_prefix(site).ok().and_then(Path::to_str) {
            files.push((name.replace('\\', "/"), path.clone()));
        }
    }
    Ok(())
}
