//! A JSON object or an XML element of a known format to its records, by the table.

use super::Format;
use super::Paths;
use super::Roles;
use super::role::is_exchange;
use super::role::is_exchange_itself;
use super::role::is_over;
use crate::Identity;
use crate::claim;
use crate::dialect::headers;
use crate::evidence::Evidence;
use crate::node::Node;
use crate::record::Record;
use crate::record::Row;
use crate::record::Skip;
use crate::record::row;
use expatch::ClaimedVulnerability;
use std::borrow::Cow;

/// One record of a format: itself, and each of its services.
pub(crate) fn record<'b>(
    format: &'static Format,
    node: &Node<'_>,
    above: &Identity,
    place: u64,
) -> Row<'b> {
    if format.reference {
        return Row::Skip(Skip::NoEvidence);
    }
    let says = |paths: &Paths, word: bool| {
        let mut says = false;
        each(paths, node, &mut |found| says |= found.as_bool() == Some(word));
        says
    };
    if says(&format.failed, true) {
        return Row::Skip(Skip::NoAnswer);
    }
    // What was looked for is not there.
    if says(&format.denied, false) {
        return Row::Skip(Skip::NoEvidence);
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
fn said(
    format: &Format,
    roles: &Roles,
    node: &Node<'_>,
    mut identity: Identity,
    place: u64,
) -> Record {
    let mut text = Evidence::default();
    let texts = |paths: &Paths| -> Vec<String> {
        let all = paths.0.iter().flat_map(|path| path.texts(node, ""));
        all.map(Cow::into_owned).collect()
    };
    // What was found once and is so no more.
    if texts(&roles.state).iter().any(|state| is_over(state)) {
        return Record { place, ..Record::default() };
    }
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
    // The title of a test names what it is about.
    if !roles.output.is_empty() && !products.is_empty() && !exchange {
        claim::of_another_product(&mut identity);
    }
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
    each(&roles.script, node, &mut |item| {
        script(&mut text, item);
        script_found(&mut identity, item);
    });
    let versions = texts(&roles.exchange_version);
    let installed = if exchange { texts(&roles.version) } else { Vec::new() };
    for version in versions.iter().chain(&installed) {
        if format.web { text.shown_on_web(version) } else { text.version(version) }
    }
    // A feed's event about Exchange is about a server, whatever version it shows and
    // even if nothing else is claimed of it.
    let tells = !identity.claims.is_empty() || identity.compromised.is_some();
    if exchange && !format.exchange_if.is_empty() && !tells {
        text.product("Microsoft Exchange Server");
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
    let Some(product) = product.filter(|product| is_exchange_itself(product)) else { return };
    let version = field(&["version", "@version", "service_version"]).unwrap_or_default();
    // A daemon's version is its component's.
    let is_daemon = ["smtpd", "pop3d", "imapd", "httpd"].iter().any(|end| product.ends_with(end));
    if is_daemon || version.is_empty() {
        text.service(product, version);
    } else {
        text.version(version);
    }
}

/// What a script of nmap's found open of Exchange: by the lines that its library for
/// vulnerabilities prints, or by the one word of the public script for ProxyShell.
fn script_found(identity: &mut Identity, item: &Node<'_>) {
    let field = |names: [&str; 2]| names.iter().find_map(|name| item.get(name)?.as_str());
    let (Some(id), Some(output)) = (field(["@id", "id"]), field(["@output", "output"])) else {
        return;
    };
    if id == "http-vuln-exchange-proxyshell" && output.trim() == "True" {
        identity.claim("CVE-2021-34473");
    }
    let states = output.lines().filter_map(|line| line.trim().strip_prefix("State: "));
    if states.into_iter().any(|state| state.starts_with("VULNERABLE")) {
        let found = ClaimedVulnerability::all(output).into_iter().filter(claim::is_exchange);
        found.for_each(|claim| identity.claim(&claim.id));
    }
}

/// A script's output as nmap prints it, which is what the core has a grammar for.
fn script(text: &mut Evidence, item: &Node<'_>) {
    let field = |names: [&str; 2]| names.iter().find_map(|name| item.get(name)?.as_str());
    let (Some(id), Some(output)) = (field(["@id", "id"]), field(["@output", "output"])) else {
        return;
    };
    // What does not begin with a line feed stands behind the name.
    let (first, rest) = output.split_once('\n').unwrap_or((output, ""));
    let mut printed = format!("| {id}: {}", first.trim_end());
    for line in rest.lines().filter(|line| !line.trim().is_empty()) {
        printed.push_str("\n| ");
        printed.push_str(line);
    }
    text.piece(&printed);
}
