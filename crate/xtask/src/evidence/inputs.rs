//! Which texts are read: the corpora, the cases in the sources, the folders given.

use crate::places;
use anyhow::Context;
use proc_macro2::TokenStream;
use proc_macro2::TokenTree;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

/// One text, and the name its reading is kept under.
pub(super) struct Input {
    pub(super) name: String,
    pub(super) text: Vec<u8>,
}

/// Everything at hand, and everything in `folders`.
pub(super) fn all(folders: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let root = places::root();
    let mut inputs = Vec::new();
    match places::corpus() {
        Some(corpus) => corpus_into(&mut inputs, "shared", &corpus)?,
        None => eprintln!("no corpus beside the tree: its texts are not read"),
    }
    corpus_into(&mut inputs, "corpus", &root.join("crate/core/tests/corpus"))?;
    for folder in ["crate/observe/src", "crate/observe/tests", "crate/core/tests"] {
        cases_into(&mut inputs, &root, folder)?;
    }
    for folder in folders {
        let label = folder.file_name().map_or("folder".into(), |name| name.to_string_lossy());
        for file in files(folder)? {
            let text = std::fs::read(folder.join(&file))?;
            inputs.push(Input { name: format!("given/{label}/{file}"), text });
        }
    }
    let mut names = BTreeSet::new();
    for input in &inputs {
        anyhow::ensure!(
            names.insert(&input.name),
            "two inputs are called {}: rename a folder",
            input.name
        );
    }
    Ok(inputs)
}

/// The texts that a corpus's index lists: what explains them is none.
fn corpus_into(inputs: &mut Vec<Input>, label: &str, corpus: &Path) -> anyhow::Result<()> {
    let index = corpus.join("index.jsonl");
    if !index.is_file() {
        return Ok(());
    }
    for line in std::fs::read_to_string(&index)?.lines() {
        let row: serde_json::Value =
            serde_json::from_str(line).with_context(|| index.display().to_string())?;
        let file = row["file"].as_str().with_context(|| format!("no file in {line}"))?;
        let text = std::fs::read(corpus.join(file))
            .with_context(|| corpus.join(file).display().to_string())?;
        inputs.push(Input { name: format!("{label}/{file}"), text });
    }
    Ok(())
}

/// The string literals with a digit in a folder of sources: the examples of the
/// channels, the cases of the tests, and some expectations among them, which are
/// texts as well. Each is named by its digest, so that a case moved or a case
/// beside it changed is still the same one.
fn cases_into(inputs: &mut Vec<Input>, root: &Path, folder: &str) -> anyhow::Result<()> {
    for file in files(&root.join(folder))? {
        let Some(stem) = file.strip_suffix(".rs") else { continue };
        let source = std::fs::read_to_string(root.join(folder).join(&file))?;
        let tokens: TokenStream =
            source.parse().map_err(|error| anyhow::anyhow!("{file}: {error}"))?;
        let mut texts = BTreeMap::new();
        literals(tokens, &mut texts);
        for (digest, text) in texts {
            inputs.push(Input { name: format!("cases/{folder}/{stem}/{digest:016x}"), text });
        }
    }
    Ok(())
}

fn literals(tokens: TokenStream, texts: &mut BTreeMap<u64, Vec<u8>>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), texts),
            TokenTree::Literal(literal) => {
                let text = match syn::Lit::new(literal) {
                    syn::Lit::Str(text) => text.value().into_bytes(),
                    syn::Lit::ByteStr(text) => text.value(),
                    _ => continue,
                };
                if text.len() >= 8 && text.iter().any(u8::is_ascii_digit) {
                    texts.insert(digest(&text), text);
                }
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// FNV-1a: the standard library's hasher may change with the compiler.
fn digest(text: &[u8]) -> u64 {
    text.iter().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Every file below `folder`, as a path from there with `/`, in order. Hidden ones
/// and `index.jsonl` or `expect.jsonl`, in which a folder says what is to be read, are left out.
pub(super) fn files(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut below = vec![(folder.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = below.pop() {
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || matches!(name.as_str(), "index.jsonl" | "expect.jsonl") {
                continue;
            }
            if entry.file_type()?.is_dir() {
                below.push((entry.path(), format!("{prefix}{name}/")));
            } else {
                found.push(prefix.clone() + &name);
            }
        }
    }
    found.sort();
    Ok(found)
}
