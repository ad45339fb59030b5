//! `crate/wasm` → small `.wasm` modules and their JavaScript glue: one that all
//! load, and one for `npx expatch` that also writes the text of a terminal.

use crate::panics;
use crate::places;
use crate::step::cargo;
use crate::step::command;
use crate::step::run;
use anyhow::Context;
use anyhow::bail;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// The version of `wasm-bindgen-cli-support` in this program's manifest.
const BINDGEN: &str = "0.2.130";

/// One module of the package.
struct Module {
    /// The `.wasm`'s name.
    name: &'static str,
    /// The glue's name, without `.js`.
    glue: &'static str,
    /// The features of `crate/wasm` that it has.
    features: &'static str,
}

const MODULES: [Module; 2] = [
    Module { name: "expatch", glue: "glue", features: "" },
    Module { name: "command", glue: "command-glue", features: "views" },
];

/// Writes every module with its glue into `folder`.
pub(crate) fn build(folder: &Path) -> anyhow::Result<()> {
    let root = places::root();
    same_version(&fs::read_to_string(root.join("Cargo.lock")).context("cannot read Cargo.lock")?)?;
    fs::create_dir_all(folder)?;
    MODULES.iter().try_for_each(|module| build_module(module, folder))
}

fn build_module(module: &Module, folder: &Path) -> anyhow::Result<()> {
    // A folder for each, so that neither is compiled anew because of the other.
    let target = places::target().join("wasm").join(module.name);
    run(cargo(&places::root())
        .args([
            "build",
            "--package=expatch-wasm",
            "--target=wasm32-unknown-unknown",
            "--profile=wasm",
        ])
        .arg(format!("--features={}", module.features))
        .arg("--target-dir")
        .arg(&target)
        // Digests and signatures are of files that somebody loads: small before fast.
        .env("RUSTFLAGS", "--cfg sha2_backend_soft=\"compact\""))?;
    let compiled = target.join("wasm32-unknown-unknown/wasm/expatch_wasm.wasm");
    let mut bound = Bindgen::new()
        .input_path(&compiled)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .out_name(module.glue)
                .typescript(false)
                .omit_default_module_path(true)
                .remove_name_section(true)
                .remove_producers_section(true)
                .reset_state_function(true)
                .generate_output()
        })
        .context("wasm-bindgen cannot bind crate/wasm")?;
    panics::silence(bound.wasm_mut());
    let wasm = bound.wasm_mut().emit_wasm();
    fs::write(folder.join(module.glue).with_extension("js"), bound.js())?;
    optimise(&wasm, &target, &folder.join(module.name).with_extension("wasm"))
}

/// Lets Binaryen's `wasm-opt` shrink the module, unless its input is the same
/// as the last time: its JavaScript build takes many seconds.
fn optimise(wasm: &[u8], target: &Path, to: &Path) -> anyhow::Result<()> {
    let before = target.join("bound.wasm");
    if to.is_file() && fs::read(&before).is_ok_and(|last| last == wasm) {
        return Ok(());
    }
    // Written after wasm-opt succeeded, so that an interrupted run is repeated.
    let input = before.with_extension("input.wasm");
    fs::write(&input, wasm)?;
    run(command("node", &places::pkg())
        .args([
            "node_modules/binaryen/bin/wasm-opt",
            // Not `-Oz`: as many bytes once compressed, and a twentieth slower.
            "-O3",
            "--converge",
            "--strip-debug",
            "--strip-target-features",
        ])
        .arg(&input)
        .arg("-o")
        .arg(to))?;
    fs::rename(input, before).context("cannot keep the input of wasm-opt")
}

/// wasm-bindgen's two halves speak a private language: they must be one version.
fn same_version(lock: &str) -> anyhow::Result<()> {
    let mut lines = lock.lines();
    while let Some(line) = lines.next() {
        if line == "name = \"wasm-bindgen\"" {
            return match lines.next() {
                Some(version) if version == format!("version = \"{BINDGEN}\"") => Ok(()),
                other => bail!(
                    "Cargo.lock has wasm-bindgen {}, crate/xtask has {BINDGEN}: make them equal",
                    other.unwrap_or_default()
                ),
            };
        }
    }
    bail!("Cargo.lock has no wasm-bindgen")
}

#[cfg(test)]
mod tests {
    use super::same_version;

    #[test]
    fn another_version_of_wasm_bindgen_is_refused() {
        let lock =
            |version| format!("[[package]]\nname = \"wasm-bindgen\"\nversion = \"{version}\"\n");
        assert!(same_version(&lock(super::BINDGEN)).is_ok());
        assert!(same_version(&lock("0.2.1")).unwrap_err().to_string().contains("0.2.1"));
        assert!(same_version("").is_err());
    }
}
