-- One campaign, one file. Facts of the scan stand in `target` and `attempt`;
-- what follows from them for one database and one day in `assessment`,
-- `finding` and `verdict`, which can be computed again at any time.

-- Who, why, in which order: `name`, `seed`, `contact`, `created`, `targets`
-- (the list, as `expatch-probe` writes it, whose numbers `target` uses).
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- A target that has been asked, or that another scanner has; a row is written
-- once with everything that came of it, so a target is done or untouched.
CREATE TABLE target (
    number INTEGER PRIMARY KEY,
    -- `scheme://host:port`, the same in every campaign.
    target TEXT NOT NULL UNIQUE,
    address TEXT,
    -- `answered`, `refused`, `timed-out`, …
    outcome TEXT NOT NULL,
    -- Answers as text, for `expatch::assess`.
    evidence BLOB,
    -- What the TLS handshake showed, JSON.
    tls TEXT,
    -- Seconds since 1970.
    seen INTEGER NOT NULL
) STRICT;

CREATE TABLE attempt (
    number INTEGER NOT NULL REFERENCES target,
    attempt INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    requests INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    PRIMARY KEY (number, attempt)
) STRICT, WITHOUT ROWID;

-- What was judged with which facts for which day; the highest `id` counts.
CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    digest TEXT NOT NULL,
    as_of TEXT NOT NULL,
    made INTEGER NOT NULL,
    UNIQUE (digest, as_of)
) STRICT;

-- A verdict without the host it is about: thousands of hosts share one.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    -- SHA-256 of the other columns.
    signature BLOB NOT NULL UNIQUE,
    -- `yes`, `no`, `unknown`, `not-applicable`.
    patched TEXT NOT NULL,
    status TEXT NOT NULL,
    -- The status of the candidate that is worst off, where they differ.
    worst TEXT,
    severity INTEGER NOT NULL,
    -- How many CVEs are open, and how many of them attackers use.
    open_least INTEGER NOT NULL,
    open_most INTEGER NOT NULL,
    used_least INTEGER NOT NULL,
    used_most INTEGER NOT NULL,
    build TEXT,
    product TEXT,
    baseline TEXT,
    -- The update laid on the baseline.
    laid TEXT,
    -- JSON arrays of CVE identifiers: open, perhaps open, open and exploited.
    certain TEXT NOT NULL,
    possible TEXT NOT NULL,
    exploited TEXT NOT NULL
) STRICT;

CREATE TABLE verdict (
    assessment INTEGER NOT NULL REFERENCES assessment,
    number INTEGER NOT NULL REFERENCES target,
    finding INTEGER NOT NULL REFERENCES finding,
    PRIMARY KEY (assessment, number)
) STRICT, WITHOUT ROWID;

-- Where and whose a target is; filled by enrichment, which can be repeated.
CREATE TABLE place (
    number INTEGER PRIMARY KEY REFERENCES target,
    -- Two letters, ISO 3166-1.
    country TEXT,
    -- Province or state, and town.
    region TEXT,
    city TEXT,
    asn INTEGER,
    operator TEXT,
    -- The name that the address resolves to.
    reverse TEXT,
    -- The domain that its names share.
    domain TEXT,
    sector TEXT,
    organisation TEXT,
    -- Mail addresses, JSON array; where they come from, and the language to write in.
    contacts TEXT,
    contact_source TEXT,
    language TEXT
) STRICT;
