"""From an event's fields to the fields of a verdict; no IntelMQ in here."""

import base64
import binascii

#: Where an event may hold what a server said, the most telling first.
BUILDS = ("extra.version", "product.version")
TEXTS = ("extra.banner", "extra.http_headers", "extra.headers", "extra.response")

#: What is a verdict about nothing.
SILENT = ("not-exchange",)


def evidence(event):
    """What the event's server said, as text for the core; None where it said nothing."""
    for key in BUILDS:
        if event.get(key):
            return str(event.get(key))
    for key in TEXTS:
        if event.get(key):
            return str(event.get(key))
    raw = event.get("raw")
    if raw:
        try:
            return base64.b64decode(raw, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    return None


def fields(report):
    """The fields that a report adds to an event; none where it speaks of no Exchange server."""
    servers = report["servers"]
    if not servers or servers[0]["verdict"]["status"] in SILENT:
        return {}
    server = servers[0]
    verdict = server["verdict"]
    certain = verdict["vulnerabilities"]["certain"]
    possible = verdict["vulnerabilities"]["possible"]
    release = server.get("release") or server.get("shared") or {}
    full = " ".join(
        part for part in (release.get("product"), release.get("baseline"), release.get("update")) if part
    )
    found = {
        "classification.identifier": f"exchange-{verdict['status']}",
        "product.vendor": "Microsoft",
        "product.name": release.get("product"),
        "product.full_name": full,
        "product.version": server.get("build"),
        "product.vulnerabilities": ",".join(cve["id"] for cve in certain),
        "event_description.text": f"{verdict['headline']}. {verdict['summary']}",
        "extra.expatch_patched": verdict["patched"],
        "extra.expatch_status": verdict["status"],
        "extra.expatch_severity": verdict["severity"],
        "extra.expatch_exploited": ",".join(cve["id"] for cve in certain if cve.get("claims")),
        "extra.expatch_possible": ",".join(cve["id"] for cve in possible),
        "extra.expatch_as_of": report["asOf"],
        "extra.expatch_database": report["database"]["version"],
    }
    return {key: value for key, value in found.items() if value not in (None, "")}
