// What the site gives to feed readers and calendars, from the facts alone.

/** Releases in the feed. */
const NEWEST = 60;

/** Text as XML has it. @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/**
 * The newest releases as an Atom feed; addresses are relative to the feed's own.
 * @param {{ database: { asOf: string }, releases: { build: string, product: string, baseline: string, update?: string, released: string, kb?: string, esuOnly?: true, withdrawn?: true }[] }} facts
 */
export function feed({ database, releases }) {
  const dated = releases.filter(({ released }) => released.length === 10);
  const newest = dated.sort((a, b) => (a.released < b.released ? 1 : -1)).slice(0, NEWEST);
  const entries = newest.map(({ build, product, baseline, update, released, kb, esuOnly, withdrawn }) => {
    const name = [product, baseline, update].filter(Boolean).join(' ');
    const said = [build, kb, esuOnly ? 'Extended Security Updates only' : '', withdrawn ? 'withdrawn' : ''];
    return `<entry>
<id>urn:expatch:build:${build}</id>
<title>${escaped(`${name} (${build})`)}</title>
<link href="reference.html#${build}"/>
<updated>${released}T00:00:00Z</updated>
<summary>${escaped(said.filter(Boolean).join(', '))}</summary>
</entry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>urn:expatch:releases</id>
<title>Releases of Exchange Server</title>
<author><name>expatch</name></author>
<link rel="self" href="feed.xml"/>
<link href="reference.html"/>
<updated>${database.asOf}T00:00:00Z</updated>
${entries.join('\n')}
</feed>
`;
}

/**
 * The second Tuesdays of two years from a day on, as whole days in an iCalendar file.
 * @param {string} asOf
 */
export function calendar(asOf) {
  const [year, month] = asOf.split('-').map(Number);
  const stamp = `${asOf.replaceAll('-', '')}T000000Z`;
  const events = Array.from({ length: 25 }, (_, at) => secondTuesday(year, month - 1 + at)).map((day) => [
    'BEGIN:VEVENT',
    `UID:patch-tuesday-${day}@expatch`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
    'SUMMARY:Patch Tuesday',
    'DESCRIPTION:Microsoft publishes security updates.',
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ]);
  const head = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//expatch//Patch Tuesdays//EN',
    'X-WR-CALNAME:Patch Tuesdays',
  ];
  return `${[...head, ...events.flat(), 'END:VCALENDAR'].join('\r\n')}\r\n`;
}

/** @param {number} year @param {number} month from 0, may run over */
function secondTuesday(year, month) {
  const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return new Date(Date.UTC(year, month, 8 + ((9 - first) % 7))).toISOString().slice(0, 10);
}
