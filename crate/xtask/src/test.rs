//! `cargo xtask test`: all that the project promises, in one order, each part to
//! its end. `--long` adds what takes minutes: millions of hostile inputs, the fuzz
//! targets, the whole replay of a campaign, the wheel in Spark with an executor killed.

use crate::browser;
use crate::check::audit;
use crate::check::javascript;
use crate::check::policy;
use crate::check::rust;
use crate::check::spelling;
use crate::check::workflows;
use crate::contract;
use crate::deb;
use crate::fuzz;
use crate::npm;
use crate::pictures;
use crate::pkg;
use crate::places;
use crate::site;
use crate::step::cargo;
use crate::step::command;
use crate::step::run as start;
use crate::suite::Suite;
use crate::suite::not_run;
use crate::tidy;
use crate::tools;
use crate::wheel;
use lexopt::Arg;
use lexopt::Parser;
use lexopt::ValueExt;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;

const HELP: &str = "\
cargo xtask test [--long] [PART…]

  format        every manifest's Rust, formatted
  tidy          the house rules: directions of imports, heads and lengths of files, reserved calls
  lint          clippy, pedantic, without warnings
  documents     rustdoc without warnings
  javascript    Biome: format and lints
  spelling      typos
  powershell    the PowerShell module, read by its grammar
  workflows     the workflows and the action: valid, and nothing in them to abuse
  policy        licences, sources and banned crates
  advisories    known vulnerabilities in crates, where the database can be reached
  npm-audit     known vulnerabilities in npm packages, where the registry answers
  package       the npm package is built
  site          the page is built
  rust          every Rust test
  independent   the facts beside an independent table, where ../shared is
  corpus        the corpus beside the tree, where ../shared is
  contract      the server's own description held against the server
  action        the step of the GitHub Action, as a runner runs it
  debian        the Debian package: installed, upgraded, run, purged (as root, on Debian)
  node          the npm package under Node
  wheel         the wheel's lock file (with --long: the wheel in its engines)
  consumers     the npm package as installed, in Node, browsers and bundlers
  page          the page in Chromium: flows, and what each state says where
  pictures      the page pixel by pixel, in the Chromium of the lock file
  long          with --long: what takes minutes

  --long        adds what takes minutes
  PART…         only these
";

