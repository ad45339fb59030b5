//! A JSON object or an XML element to its records, by the table of formats.

use super::ENVELOPES;
use super::Format;
use super::Paths;
use super::Roles;
use super::WRAPS;
use super::role::is_exchange;
use crate::Identity;
use crate::claim;
use crate::dialect::headers;
use crate::evidence::Evidence;
use crate::node::Node;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;
use std::borrow::Cow;

/// Levels of wrapping that are taken off.
const DEEPEST: u8 = 6;

/// Hands over what a JSON value holds: one record, or those of an answer.
/// `known` is the format of the rows before, asked first.
pub(crate) fn value<'b>(
    node: &mut Node<'_>,
    known: Option<&'static Format>,
    common: &Identity,
    place: u64,
    depth: u8,
    sink: &mut dyn FnMut(Row<'b>),
) {
    if let Node::List(list) = node {
        if list.is_empty() {
            return sink(Row::Skip(Skip::Empty));
        }
        if list.iter().any(|member| matches!(member, Node::List(_) | Node::Object(_))) {
            list.iter_mut().for_each(|member| {
                value(member, known, common, place, depth + 1, sink);
            });
        } else {
            // A row of cells, as FOFA gives them.
            let cells: Vec<Cow<'_, str>> = list.iter().map(cell).collect();
            let cells = cells.iter().map(|cell| &**cell);
            sink(crate::dialect::cells::read(cells, place));
        }
        return;
    }
    let format = known.filter(|format| format.fits(node)).or_else(|| Format::of(node));
    if let Some(format) = format {
        for name in &format.embedded {
            node.unfold(name);
        }
        return sink(record(format, node, common, place));
    }
    let mut hollow = false;
    if depth < DEEPEST && !crate::dialect::again::is_line(node) {
        let mut common = common.clone();
        crate::dialect::json::identity(&mut common, node);
        for name in ENVELOPES {
            let Some(inner) = node.get_mut(name) else { continue };
            let records = inner.as_array().is_some_and(|list| {
                !list.is_empty() && list.iter().all(|row| row.is_object() || row.is_array())
            });
            if records {
                return value(inner, known, &common, place, depth + 1, sink);
            }
        }
        for name in ENVELOPES.into_iter().chain(WRAPS) {
            let Some(inner) = node.get_mut(name).filter(|inner| inner.is_object()) else {
                continue;
            };
            if is_wrapped(inner, depth) {
                return value(inner, known, &common, place, depth + 1, sink);
            }
        }
        hollow = !common.is_placed() && is_empty(node, 0);
    }
    crate::dialect::json::read(node, common, place, &mut |row| {
        let says_nothing = match &row {
            Row::Skip(_) => true,
            Row::Record(record) => !record.is_claimed() && record.said.read().evidence.is_empty(),
            _ => false,
        };
        sink(if hollow && says_nothing { Row::Skip(Skip::Empty) } else { row });
    });
}

/// Whether an object that names no host is an answer without any record: its list
/// of them is empty, or it is the word of a fault.
fn is_empty(node: &Node<'_>, depth: u8) -> bool {
    let is_said = |name: &str| match node.get(name) {
        Some(Node::Text(text)) => !text.is_empty(),
        Some(inner) => inner.is_object() || inner.as_array().is_some_and(|list| !list.is_empty()),
        None => false,
    };
    node.members().next().is_none()
        || ["error", "errors"].into_iter().any(is_said)
        || ENVELOPES.iter().any(|name| match node.get(name) {
            Some(Node::Null) => true,
            Some(Node::List(list)) => list.is_empty(),
            Some(inner) => inner.is_object() && depth < DEEPEST && is_empty(inner, depth + 1),
            None => false,
        })
}

