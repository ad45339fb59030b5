//! The prober against real sockets: every style of front end is read, and no
//! hostile one holds it up.

use expatch::Database;
use expatch::Date;
use expatch::Language;
use expatch::Options;
use expatch_farm::Group;
use expatch_farm::Style;
use expatch_farm::World;
use expatch_farm::belgium;
use expatch_farm::serve;
use expatch_farm::site::Kind;
use expatch_probe::Contact;
use expatch_probe::Limits;
use expatch_probe::OptOut;
use expatch_probe::Prober;
use expatch_probe::pace::Pace;
use expatch_probe::scan;
use expatch_probe::target::Scheme;
use std::net::Ipv4Addr;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

static STYLES: [Style; 9] = [
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_style_is_read_and_no_hostile_site_stops_the_scan() {
    let groups = vec![
        Group { label: "styles", count: 60, builds: &belgium::CLOSED, styles: &STYLES },
        Group { label: "hostile", count: 11, builds: &[], styles: &[] },
    ];
    let world = World::new(3, Ipv4Addr::new(127, 7, 0, 0), 90, groups).answering(255);
    let (listener, world) = serve::bind(world.on(Scheme::Https, 0)).await.expect("a free port");
    let world = Arc::new(world);
    let farm = tokio::spawn(serve::serve(listener, Arc::clone(&world)));
    let contact = Contact::new("scan@cert.example").expect("a contact");
    let wait = Duration::from_secs(4);
    let limits = Limits { connect: wait, answer: wait, retries: 0, ..Limits::default() };
    let prober = Prober::new(&contact, limits, Pace::new(None, None), OptOut::default());
    let targets = (0..world.len()).map(|number| (number.into(), world.target(number)));
    let targets: Vec<_> = targets.collect();

    let database = Database::embedded();
    let as_of = Date::new(2021, 11, 22).expect("a day");
    let options = Options::new(as_of, Language::English);
    let mut asked = 0;
    let prober = Arc::new(prober.expect("TLS can be set up"));
    scan(prober, targets.into_iter(), 64, |(number, _, observation)| {
        asked += 1;
        let site = world.site(number as u32);
        let report = expatch::assess(&observation.evidence(), &database, &options);
        let build = report.servers.first().and_then(|server| server.build);
        match site.kind {
            Kind::Exchange(truth, style) if style.shows_build() => {
                let outcome = observation.outcome;
                assert_eq!(build, Some(truth), "{style:?} at {number}: {outcome:?}");
            }
            Kind::Exchange(_, style) => {
                assert!(!observation.answers.is_empty(), "{style:?} at {number}");
            }
            _ => assert_eq!(build, None, "{site:?}"),
        }
        assert!(observation.evidence().len() < 200_000);
        ControlFlow::Continue(())
    })
    .await;
    assert_eq!(asked, 90);
    farm.abort();
}
