// Inventories for tests and benchmarks.
const BUILDS = [
  '15.1.2507.6',
  '15.1.2507.61',
  '15.2.2562.53',
  '15.2.2562.17',
  '15.2.1748.39',
  '15.0.1497.48',
  '15.1.2176.2',
  '15.2.1118.7',
  '15.1.2375.7',
  '14.3.513.0',
];
const COUNTRIES = ['BE', 'NL', 'DE', 'FR', 'US', 'GB', 'IT', 'PL'];

/**
 * A CSV of so many servers.
 * @param {number} count
 * @param {(at: number) => string} [name]
 * @param {(at: number) => string} [build]
 */
export function rows(
  count,
  name = (at) => `host${String(at).padStart(5, '0')}.example`,
  build = (at) => BUILDS[(at * 7 + (at >> 3)) % BUILDS.length],
) {
  const lines = ['hostname,country,version'];
  for (let at = 0; at < count; at += 1)
    lines.push(`"${name(at).replaceAll('"', '""')}",${COUNTRIES[at % COUNTRIES.length]},${build(at)}`);
  return `${lines.join('\n')}\n`;
}