/// The format of what a value holds, as far down as records are looked for.
pub(crate) fn format_of(node: &Node<'_>, depth: u8) -> Option<&'static Format> {
    if depth > DEEPEST {
        return None;
    }
    match node {
        Node::List(list) => list.first().and_then(|first| format_of(first, depth + 1)),
        Node::Object(_) => Format::of(node).or_else(|| {
            let inner = ENVELOPES.iter().chain(&WRAPS).filter_map(|name| node.get(name));
            inner.into_iter().find_map(|inner| format_of(inner, depth + 1))
        }),
        _ => None,
    }
}

/// Whether records stand in a wrapping.
fn is_wrapped(node: &Node<'_>, depth: u8) -> bool {
    Format::of(node).is_some()
        || depth < DEEPEST
            && (ENVELOPES.iter().any(|name| {
                let list = node.get(name).and_then(Node::as_array);
                list.is_some_and(|list| list.iter().any(Node::is_object))
            }) || WRAPS.iter().any(|name| {
                node.get(name).is_some_and(|node| node.is_object() && is_wrapped(node, depth + 1))
            }))
}

fn cell<'n>(node: &'n Node<'_>) -> Cow<'n, str> {
    match node {
        Node::Text(text) => Cow::Borrowed(text),
        Node::Number(number) => Cow::Owned(number.to_string()),
        _ => Cow::Borrowed(""),
    }
}

/// One record of a format: itself, and each of its services.
pub(crate) fn record<'b>(
    format: &'static Format,
    node: &Node<'_>,
    above: &Identity,
    place: u64,
) -> Row<'b> {
    if format.failed.0.iter().any(|path| {
        let mut failed = false;
        path.each(node, "", &mut |_, found| failed |= found.as_bool() == Some(true));
        failed
    }) {
        return Row::Skip(Skip::NoAnswer);
    }
    let mut common = Identity::default();
    identity(&mut common, &format.roles, node, "");
    claim::inside(&mut common, node);
    let source = first(&format.source, node, "");
    common.source = Some(source.map_or_else(|| format.by.clone(), Cow::into_owned));
    common.inherit(above);
    let mut records = Vec::new();
    if let Some(service) = &format.service {
        for path in &format.each.0 {
            path.each(node, "", &mut |key, member| {
                let mut own = Identity::default();
                identity(&mut own, service, member, key);
                claim::inside(&mut own, member);
                own.inherit(&common);
                records.push(said(format, service, member, own, place));
            });
        }
    }
    records.push(said(format, &format.roles, node, common, place));
    // A document that names no host says of one build many things.
    if format.distinct {
        let mut told: Vec<Record> = Vec::new();
        for record in records {
            if !told.contains(&record) {
                told.push(record);
            }
        }
        records = told;
    }
    row(records, format.asked.is_empty() || format.asked.lead(node))
}

fn first<'n>(paths: &Paths, node: &'n Node<'_>, key: &'n str) -> Option<Cow<'n, str>> {
    paths.0.iter().find_map(|path| path.texts(node, key).into_iter().next())
}

fn identity(identity: &mut Identity, roles: &Roles, node: &Node<'_>, key: &str) {
    for (field, paths) in [
        ("ip", &roles.address),
        ("host", &roles.host),
        ("hostname", &roles.hostname),
        ("port", &roles.port),
        ("url", &roles.url),
        ("scheme", &roles.scheme),
        ("timestamp", &roles.time),
        ("asn", &roles.asn),
        ("country", &roles.country),
        ("region", &roles.region),
        ("city", &roles.city),
        ("organisation", &roles.organisation),
        ("sector", &roles.sector),
        ("machine", &roles.machine),
    ] {
        for path in &paths.0 {
            for text in path.texts(node, key) {
                identity.take(field, &text);
            }
        }
    }
    for (paths, take) in [
        (&roles.tags, Identity::labels as fn(&mut Identity, &str)),
        (&roles.cves, Identity::claim),
        (&roles.compromised, Identity::broken_into),
    ] {
        for path in &paths.0 {
            path.texts(node, key).iter().for_each(|text| take(identity, text));
        }
    }
}

