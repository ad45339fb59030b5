// The report as text for a ticket and as Markdown. Views only: every sentence is the core's.
import { date, t } from './text.js';

/** @typedef {import('expatch').Report} Report */
/** @typedef {import('expatch').Server} Server */

/** @param {import('expatch').Release} release */
const nameOf = ({ product, baseline, update }) => [product, baseline, update].filter(Boolean).join(' ');

/** @param {Server} server */
const holes = (server) =>
  server.verdict.vulnerabilities.certain
    .filter(({ claims }) => claims?.length)
    .map(({ id, name }) => (name ? `${id} (${name})` : id));

/** @param {Report} report */
function sources({ database, asOf }) {
  const aged = database.patchTuesdaysSince ?? [];
  const lines = [t('data.day', { day: date(database.asOf), version: database.version, asOf: date(asOf) })];
  if (aged.length) lines.push(t('data.aged', { n: aged.length, day: date(aged[aged.length - 1]) }));
  return `${lines.join(' ')} SHA-256 ${database.digest.slice(0, 16)}…`;
}

/** Plain text for a ticket or a mail. @param {Report} report */
export function ticket(report) {
  const blocks = report.servers.map((server) => {
    const { verdict } = server;
    const exploited = holes(server);
    return [
      `${server.name ? `${server.name}: ` : ''}${verdict.headline}`,
      [server.release ? nameOf(server.release) : '', server.build ?? ''].filter(Boolean).join(', '),
      '',
      verdict.summary,
      ...verdict.reasons.map(({ text }) => `- ${text}`),
      ...(verdict.support ? [`- ${verdict.support.text}`] : []),
      ...(exploited.length ? ['', `${t('facts.exploited')}: ${exploited.join(', ')}`] : []),
      ...(tonight(verdict).length
        ? ['', `${t('plan.title')}:`, ...tonight(verdict).map((one, index) => step(one, index + 1))]
        : []),
      ...(boxes(verdict).length
        ? ['', `${t('confirm.title')}:`, ...boxes(verdict).map(({ text }) => `[ ] ${text}`)]
        : []),
    ]
      .join('\n')
      .replace(/\n{3,}/g, '\n\n');
  });
  return `${blocks.join('\n\n---\n\n')}\n\n${sources(report)}\n`;
}

/** @param {import('expatch').Verdict} verdict */
const tonight = ({ plan }) => plan.filter(({ kind }) => kind !== 'confirm');
/** @param {import('expatch').Verdict} verdict */
const boxes = ({ plan }) => plan.filter(({ kind }) => kind === 'confirm');

/** @param {import('expatch').PlanStep} step @param {number} index */
function step({ text, before = [], commands = [], verify, links }, index) {
  const rest = [...before, ...commands, ...(verify ? [verify.text] : []), ...links.map(({ url }) => url)];
  return [`${index}. ${text}`, ...rest.map((line) => `   ${line}`)].join('\n');
}

/** Characters that Markdown would read as its own. @param {string} text */
const plain = (text) => text.replace(/([\\`*_[\]<>|])/g, '\\$1');

/** Markdown for an issue or a wiki. @param {Report} report */
export function markdown(report) {
  const blocks = report.servers.map((server) => {
    const { verdict } = server;
    const exploited = holes(server);
    return [
      `## ${server.name ? `${plain(server.name)}: ` : ''}${plain(verdict.headline)}`,
      `**${plain(server.release ? nameOf(server.release) : (server.build ?? t('server.unnamed')))}**${server.build ? ` \`${server.build}\`` : ''}`,
      plain(verdict.summary),
      verdict.reasons.map(({ text }) => `- ${plain(text)}`).join('\n'),
      exploited.length ? `**${t('facts.exploited')}:** ${plain(exploited.join(', '))}` : '',
      tonight(verdict).length
        ? `### ${t('plan.title')}\n\n${tonight(verdict)
            .map(
              ({ text, before = [], commands = [], verify, links }, index) =>
                `${index + 1}. ${[text, ...before, ...(verify ? [verify.text] : [])].map(plain).join(' ')}${links.map(({ url }) => ` <${url}>`).join('')}${commands.map((command) => `\n\n   \`\`\`powershell\n   ${command.replaceAll('\n', '\n   ')}\n   \`\`\`\n`).join('')}`,
            )
            .join('\n')}`
        : '',
      boxes(verdict).length
        ? `### ${t('confirm.title')}\n\n${boxes(verdict)
            .map(({ text }) => `- [ ] ${plain(text)}`)
            .join('\n')}`
        : '',
      verdict.missing.length
        ? `### ${t('missing.title')}\n\n| ${t('column.update')} | ${t('column.build')} | ${t('column.released')} | KB |\n|---|---|---|---|\n${verdict.missing.map(({ update, baseline, build, released, kb }) => `| ${update ?? baseline} | ${build} | ${released} | ${kb ?? ''} |`).join('\n')}`
        : '',
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  return `${blocks.join('\n\n')}\n\n_${plain(sources(report))}_\n`;
}
