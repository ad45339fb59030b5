//! Names of fields and what stands in them: of headers, properties, columns,
//! members and attributes alike. The technical names stand here, those that
//! are words of a language in [`crate::words`].

use crate::channel::Channel;
use crate::evidence::Why;
use crate::words::COLUMNS;
use crate::words::Known;
use crate::words::known;
use crate::words::whole;

/// What stands in a field, by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// What a machine is called; the higher number wins.
    Name(u8),
    /// A machine's address.
    Address,
    /// An address of the web, whose host names the machine at need.
    Url,
    /// A version of whatever the record is about.
    Version,
    /// A version that the field's name gives to Exchange.
    LabelledVersion,
    /// The version of a file, which another field names.
    FileVersion,
    /// A file.
    File,
    /// A number whose field's name tells the channel.
    Number(Channel),
    /// `Version 15.2 (Build 1748.10)`.
    Display(Channel),
    /// The packed number of Autodiscover, hexadecimal or decimal.
    Packed,
    /// What should be there, what was there, what is affected.
    Target(Why),
    /// What the record is about; also the title of an update.
    Product,
    /// A program or an update that is installed, by its name alone.
    Program,
    /// Who makes it: the mark of a list of programs.
    Publisher,
    /// A CPE name.
    Cpe,
    /// An article of the knowledge base.
    Kb,
    /// Tags of a scanner.
    Tag,
    /// Whether something is installed.
    State,
    /// When.
    Date,
    /// A machine in a table, anything elsewhere.
    Source,
    /// One of four numbers.
    Part(Parts, usize),
    /// A header of an HTTP answer.
    Header(Header),
    /// A text of its own: a greeting, a page, a tool's output.
    Text,
    /// Nothing about Exchange's version.
    Other,
}

/// Which four numbers belong together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Parts {
    /// `ServerVersionInfo` of EWS and Autodiscover.
    ServerVersionInfo,
    /// The registry's setup key.
    Registry,
    /// The parts of a file's version.
    File,
    /// `Major`, `Minor`, `Build`, `Revision` of a .NET version.
    Version,
}

/// A header that says something of Exchange.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Header {
    /// `X-OWA-Version`.
    OwaVersion,
    /// `X-ServerApplication`.
    ServerApplication,
    /// `X-FEServer`.
    FrontEnd,
    /// `X-BEServer`, `X-DiagInfo`.
    BackEnd,
    /// `X-CalculatedBETarget`.
    Target,
    /// `MS-Server-ActiveSync`.
    ActiveSync,
    /// `Set-Cookie`, `Cookie`.
    Cookie,
    /// A client's own version.
    Client,
    /// SharePoint's version.
    SharePoint,
    /// `X-MS-Exchange-ImapAppendStamp`.
    ImapAppendStamp,
    /// `X-MimeOLE`.
    MimeOle,
}

