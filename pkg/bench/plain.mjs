// The same task in plain JavaScript over db.json, as one would write it: what
// the package is measured beside. It knows none of the hard cases.

const HEADER = /^x-owa-version:\s*(\d+\.\d+\.\d+\.\d+)\s*$/im;

// Below, equal or above, part by part.
function compare(left, right) {
  const a = left.split(".").map(Number);
  const b = right.split(".").map(Number);
  for (let at = 0; at < 4; at += 1) if (a[at] !== b[at]) return a[at] - b[at];
  return 0;
}

const key = (product, baseline) => `${product} ${baseline}`;

// A function from a text to its numbers, or undefined where it holds no known
// build; `keep` may remember what a build came to.
export function judge(database, asOf, keep = (work) => work) {
  const releases = new Map(database.releases.map((row) => [row.build, row]));
  const updates = grouped(database.releases);
  const holes = new Map();
  for (const row of database.vulnerabilities) {
    if (row.published > asOf) continue;
    for (const entry of row.baselines) {
      const name = key(entry.product, entry.baseline);
      if (!holes.has(name)) holes.set(name, []);
      holes.get(name).push({ row, entry });
    }
  }
  const numbers = keep((build) => {
    const release = releases.get(build);
    if (!release) return undefined;
    const name = key(release.product, release.baseline);
    const open = (holes.get(name) ?? []).filter(
      ({ entry }) => entry.state === "never" || (entry.fixedIn && compare(build, entry.fixedIn) < 0),
    );
    const exploited = open.filter(({ row }) => row.kev && row.kev.added <= asOf);
    const missing = updates.get(name).filter((row) => row.released <= asOf && compare(row.build, build) > 0);
    const status = exploited.length
      ? "exploited"
      : open.length
        ? "vulnerable"
        : missing.length
          ? "superseded"
          : "current";
    return { build, status, certain: open.length, exploited: exploited.length, missing: missing.at(0)?.build };
  });
  return (text) => numbers(releases.has(text) ? text : HEADER.exec(text)?.[1]);
}

// Remembers what each argument came to.
export function remembering(work) {
  const known = new Map();
  return (argument) => {
    if (!known.has(argument)) known.set(argument, work(argument));
    return known.get(argument);
  };
}

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const name = key(row.product, row.baseline);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  return groups;
}