/// Runs every part, or those that are named.
pub(crate) fn run(rest: Vec<OsString>) -> anyhow::Result<()> {
    let (mut long, mut wanted) = (false, Vec::new());
    let mut arguments = Parser::from_args(rest);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("help" | "list") | Arg::Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Arg::Long("long") => long = true,
            Arg::Value(part) => wanted.push(part.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let mut suite = Suite::new(wanted);
    checks(&mut suite);
    // The package and the page come first: the server's tests look at the built page.
    let packed = suite.part("package", "the npm package is built", pkg::build);
    let built = packed || !suite.wants("package") && is_built(&places::pkg());
    let sited = suite.part("site", "the page is built", || {
        needs(built, "package")?;
        site::build()
    });
    let sited = sited || !suite.wants("site") && is_built(&places::www());
    rust_tests(&mut suite);
    signatures(&mut suite);
    beside_the_tree(&mut suite);
    surfaces(&mut suite, built, sited, long);
    if long {
        minutes(&mut suite);
    }
    suite.finish()
}

/// What needs nothing built.
fn checks(suite: &mut Suite) {
    suite.part("format", "Rust of every manifest", rust::format);
    suite.part("tidy", "house rules", tidy::check);
    suite.part("lint", "clippy, pedantic", || {
        tools::openssl()?;
        rust::lint()
    });
    suite.part("documents", "rustdoc", || {
        tools::openssl()?;
        rust::document()
    });
    suite.part("javascript", "Biome: format and lints", javascript::check);
    suite.part("spelling", "typos", spelling::check);
    suite.part("powershell", "the PowerShell module, by its grammar", powershell);
    suite.part("workflows", "the workflows and the action, by zizmor", workflows::check);
    suite.part("policy", "licences, sources, bans", policy::check);
    suite.part_where_possible("advisories", "known vulnerabilities in crates", audit::rust);
    suite.part_where_possible("npm-audit", "known vulnerabilities in npm packages", audit::npm);
}

/// What the module does is tested by Pester, in the workflow, where the shell is.
fn powershell() -> anyhow::Result<()> {
    let folder = places::root().join("packaging/powershell");
    npm::install(&folder)?;
    // The grammar is one large function: optimising it takes a minute, running it a moment.
    let how = ["--liftoff-only", "--wasm-lazy-compilation", "parse.mjs"];
    start(command("node", &folder).args(how))
}

fn rust_tests(suite: &mut Suite) {
    suite.part("rust", "Rust tests", || {
        tools::openssl()?;
        tools::postgres()?;
        start(cargo(&places::root()).args(["test", "--workspace", "--quiet", "--no-fail-fast"]))
    });
}

/// What calls the programs that sign notices.
fn signatures(suite: &mut Suite) {
    suite.part("signatures", "notices signed by gpg and openssl", || {
        tools::signers().map_err(|error| not_run(error.to_string()))?;
        let only = ["test", "--quiet", "--package=expatch-cli", "--test=sign"];
        start(cargo(&places::root()).args(only).args(["--", "--ignored"]))
    });
}

/// What asks the material of `../shared`, where that lies beside the tree.
fn beside_the_tree(suite: &mut Suite) {
    let root = places::root();
    suite.part_where_possible("independent", "facts beside an independent table", || {
        if !root.join("../shared/facts/cves_flat.csv").is_file() {
            return Err(not_run("../shared/facts is not beside the tree"));
        }
        let only = ["test", "--quiet", "--package=expatch-facts", "--test=independent"];
        start(cargo(&root).args(only).args(["--", "--ignored"]))
    });
    suite.part_where_possible("corpus", "the corpus beside the tree", || {
        if places::corpus().is_none() {
            return Err(not_run(
                "../shared/corpus is not beside the tree; the tree's own is in `rust`",
            ));
        }
        let only = ["test", "--quiet", "--package=expatch", "--test=corpus"];
        start(cargo(&root).args(only).args(["--", "--ignored", "--nocapture"]))
    });
}

/// The command, package and page as their users have them.
fn surfaces(suite: &mut Suite, built: bool, sited: bool, long: bool) {
    let (pkg, www) = (places::pkg(), places::www());
    suite.part("contract", "the server's description, by schemathesis", || {
        contract::ask(&expatch()?, if long { 300 } else { 20 })
    });
    suite.part("action", "the step of the GitHub Action", || {
        tools::jq()?;
        let script = places::root().join("packaging/action/test.sh");
        start(command("bash", &places::root()).arg(script).arg(expatch()?))
    });
    suite.part("debian", "the Debian package, in a root of its own", || deb::test(&expatch()?));
    suite.part("node", "the npm package under Node", || {
        needs(built, "package")?;
        let mut run = command("node", &pkg);
        run.arg("--test").args(tests_in(&pkg.join("test"))?);
        start(run.env("EXPATCH", expatch()?))
    });
    // The wheel stands outside the workspace: a dependency of the core that
    // comes or goes is otherwise noticed by whoever builds it next.
    suite.part("wheel", "the wheel's lock file is in step", wheel::locked);
    suite.part("consumers", "the npm package as installed", || {
        needs(built, "package")?;
        npm::install_for_this_system(&pkg.join("test/consumers"))?;
        let chromium = browser::chromium()?;
        let mut run = command("node", &pkg);
        run.arg("test/consumers/run.mjs").env("CHROMIUM", chromium).env("EXPATCH", expatch()?);
        start(run.arg("--long"))
    });
    suite.part("page", "the page in Chromium", || {
        needs(sited, "site")?;
        let mut run = command("node", &www);
        run.arg("test/run.mjs").env("CHROMIUM", browser::chromium()?);
        // One of its tests builds a site of its own.
        run.env("EXPATCH_PAGES", places::target().join("pages"));
        start(if long { run.arg("--long") } else { &mut run })
    });
    suite.part("pictures", "the page pixel by pixel", || {
        needs(sited, "site")?;
        pictures::compare()
    });
}

/// What takes minutes.
fn minutes(suite: &mut Suite) {
    let root = places::root();
    let release = |package: &str, words: &[&str]| {
        let test = ["test", "--release", package];
        start(cargo(&root).args(test).args(words))
    };
    suite.part("long", "two million hostile inputs", || {
        release("--package=expatch", &["--test=hostile", "--", "--ignored"])
    });
    suite.part("long", "a server with 10,000 clients, for long, under a clock that jumps", || {
        tools::faketime()?;
        let words = ["--test=serve", "--", "--ignored", "--nocapture"];
        release("--package=expatch-cli", &words)
    });
    suite.part("long", "fuzz targets, half a minute each", || fuzz::targets(30));
    suite.part("long", "the story of 2021, whole", || {
        release("--package=expatch-campaign", &["--", "--ignored"])
    });
    suite.part("long", "the Python wheel, its engines, a killed Spark executor", || {
        tools::java()?;
        wheel::test(&wheel::build()?, true)
    });
}

/// The command, built.
fn expatch() -> anyhow::Result<PathBuf> {
    tools::openssl()?;
    start(cargo(&places::root()).args(["build", "--quiet", "--package=expatch-cli"]))?;
    Ok(places::target().join("debug/expatch"))
}

fn is_built(folder: &Path) -> bool {
    folder.join("dist").is_dir()
}

/// Ends a part as not run where what it tests was not built.
fn needs(built: bool, part: &str) -> anyhow::Result<()> {
    if built { Ok(()) } else { Err(not_run(format!("`{part}` did not pass"))) }
}

/// The test files right in `folder`: Node 20 expands no patterns itself.
fn tests_in(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    anyhow::ensure!(!files.is_empty(), "no tests in {}", folder.display());
    Ok(files)
}
