"""The shapes of what comes back as JSON, for type checkers; ``crate/core``
gives them, the published JSON Schema describes them."""

from typing import Literal, NotRequired, TypedDict

Patched = Literal["yes", "no", "unknown", "not-applicable"]

Status = Literal[
    "current",
    "latest-known",
    "hotfix-available",
    "needs-action",
    "superseded",
    "vulnerable",
    "exploited",
    "unsupported",
    "indeterminate",
    "unknown-build",
    "mentioned",
    "exchange-online",
    "not-exchange",
]


class DatabaseIdentity(TypedDict):
    """Who a database is; every report repeats it."""

    schema: str
    version: str
    asOf: str
    digest: str
    signedBy: NotRequired[str]
    releases: int
    vulnerabilities: int
    patchTuesdaysSince: list[str]
    maxAgeDays: NotRequired[int]


class Sentence(TypedDict):
    """A code for programs and a sentence for people."""

    code: str
    text: str


class Evidence(TypedDict):
    """One piece of evidence: where it stands and what it can tell."""

    channel: str
    text: str
    start: int
    end: int
    precision: Literal["none", "product", "floor", "baseline", "exact"]
    build: NotRequired[str]
    prefix: NotRequired[str]
    meaning: str


class Release(TypedDict):
    """A release in a report."""

    build: str
    product: str
    baseline: str
    update: NotRequired[str]
    released: str
    kb: NotRequired[str]
    url: NotRequired[str]
    esuOnly: NotRequired[bool]


class Claim(TypedDict):
    """Somebody's dated word that attackers use a vulnerability; without
    ``ransomware`` use by ransomware crews is not known, which is no "no"."""

    by: str
    day: str
    ransomware: NotRequired[bool]


class UsedClaim(Claim):
    """The same with the vulnerability it is about."""

    id: str


class List(TypedDict):
    """A list of exploited vulnerabilities and the day through which it was read."""

    by: str
    through: str


class Open(TypedDict):
    """How many vulnerabilities are open."""

    atLeast: int
    atMost: int
    onReleases: NotRequired[int]
    ofReleases: NotRequired[int]


class Exploited(TypedDict):
    """How many of them attackers are known to use, and who says so."""

    atLeast: int
    atMost: int
    claims: list[UsedClaim]
    lists: list[List]


class Vulnerability(TypedDict):
    """One vulnerability in a report."""

    id: str
    name: NotRequired[str]
    cvss: NotRequired[float]
    published: str
    claims: NotRequired[list[Claim]]
    fixedIn: list[str]
    disputed: NotRequired[list[str]]
    because: NotRequired[str]
    setting: NotRequired[Sentence]
    openOn: NotRequired[int]


class Vulnerabilities(TypedDict):
    """Open vulnerabilities, the exploited ones first, then by score."""

    certain: list[Vulnerability]
    possible: list[Vulnerability]
    neverEvaluated: NotRequired[int]


class Link(TypedDict):
    """A place on the web."""

    kind: Literal["article", "media", "guide", "tool", "list"]
    url: str


class Check(TypedDict):
    """How to see that a step worked."""

    text: str
    command: NotRequired[str]
    build: NotRequired[str]


class PlanStep(TypedDict):
    """One step of the plan."""

    kind: Literal[
        "isolate",
        "mitigate",
        "install",
        "upgrade",
        "replace",
        "verify",
        "hunt",
        "confirm",
        "plan-move",
    ]
    code: str
    text: str
    target: NotRequired[Release]
    links: list[Link]
    before: NotRequired[list[str]]
    commands: NotRequired[list[str]]
    verify: NotRequired[Check]
    role: NotRequired[Literal["mailbox", "edge"]]
    necessity: NotRequired[Literal["required", "verify", "interim"]]
    vulnerabilities: NotRequired[list[str]]
    sources: NotRequired[list[str]]


class Exposure(TypedDict):
    """The window in which an exploited hole could have been used."""

    id: str
    name: NotRequired[str]
    since: str
    until: NotRequired[str]


class Support(TypedDict):
    """Support state on the day of the report."""

    state: Literal["supported", "esu", "ending", "baseline-ended", "ended"]
    ends: NotRequired[str]
    esuEnds: NotRequired[str]
    text: str


class Case(TypedDict):
    """One candidate and its status."""

    build: str
    status: Status
    patched: Patched


class Range(TypedDict):
    """The best and the worst that the candidates allow."""

    best: Case
    worst: Case


class Verdict(TypedDict):
    """What follows for one server."""

    patched: Patched
    status: Status
    severity: Literal[0, 1, 2, 3]
    worst: NotRequired[Status]
    headline: str
    summary: str
    reasons: list[Sentence]
    open: Open
    exploited: Exploited
    vulnerabilities: Vulnerabilities
    missing: list[Release]
    plan: list[PlanStep]
    exposure: list[Exposure]
    support: NotRequired[Support]
    range: NotRequired[Range]


class Shared(TypedDict):
    """What all candidates have in common."""

    product: str
    baseline: NotRequired[str]


class Server(TypedDict):
    """One server, or one thing that is none."""

    name: NotRequired[str]
    evidence: list[Evidence]
    build: NotRequired[str]
    candidates: list[str]
    release: NotRequired[Release]
    shared: NotRequired[Shared]
    verdict: Verdict


class Report(TypedDict):
    """What can be said about everything in one input."""

    schema: str
    database: DatabaseIdentity
    asOf: str
    servers: list[Server]
    notes: list[Sentence]


class ReleaseRow(TypedDict):
    """A row of ``releases()``."""

    build: str
    product: str
    baseline: str
    update: NotRequired[str]
    kind: Literal["preview", "rtm", "sp", "cu", "su", "hu", "ru"]
    released: str
    kb: NotRequired[str]
    url: NotRequired[str]
    esuOnly: bool
    withdrawn: bool
    replacedBy: NotRequired[str]


class FixRow(TypedDict):
    """What is known of one vulnerability on one baseline."""

    product: str
    baseline: str
    state: str
    fixedIn: NotRequired[str]
    disputed: NotRequired[str]


class VulnerabilityRow(TypedDict):
    """What ``cve()`` gives."""

    id: str
    name: NotRequired[str]
    title: str
    published: str
    cvss: NotRequired[float]
    claims: NotRequired[list[Claim]]
    baselines: list[FixRow]
