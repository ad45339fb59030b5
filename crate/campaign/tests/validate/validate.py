"""IntelMQ's harmonisation, pymisp and lib4vex asked about a bundle; the CSV read as Shadowserver's."""

import csv
import json
import pathlib
import sys

import intelmq
from intelmq.lib.message import Event, MessageFactory
from lib4vex.parser import VEXParser
from pymisp import MISPEvent

bundle = pathlib.Path(sys.argv[1])


def intelmq_events():
    conf = pathlib.Path(intelmq.__file__).parent / "etc/harmonization.conf"
    harmonization = json.loads(conf.read_text())
    count = 0
    for name in ("vulnerable", "possible"):
        for line in (bundle / f"intelmq-{name}.ndjson").read_text().splitlines():
            # Raises for each name or value that the harmonisation does not know.
            event = MessageFactory.unserialize(line, harmonization=harmonization)
            assert isinstance(event, Event), type(event)
            assert event["classification.type"] == "vulnerable-system"
            assert event["extra.certainty"] == ("certain" if name == "vulnerable" else "possible")
            count += 1
    return f"{count} events"


def misp_event():
    event = MISPEvent()
    event.load_file(bundle / "misp-event.json")
    assert event.objects and event.attributes
    for given in event.objects:
        # Strict: refuses relations that MISP's own template does not have.
        from pymisp import MISPObject

        known = MISPObject("ip-port", strict=True)
        assert known.template_uuid == given.template_uuid
        for attribute in given.attributes:
            known.add_attribute(attribute.object_relation, value=attribute.value)
            assert known.attributes[-1].type == attribute.type, attribute
    json.loads(event.to_json())
    return f"{len(event.objects)} objects"


def openvex():
    parser = VEXParser(vex_type="openvex")
    parser.parse(str(bundle / "openvex.json"))
    found = parser.get_vulnerabilities()
    assert found, "no statement is read"
    assert {one["status"] for one in found} <= {"affected", "under_investigation"}
    document = json.loads((bundle / "openvex.json").read_text())
    for key in ("@context", "@id", "author", "timestamp", "version", "statements"):
        assert key in document, key
    for one in document["statements"]:
        # The specification asks for an action where something is affected.
        assert one["status"] != "affected" or one["action_statement"]
    return f"{len(found)} statements"


def shadowserver():
    columns = (
        "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,"
        "hostname_source,sector,version,servername,url"
    ).split(",")
    # Readers of Shadowserver's reports go by name: what only we know stands behind theirs.
    ours = ["evidence", "source", "claims", "compromised"]
    count = 0
    for name in ("vulnerable", "possible"):
        with open(bundle / f"shadowserver-{name}.csv", newline="") as file:
            rows = csv.DictReader(file)
            assert rows.fieldnames == columns + ours, rows.fieldnames
            for row in rows:
                assert None not in row and None not in row.values(), row
                assert not any(cell[:1] in "=+-@\t\r" for cell in row.values() if cell), row
                count += 1
    return f"{count} rows"


for check in (intelmq_events, misp_event, openvex, shadowserver):
    print(f"{check.__name__} ok: {check()}")
