//! `expatch-farm serve|targets|truth|reverse|contacts|mmdb [HOSTS] [SEED] [PORT]
//! [http|https] [mixed|plain|belgium]`: a made world on loopback, its target list,
//! what each host really is, and the files that name its owner.

use expatch::Build;
use expatch_farm::Group;
use expatch_farm::Style;
use expatch_farm::World;
use expatch_farm::belgium;
use expatch_farm::names;
use expatch_farm::serve;
use expatch_farm::site::Kind;
use expatch_probe::target::Scheme;
use std::io;
use std::io::Write;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::sync::Arc;

const USAGE: &str = "usage: expatch-farm serve|targets|truth|reverse|contacts|mmdb [HOSTS] [SEED] \
                     [PORT] [http|https] [mixed|plain|belgium]";

/// The first address of every world.
const FIRST: Ipv4Addr = Ipv4Addr::new(127, 1, 0, 0);

static ALL_BUILDS: [Build; 3] =
    [Build::new(15, 1, 2507, 6), Build::new(15, 2, 1118, 7), Build::new(15, 2, 1544, 11)];
static ALL_STYLES: [Style; 9] = [
    Style::Header,
    Style::Service,
    Style::Autodiscover,
    Style::Redirected,
    Style::Path,
    Style::Tool,
    Style::Hidden,
    Style::OldTls,
    Style::Endless,
];

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("expatch-farm: {error}");
            ExitCode::from(64)
        }
    }
}

async fn run(arguments: &[String]) -> io::Result<()> {
    let usage = || io::Error::other(USAGE);
    let number = |at: usize, usual: u32| match arguments.get(at) {
        Some(text) => text.parse().map_err(|_| usage()),
        None => Ok(usual),
    };
    let scheme = match arguments.get(4).map(String::as_str) {
        None | Some("https") => Scheme::Https,
        Some("http") => Scheme::Http,
        Some(_) => return Err(usage()),
    };
    let (hosts, seed) = (number(1, 2000)?, number(2, 1)?);
    let port = u16::try_from(number(3, 8443)?).map_err(|_| usage())?;
    let world = match arguments.get(5).map(String::as_str) {
        None | Some("mixed") => world(hosts, seed.into()),
        Some("plain") => plain(hosts, seed.into()),
        Some("belgium") if hosts >= belgium::groups().iter().map(|group| group.count).sum() => {
            World::new(seed.into(), FIRST, hosts, belgium::groups())
        }
        Some("belgium") => return Err(io::Error::other("Belgium needs 6000 hosts or more")),
        Some(_) => return Err(usage()),
    };
    let world = world.on(scheme, port);
    let mut out = io::stdout().lock();
    match arguments.first().map(String::as_str) {
        Some("serve") => {
            let (listener, world) = serve::bind(world).await?;
            write!(out, "{}", world.target_line())?;
            out.flush()?;
            drop(out);
            serve::serve(listener, Arc::new(world)).await
        }
        Some("targets") => write!(out, "{}", world.target_line()),
        Some("reverse") => write!(out, "{}", names::reverse(&world)),
        Some("contacts") => write!(out, "{}", names::contacts(&world)),
        Some("mmdb") => out.write_all(&names::mmdb(&world)),
        Some("truth") => {
            writeln!(out, "target,label,build,style")?;
            for site in world.sites() {
                let target = world.target(site.number);
                match site.kind {
                    Kind::Exchange(build, style) => {
                        writeln!(out, "{target},{},{build},{style:?}", site.label)?;
                    }
                    kind => writeln!(out, "{target},{},,{kind:?}", site.label)?,
                }
            }
            Ok(())
        }
        _ => Err(usage()),
    }
}

/// Exchange in the styles that every scanner gets through with, half of all
/// addresses, and other servers: to compare scanners.
fn plain(hosts: u32, seed: u64) -> World {
    let styles = &ALL_STYLES[..7];
    let groups = vec![Group { label: "styles", count: hosts / 2, builds: &belgium::OPEN, styles }];
    World::new(seed, FIRST, hosts, groups).answering(255)
}

/// A mixed neighbourhood: three quarters Exchange in all styles, some hostile
/// sites, the rest other servers.
fn world(hosts: u32, seed: u64) -> World {
    let groups = vec![
        Group { label: "open", count: hosts / 2, builds: &belgium::OPEN, styles: &[Style::Header] },
        Group { label: "styles", count: hosts / 4, builds: &ALL_BUILDS, styles: &ALL_STYLES },
        Group { label: "hostile", count: hosts / 100, builds: &[], styles: &[] },
    ];
    World::new(seed, FIRST, hosts, groups).answering(255)
}