/// Technical names, without marks, lower case.
const NAMES: &[(&str, Role)] = &[
    ("addr", Role::Address),
    ("address", Role::Address),
    ("admindisplayversion", Role::Display(Channel::AdminDisplayVersion)),
    ("articleid", Role::Kb),
    ("banner", Role::Text),
    ("body", Role::Text),
    ("classificationidentifier", Role::Tag),
    ("cn", Role::Name(3)),
    ("configurations", Role::Target(Why::Reference)),
    ("cookie", Role::Header(Header::Cookie)),
    ("cpe", Role::Cpe),
    ("cpe23", Role::Cpe),
    ("cpe23uri", Role::Target(Why::Reference)),
    ("cpematch", Role::Target(Why::Reference)),
    ("cpes", Role::Cpe),
    ("csname", Role::Name(5)),
    ("currentexchangebuild", Role::Number(Channel::SetupInstalled)),
    ("data", Role::Text),
    ("date", Role::Date),
    ("datetime", Role::Date),
    ("datum", Role::Date),
    ("displayversion", Role::FileVersion),
    ("dn", Role::Other),
    ("dnshostname", Role::Name(5)),
    ("dnsname", Role::Name(3)),
    ("domain", Role::Name(1)),
    ("exchangeserialnumber", Role::Display(Channel::AdSerialNumber)),
    ("exsetup", Role::Number(Channel::ExSetup)),
    ("exsetupbuild", Role::Number(Channel::ExSetup)),
    ("exsetupexe", Role::Number(Channel::ExSetup)),
    ("exsetupfileversion", Role::Number(Channel::ExSetup)),
    ("exsetupfileversioninfo", Role::Number(Channel::ExSetup)),
    ("exsetupversion", Role::Number(Channel::ExSetup)),
    ("file", Role::File),
    ("filebuildpart", Role::Part(Parts::File, 2)),
    ("filechecked", Role::File),
    ("filemajorpart", Role::Part(Parts::File, 0)),
    ("fileminorpart", Role::Part(Parts::File, 1)),
    ("filename", Role::File),
    ("filepath", Role::File),
    ("fileprivatepart", Role::Part(Parts::File, 3)),
    ("fileversion", Role::FileVersion),
    ("fileversionraw", Role::FileVersion),
    ("fqdn", Role::Name(3)),
    ("fullname", Role::File),
    ("header", Role::Text),
    ("headers", Role::Text),
    ("hostfqdn", Role::Name(4)),
    ("hostip", Role::Address),
    ("hotfixid", Role::Kb),
    ("hrswinstalledname", Role::Program),
    ("html", Role::Text),
    ("installedon", Role::Date),
    ("internalname", Role::File),
    ("ip", Role::Address),
    ("ipaddr", Role::Address),
    ("ipaddress", Role::Address),
    ("ipstr", Role::Address),
    ("ipv4", Role::Address),
    ("kb", Role::Kb),
    ("kbarticle", Role::Kb),
    ("kbarticleids", Role::Kb),
    ("kbid", Role::Kb),
    ("kbs", Role::Kb),
    ("lessthan", Role::Target(Why::Reference)),
    ("lessthanorequal", Role::Target(Why::Reference)),
    ("location", Role::Url),
    ("major", Role::Part(Parts::Version, 0)),
    ("majorbuildnumber", Role::Part(Parts::ServerVersionInfo, 2)),
    ("majorversion", Role::Part(Parts::ServerVersionInfo, 0)),
    ("manufacturer", Role::Publisher),
    ("microsoftsharepointteamservices", Role::Header(Header::SharePoint)),
    ("minor", Role::Part(Parts::Version, 1)),
    ("minorbuildnumber", Role::Part(Parts::ServerVersionInfo, 3)),
    ("minorversion", Role::Part(Parts::ServerVersionInfo, 1)),
    ("msibuildmajor", Role::Part(Parts::Registry, 2)),
    ("msibuildminor", Role::Part(Parts::Registry, 3)),
    ("msiproductmajor", Role::Part(Parts::Registry, 0)),
    ("msiproductminor", Role::Part(Parts::Registry, 1)),
    ("msserveractivesync", Role::Header(Header::ActiveSync)),
    ("netbiosname", Role::Name(4)),
    ("originalfilename", Role::File),
    ("output", Role::Text),
    ("owaversion", Role::Number(Channel::Registry)),
    ("path", Role::File),
    ("pluginoutput", Role::Text),
    ("pluginresults", Role::Text),
    ("producttree", Role::Target(Why::Reference)),
    ("productversionraw", Role::FileVersion),
    ("protocolversion", Role::Other),
    ("pscomputername", Role::Name(6)),
    ("psversion", Role::Other),
    ("ptr", Role::Name(2)),
    ("publisher", Role::Publisher),
    ("raw", Role::Text),
    ("rawheader", Role::Text),
    ("rawheaders", Role::Text),
    ("released", Role::Date),
    ("releasedate", Role::Date),
    ("remoteversion", Role::FileVersion),
    ("resourcename", Role::Name(5)),
    ("response", Role::Text),
    ("results", Role::Text),
    ("reversedns", Role::Name(2)),
    ("revision", Role::Part(Parts::Version, 3)),
    ("roletargetversion", Role::Target(Why::BeingInstalled)),
    ("schemaversion", Role::Other),
    ("scriptversion", Role::Other),
    ("serialnumber", Role::Display(Channel::AdSerialNumber)),
    ("server_software", Role::Other),
    ("serverversion", Role::Packed),
    ("serverversionhex", Role::Packed),
    ("setcookie", Role::Header(Header::Cookie)),
    ("setupexebuildnumber", Role::Target(Why::BeingInstalled)),
    ("setupversion", Role::Target(Why::BeingInstalled)),
    ("softwarepublisher", Role::Publisher),
    ("source", Role::Source),
    ("stdout", Role::Text),
    ("stdoutlines", Role::Text),
    ("sysname", Role::Name(6)),
    ("tag", Role::Tag),
    ("tags", Role::Tag),
    ("targethostname", Role::Name(3)),
    ("targetip", Role::Address),
    ("timecreated", Role::Date),
    ("timestamp", Role::Date),
    ("uri", Role::Url),
    ("url", Role::Url),
    ("vendor", Role::Publisher),
    ("versionendexcluding", Role::Target(Why::Reference)),
    ("versionendincluding", Role::Target(Why::Reference)),
    ("versionnumber", Role::Packed),
    ("versionstartincluding", Role::Target(Why::Reference)),
    ("vulnerablerange", Role::Target(Why::Reference)),
    ("weblink", Role::Url),
    ("xbeserver", Role::Header(Header::BackEnd)),
    ("xcalculatedbetarget", Role::Header(Header::Target)),
    ("xcalculatedfetarget", Role::Header(Header::Target)),
    ("xclientapplication", Role::Header(Header::Client)),
    ("xdiaginfo", Role::Header(Header::BackEnd)),
    ("xfeserver", Role::Header(Header::FrontEnd)),
    ("xmimeole", Role::Header(Header::MimeOle)),
    ("xmsexchangeimapappendstamp", Role::Header(Header::ImapAppendStamp)),
    ("xowaversion", Role::Header(Header::OwaVersion)),
    ("xserverapplication", Role::Header(Header::ServerApplication)),
];

