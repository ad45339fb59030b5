//! Text to evidence. Finding nothing is an answer; nothing here fails.
//!
//! One pass of `markers` finds the few letters with which a grammar begins;
//! the grammar of that channel reads the neighbourhood and notes what it
//! finds. Inputs that are a build and little else go to `bare`. Then
//! `records` decides which findings stand in one record and what it is
//! called, and places are mapped back to the original bytes.

mod advice;
mod autodiscover;
mod banner;
mod bare;
mod context;
mod decode;
mod ews;
mod export_tool;
mod file_version;
mod finding;
mod headers;
mod inline;
mod installed;
mod logs;
mod markers;
mod named;
mod owa;
mod published;
mod received;
mod records;
mod reference;
mod registry;
mod scanner;
mod setup;
mod shell;
mod text;

use crate::build::Build;
use crate::channel::Channel;
use crate::evidence::Claim;
use crate::evidence::Evidence;
use crate::evidence::LookAlike;
use crate::evidence::Precision;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use text::Number;

/// Finds every place in `input` that says something about an Exchange server.
pub fn observe(input: &[u8]) -> Vec<Evidence> {
    let decoded = decode::decode(input);
    let mut scan = Scan { text: &decoded.bytes, finds: Vec::new(), read_to: 0 };
    SCANNER.scan(MARKERS, scan.text, |grammar, at| grammar(&mut scan, at));
    scan.settle();
    scan.temper();
    bare::read(&mut scan);
    published::unlist(scan.text, &mut scan.finds);
    named::told(&mut scan);
    records::assign(scan)
        .into_iter()
        .map(|mut evidence| {
            evidence.span = decoded.original(evidence.span);
            evidence
        })
        .collect()
}

type Grammar = fn(&mut Scan<'_>, usize);

/// What begins each grammar.
const MARKERS: &[markers::Marker<Grammar>] = &[
    ("x-owa-version", headers::owa_version),
    ("x_owa_version", headers::owa_version),
    ("feserver", headers::front_end),
    ("beserver", headers::back_end),
    ("calculatedbetarget", headers::target),
    ("calculatedfetarget", headers::target),
    ("serverapplication", headers::server_application),
    ("clientapplication", headers::client_application),
    ("activesync", headers::active_sync),
    ("appcachever", headers::appcache),
    ("exchclientver", headers::client_in_url),
    ("sharepointteamservices", headers::share_point),
    ("owa/auth", owa::path),
    ("owa/prem", owa::path),
    ("owa/15.", owa::path),
    ("owa/14.", owa::path),
    ("owa/8.", owa::path),
    ("owa\\/a", owa::path),
    ("owa\\/p", owa::path),
    ("owa\\/1", owa::path),
    ("owa\\/8", owa::path),
    ("owa%2f", owa::path),
    ("owa&#x2f;", owa::path),
    ("/ecp/15.", owa::ecp_path),
    ("/themes/", owa::relative_path),
    ("owaversion", owa::error_page),
    ("owa version", owa::error_page),
    ("exchweb/", owa::exchweb),
    ("microsoft", received::microsoft),
    ("mapi id", received::mapi),
    ("mapi\n id", received::mapi),
    ("mapi\n\tid", received::mapi),
    (" mapi\n", received::mapi),
    ("mapi\r\n", received::mapi),
    ("mapi\\r\\n", received::mapi),
    ("mapi\\n", received::mapi),
    ("mail service", banner::internet_mail_service),
    ("mail\n service", banner::internet_mail_service),
    ("mail\n\tservice", banner::internet_mail_service),
    ("mail\r\n", banner::internet_mail_service),
    ("nntp service", banner::nntp_service),
    ("xexch50", banner::extension),
    ("x-exps", banner::extension),
    ("15.0 build ", shell::unbracketed),
    ("15.1 build ", shell::unbracketed),
    ("15.2 build ", shell::unbracketed),
    ("14.3 build ", shell::unbracketed),
    ("15.0, build ", shell::unbracketed),
    ("15.1, build ", shell::unbracketed),
    ("15.2, build ", shell::unbracketed),
    ("(build ", shell::display_version),
    ("(build\n", shell::display_version),
    ("(build\r", shell::display_version),
    ("15.0(빌드", shell::display_version_localised),
    ("15.1(빌드", shell::display_version_localised),
    ("15.2(빌드", shell::display_version_localised),
    ("15.0 (", shell::display_version_localised),
    ("15.1 (", shell::display_version_localised),
    ("15.2 (", shell::display_version_localised),
    ("14.0 (", shell::display_version_localised),
    ("14.1 (", shell::display_version_localised),
    ("14.2 (", shell::display_version_localised),
    ("14.3 (", shell::display_version_localised),
    (" 8.0 (", shell::display_version_localised),
    (" 8.1 (", shell::display_version_localised),
    (" 8.2 (", shell::display_version_localised),
    (" 8.3 (", shell::display_version_localised),
    (" 6.5 (", shell::display_version_localised),
    ("admindisplayversion", shell::properties),
    ("15.00.", file_version::long_form),
    ("15.01.", file_version::long_form),
    ("15.02.", file_version::long_form),
    ("14.00.", file_version::long_form),
    ("14.01.", file_version::long_form),
    ("14.02.", file_version::long_form),
    ("14.03.", file_version::long_form),
    ("08.00.", file_version::long_form),
    ("08.01.", file_version::long_form),
    ("08.02.", file_version::long_form),
    ("08.03.", file_version::long_form),
    ("exsetup", file_version::ex_setup),
    ("build number", file_version::build_number),
    ("build:", scanner::nmap_build),
    ("majorbuildnumber", ews::server_version_info),
    ("build(", ews::library),
    ("serverversion", autodiscover::server_version),
    ("clientversion:", autodiscover::diagnostics),
    ("server~", autodiscover::cookie),
    ("versionnumber", autodiscover::directory),
    ("beresource", autodiscover::request_cookie),
    ("exporttool", export_tool::manifest),
    ("setup version", setup::media),
    ("locally installed version", setup::installed),
    ("previously installed version", setup::previous),
    ("msibuildmajor", registry::setup_key),
    ("exchange", inline::exchange),
    ("version", finding::version),
    ("outlook web", scanner::outlook_web),
    ("outlook-web", scanner::outlook_web),
    ("extra.version", scanner::intelmq),
    ("proxylogon", scanner::proxylogon),
    ("buildversion,", logs::http_proxy_fields),
    ("intraforest", logs::http_proxy_row),
    ("windowsidentity", logs::http_proxy_row),
];

/// The letters that the first pass looks for, in any letter case: what another
/// program must look for to do the same work.
pub fn markers() -> impl Iterator<Item = &'static str> {
    MARKERS.iter().map(|(text, _)| *text)
}

