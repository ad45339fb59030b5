"""The shapes of what comes back as JSON, for type checkers; ``crate/core``
gives them, the published JSON Schema describes them."""

from typing import Literal, NotRequired, TypedDict

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
    "exchange-online",
    "not-exchange",
]


class DatabaseIdentity(TypedDict):
    """Who a database is; every report repeats it."""

    schema: str
    version: str
    asOf: str
    digest: str
    releases: int
    vulnerabilities: int
    patchTuesdaysSince: list[str]


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


class Kev(TypedDict):
    """CISA's listing as exploited; ``ransomware`` false is "not known"."""

    added: str
    ransomware: bool


class Vulnerability(TypedDict):
    """One vulnerability in a report."""

    id: str
    name: NotRequired[str]
    cvss: NotRequired[float]
    published: str
    kev: NotRequired[Kev]
    fixedIn: list[str]
    disputed: NotRequired[list[str]]
    because: NotRequired[str]


class Vulnerabilities(TypedDict):
    """Open vulnerabilities, the exploited ones first, then by score."""

    certain: list[Vulnerability]
    possible: list[Vulnerability]
    neverEvaluated: NotRequired[int]


class ManualStep(TypedDict):
    """Something to do or check besides installing."""

    code: str
    text: str
    necessity: Literal["required", "verify", "interim"]
    vulnerabilities: list[str]


class Action(TypedDict):
    """A next step."""

    code: str
    text: str
    command: NotRequired[str]
    url: NotRequired[str]
    install: NotRequired[Release]


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


class Range(TypedDict):
    """The best and the worst that the candidates allow."""

    best: Case
    worst: Case


class Verdict(TypedDict):
    """What follows for one server."""

    status: Status
    severity: Literal[0, 1, 2, 3]
    summary: str
    reasons: list[Sentence]
    vulnerabilities: Vulnerabilities
    missing: list[Release]
    manualSteps: list[ManualStep]
    actions: list[Action]
    exposure: list[Exposure]
    support: NotRequired[Support]
    range: NotRequired[Range]


class Server(TypedDict):
    """One server, or one thing that is none."""

    name: NotRequired[str]
    evidence: list[Evidence]
    build: NotRequired[str]
    candidates: list[str]
    release: NotRequired[Release]
    verdict: Verdict


class Report(TypedDict):
    """What can be said about everything in one input."""

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
    kev: NotRequired[Kev]
    baselines: list[FixRow]