/// What may be one of those or of the words of languages.
static KNOWN: Known = known!(whole: NAMES, COLUMNS);

/// The longest name of a field.
pub(super) const LONGEST: usize = 48;

/// What stands in the field called `key`, in whatever spelling.
pub(crate) fn role(key: &[u8]) -> Option<Role> {
    if key.len() > 2 * LONGEST {
        return None;
    }
    // `hrSWInstalledName.12`: which one of many.
    let index = key.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let key = match &key[..key.len() - index] {
        [name @ .., b'.'] if index > 0 => name,
        _ => key,
    };
    // `http.head.xOwaVersion`, `extra.version`, `source:ip`, `$.Name`.
    let found = plain(key).or_else(|| {
        if key.iter().any(u8::is_ascii_whitespace) {
            return None;
        }
        let last = key.iter().rposition(|byte| matches!(byte, b'.' | b':' | b'/'))?;
        // RFC 2606 keeps these for hosts: `mail.contoso.example` is no sample.
        let domain = key[last] == b'.'
            && [&b"example"[..], b"test", b"invalid"]
                .iter()
                .any(|domain| key[last + 1..].eq_ignore_ascii_case(domain));
        if domain { None } else { plain(&key[last + 1..]) }
    });
    found.or_else(|| super::names::of_words(key))
}

pub(super) fn plain(key: &[u8]) -> Option<Role> {
    let key = key.strip_suffix(b"\xC2\xA0").unwrap_or(key);
    let mut name = [0_u8; LONGEST];
    let mut length = 0;
    for byte in key {
        let byte = byte.to_ascii_lowercase();
        if byte.is_ascii_alphanumeric() || byte >= 0x80 {
            *name.get_mut(length)? = byte;
            length += 1;
        // A sigil makes a variable of a program.
        } else if matches!(byte, b'=' | b'<' | b'>' | b'?' | b'!' | b';' | b',' | b'$') {
            return None;
        }
    }
    let name = &name[..length];
    if length < 2 || !KNOWN.may_hold(name) {
        return None;
    }
    if let Ok(at) = NAMES.binary_search_by(|(known, _)| known.as_bytes().cmp(name)) {
        return Some(NAMES[at].1);
    }
    let at = COLUMNS.binary_search_by(|(known, ..)| known.as_bytes().cmp(name)).ok()?;
    Some(COLUMNS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_stand_in_one_table_once() {
        assert!(NAMES.is_sorted_by(|one, other| one.0 < other.0));
        assert!(COLUMNS.is_sorted_by(|one, other| one.0 < other.0));
        for (name, ..) in COLUMNS {
            assert!(!NAMES.iter().any(|(known, _)| known == name), "{name}");
        }
    }

    #[test]
    fn a_name_is_known_in_any_spelling() {
        for key in ["X-OWA-Version", "x_owa_version", "xOwaVersion", "http.head.xOwaVersion"] {
            assert_eq!(role(key.as_bytes()), Some(Role::Header(Header::OwaVersion)), "{key}");
        }
        assert_eq!(role(b"Exchange Version"), Some(Role::LabelledVersion));
        assert_eq!(role(b"extra.version"), Some(Role::Version));
        assert_eq!(role("ВЕРСИЯ".as_bytes()), None, "beyond ASCII as it is listed");
        assert_eq!(role(b"$Version"), None);
        assert_eq!(role(b"colour"), None);
    }
}
