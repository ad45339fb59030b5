//! Which question comes next: the one that shows the most first, and none
//! once the build is known.
//!
//! | asked for | shows | on |
//! |---|---|---|
//! | the logon page | header `X-OWA-Version` (exact), path (baseline) | 2007 to SE |
//! | `service.svc` | the header where the logon page lacks it | 2013 to SE |
//! | the export tool's manifest | a floor | 2013 to SE |
//! | Autodiscover | the header where OWA is closed to the outside | 2007 to SE |

use expatch::evidence::Claim;
use expatch::evidence::Evidence;
use expatch::evidence::Precision;
use expatch::observe;

/// The logon page of Outlook on the web.
pub const LOGON: &str = "/owa/auth/logon.aspx";
const SERVICE: &str = "/owa/service.svc";
const EXPORT_TOOL: &str =
    "/ecp/Current/exporttool/microsoft.exchange.ediscovery.exporttool.application";
const AUTODISCOVER: &str = "/autodiscover/autodiscover.xml";

/// What is known of a server so far.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Known {
    /// Nothing says Exchange.
    Nothing,
    /// Exchange Server, its build not yet.
    Exchange,
    /// Nothing more can be learned.
    Settled,
}

/// The path to ask for after `last`, given everything answered so far.
pub fn after(last: &str, text: &[u8]) -> Option<&'static str> {
    match (last, known(text)) {
        (_, Known::Settled) => None,
        (LOGON, Known::Nothing) => Some(AUTODISCOVER),
        (LOGON, Known::Exchange) => Some(SERVICE),
        (SERVICE | AUTODISCOVER, Known::Exchange) => Some(EXPORT_TOOL),
        _ => None,
    }
}

fn known(text: &[u8]) -> Known {
    observe(text).evidence.iter().map(known_from).max().unwrap_or(Known::Nothing)
}

fn known_from(evidence: &Evidence) -> Known {
    match evidence.claim {
        Claim::Build(_) if evidence.precision == Precision::Exact => Known::Settled,
        // Before 2013 there is neither a service nor an export tool to ask.
        Claim::Build(build) if build.major() < 15 => Known::Settled,
        Claim::Prefix(prefix) if prefix.major() < 15 => Known::Settled,
        Claim::ExchangeOnline => Known::Settled,
        Claim::Build(_)
        | Claim::Prefix(_)
        | Claim::Named(_)
        | Claim::ExchangeServer
        | Claim::HeaderAbsent => Known::Exchange,
        Claim::NotExchange(_) | Claim::Setting(_) => Known::Nothing,
    }
}