/// What a record, or a service of one, says.
fn said(format: &Format, roles: &Roles, node: &Node<'_>, identity: Identity, place: u64) -> Record {
    let mut text = Evidence::default();
    let texts = |paths: &Paths| -> Vec<String> {
        let all = paths.0.iter().flat_map(|path| path.texts(node, ""));
        all.map(Cow::into_owned).collect()
    };
    let products = texts(&roles.product);
    let exchange = if products.is_empty() {
        format.exchange
            || format
                .exchange_if
                .0
                .iter()
                .any(|path| path.texts(node, "").iter().any(|text| is_exchange(text)))
    } else {
        products.iter().any(|product| is_exchange(product))
    };
    texts(&roles.banner).iter().for_each(|banner| text.piece(banner));
    each(&roles.answer, node, &mut |answer| http_answer(&mut text, answer));
    each(&roles.headers, node, &mut |list| headers::write(&mut text, list));
    each(&roles.http, node, &mut |raw| match raw {
        Node::Text(raw) => text.piece(raw),
        raw => headers::write(&mut text, raw),
    });
    for name in texts(&roles.technology).iter().filter(|name| name.contains(':')) {
        text.piece(name);
    }
    texts(&roles.body).iter().for_each(|body| text.piece(body));
    let test = products.first().map_or("", String::as_str);
    for output in texts(&roles.output) {
        if exchange || is_exchange(&output) {
            text.output(test, &output);
        }
    }
    each(&roles.software, node, &mut |item| software(&mut text, item));
    each(&roles.script, node, &mut |item| script(&mut text, item));
    let versions = texts(&roles.exchange_version);
    let installed = if exchange { texts(&roles.version) } else { Vec::new() };
    for version in versions.iter().chain(&installed) {
        if format.web { text.shown_on_web(version) } else { text.version(version) }
    }
    let exchange = exchange || !versions.is_empty();
    // What we wrote ourselves says it in our own words.
    for piece in texts(&roles.pieces).iter().flat_map(|pieces| pieces.split("; ")) {
        text.note(piece);
    }
    for build in texts(&roles.found) {
        let build = build.rsplit('@').next().unwrap_or(&build);
        if build.parse::<expatch::Build>().is_ok() {
            text.note(&format!("ex-setup exact observed {build}"));
        }
    }
    Record { said: text.into_said(&identity), identity, exchange, place }
}

fn each(paths: &Paths, node: &Node<'_>, take: &mut dyn FnMut(&Node<'_>)) {
    for path in &paths.0 {
        path.each(node, "", &mut |_, found| take(found));
    }
}

/// An answer to an HTTP request in the many shapes that JSON gives it.
fn http_answer(text: &mut Evidence, answer: &Node<'_>) {
    if let Some(list) = answer.get("headers") {
        headers::write(text, list);
    }
    if let Some(body) = answer.get("body").and_then(Node::as_str) {
        text.piece(body);
    }
    // HAR: what is encoded is not the page.
    let content = answer.get("content").filter(|content| content.get("encoding").is_none());
    if let Some(body) = content.and_then(|content| content.get("text")).and_then(Node::as_str) {
        text.piece(body);
    }
}

/// A product that a scanner recognised, with its version.
fn software(text: &mut Evidence, item: &Node<'_>) {
    let field = |names: &[&str]| names.iter().find_map(|name| item.get(name)?.as_str());
    let product =
        field(&["product", "@product", "service_product", "name", "uniform_resource_identifier"]);
    let Some(product) = product.filter(|product| is_exchange(product)) else { return };
    let version = field(&["version", "@version", "service_version"]).unwrap_or_default();
    // A daemon's version is its component's.
    let is_daemon = ["smtpd", "pop3d", "imapd", "httpd"].iter().any(|end| product.ends_with(end));
    if is_daemon || version.is_empty() {
        text.service(product, version);
    } else {
        text.version(version);
    }
}

/// A script's output as nmap prints it, which is what the core has a grammar for.
fn script(text: &mut Evidence, item: &Node<'_>) {
    let field = |names: [&str; 2]| names.iter().find_map(|name| item.get(name)?.as_str());
    let (Some(id), Some(output)) = (field(["@id", "id"]), field(["@output", "output"])) else {
        return;
    };
    let mut printed = format!("| {id}: ");
    for line in output.lines().filter(|line| !line.trim().is_empty()) {
        printed.push_str("\n| ");
        printed.push_str(line);
    }
    text.piece(&printed);
}