static SCANNER: markers::Scanner = markers::Scanner::new(MARKERS);

/// A text and what was found in it so far.
struct Scan<'t> {
    text: &'t [u8],
    finds: Vec<Find>,
    /// To where lines that speak of Exchange were read.
    read_to: usize,
}

/// One finding, before records are assigned.
struct Find {
    channel: Channel,
    span: Range<usize>,
    precision: Precision,
    claim: Claim,
    server: Option<String>,
    /// Whether `server` is only a makeshift for the record's name.
    makeshift: bool,
}

impl Scan<'_> {
    /// Notes a claim.
    fn note(&mut self, channel: Channel, span: Range<usize>, precision: Precision, claim: Claim) {
        self.finds.push(Find { channel, span, precision, claim, server: None, makeshift: false });
    }

    /// Notes a number, as far as `precision` and its parts allow.
    fn note_number(&mut self, channel: Channel, number: &Number, precision: Precision) {
        let span = number.start..number.end;
        if number.is_online() {
            return self.note(channel, span, precision, Claim::ExchangeOnline);
        }
        if !number.is_family() {
            return;
        }
        let (precision, claim) = match (number.build(), number.prefix()) {
            (Some(build), _) => {
                // Before 2013 most places show a component's number.
                let floor = precision == Precision::Exact
                    && build.major() < 15
                    && !matches!(
                        channel,
                        Channel::ExSetup
                            | Channel::HealthChecker
                            | Channel::NmapExchangeVersion
                            | Channel::InlineBuild
                            | Channel::BareBuild
                    );
                (if floor { Precision::Floor } else { precision }, Claim::Build(build))
            }
            (None, Some(prefix)) => {
                let most =
                    if prefix.third().is_some() { Precision::Baseline } else { Precision::Product };
                (if precision > most { most } else { precision }, Claim::Prefix(prefix))
            }
            (None, None) => return,
        };
        self.note(channel, span, precision, claim);
    }

    /// Notes that something only looks like Exchange Server.
    fn note_not(&mut self, span: Range<usize>, what: LookAlike) {
        self.note(Channel::LookAlike, span, Precision::None, Claim::NotExchange(what));
    }

    /// Notes Exchange without a version.
    fn note_exchange(&mut self, channel: Channel, span: Range<usize>) {
        self.note(channel, span, Precision::None, Claim::ExchangeServer);
    }

    /// Names the server of the last finding.
    fn name_last(&mut self, server: &[u8], makeshift: bool) {
        if let Some(last) = self.finds.last_mut()
            && !server.is_empty()
        {
            last.server = Some(String::from_utf8_lossy(server).into_owned());
            last.makeshift = makeshift;
        }
    }

    /// Sorts, and where one place was read in two ways keeps the better one.
    fn settle(&mut self) {
        self.finds.sort_by_key(|find| (find.span.start, core::cmp::Reverse(find.channel)));
        self.finds.dedup_by(|find, last| {
            let again = last.span.end > find.span.start;
            if again && find.channel > last.channel {
                core::mem::swap(last, find);
            } else if again
                && find.channel == last.channel
                && last.server.is_none()
                && find.span == last.span
            {
                last.server = find.server.take();
            }
            again
        });
    }

    /// Words that repeat a number which tells the baseline alone tell no more.
    fn temper(&mut self) {
        let told = |find: &Find| {
            matches!(
                find.channel,
                Channel::AdminDisplayVersion
                    | Channel::AdSerialNumber
                    | Channel::InstalledProgram
                    | Channel::SetupMedia
                    | Channel::SetupInstalled
            )
        };
        let mut known: Vec<Build> =
            self.finds.iter().filter(|find| told(find)).filter_map(whole).collect();
        known.sort_unstable();
        let repeats = |find: &Find| {
            find.channel == Channel::InlineBuild
                && whole(find).is_some_and(|build| known.binary_search(&build).is_ok())
        };
        for find in self.finds.iter_mut().filter(|find| repeats(find)) {
            find.precision = find.precision.min(Precision::Baseline);
        }
    }
}

/// The build that a finding tells whole.
fn whole(find: &Find) -> Option<Build> {
    if let Claim::Build(build) = find.claim { Some(build) } else { None }
}

/// The table of what can be read: one row per channel.
pub fn channels() -> impl ExactSizeIterator<Item = Channel> {
    Channel::ALL.iter().copied()
}
