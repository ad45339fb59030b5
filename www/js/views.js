// The report as text for a ticket and as Markdown, in the page's order: verdict, why, plan, grounds.
// Views only: every sentence is the core's.
import { boxesOf, stepsOf } from './plan.js';
import { whatIs } from './release.js';
import { date, t } from './text.js';

/** @typedef {import('expatch').Report} Report */
/** @typedef {import('expatch').Server} Server */
/** @typedef {import('expatch').PlanStep} PlanStep */

/** @param {Server} server */
const holes = (server) =>
  server.verdict.vulnerabilities.certain
    .filter(({ claims }) => claims?.length)
    .map(({ id, name }) => (name ? `${id} (${name})` : id));

/** Which facts it rests on, and for which day it holds. @param {Report} report */
export function sources({ database, asOf }) {
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
    const [steps, boxes] = [stepsOf(verdict), boxesOf(verdict)];
    return [
      `${server.name ? `${server.name}: ` : ''}${verdict.headline}`,
      [whatIs(server), server.build ?? ''].filter(Boolean).join(', '),
      '',
      verdict.summary,
      ...(steps.length ? ['', `${t('plan.title')}:`, ...steps.map((one, index) => lines(one, `${index + 1}. `))] : []),
      ...(boxes.length
        ? ['', `${t('confirm.title')}:`, ...boxes.map((one) => (one.done ? `[x] ${one.text}` : lines(one, '[ ] ')))]
        : []),
      ...(exploited.length ? ['', `${t('facts.exploited')}: ${exploited.join(', ')}`] : []),
      '',
      ...verdict.reasons.map(({ text }) => `- ${text}`),
      ...(verdict.support ? [`- ${verdict.support.text}`] : []),
    ]
      .join('\n')
      .replace(/\n{3,}/g, '\n\n');
  });
  blocks.push(...counted(report).map((line) => `+ ${line}`));
  return `${blocks.join('\n\n---\n\n')}\n\n${sources(report)}\n`;
}

/** The servers past the report's limit, a line for each group. @param {Report} report */
const counted = ({ more = [] }) =>
  more.map((group) =>
    [`${group.count} × ${group.headline}`, group.build ?? whatIs(group), (group.names ?? []).join(' ')]
      .filter(Boolean)
      .join(', '),
  );

/** A step with all that belongs to it, below its own beginning. @param {PlanStep} step @param {string} lead */
function lines({ text, before = [], commands = [], verify, links }, lead) {
  const rest = [...before, ...commands, ...(verify ? [verify.text] : []), ...links.map(({ url }) => url)];
  return [
    `${lead}${text}`,
    ...rest.map((line) => `${' '.repeat(lead.length)}${line.replaceAll('\n', `\n${' '.repeat(lead.length)}`)}`),
  ].join('\n');
}

/** Characters that Markdown would read as its own. @param {string} text */
const plain = (text) => text.replace(/([\\`*_[\]<>|])/g, '\\$1');

/** Markdown for an issue or a wiki. @param {Report} report */
export function markdown(report) {
  const blocks = report.servers.map((server) => {
    const { verdict } = server;
    const exploited = holes(server);
    const what = whatIs(server) || (server.build ? '' : t('server.unnamed'));
    const [steps, boxes] = [stepsOf(verdict), boxesOf(verdict)];
    return [
      `## ${server.name ? `${plain(server.name)}: ` : ''}${plain(verdict.headline)}`,
      [what ? `**${plain(what)}**` : '', server.build ? `\`${server.build}\`` : ''].filter(Boolean).join(' '),
      plain(verdict.summary),
      steps.length
        ? `### ${t('plan.title')}\n\n${steps.map((one, index) => item(one, `${index + 1}. `)).join('\n')}`
        : '',
      boxes.length
        ? `### ${t('confirm.title')}\n\n${boxes.map((one) => (one.done ? `- [x] ${plain(one.text)}` : item(one, '- [ ] '))).join('\n')}`
        : '',
      exploited.length ? `**${t('facts.exploited')}:** ${plain(exploited.join(', '))}` : '',
      verdict.reasons.map(({ text }) => `- ${plain(text)}`).join('\n'),
      verdict.missing.length
        ? `### ${t('missing.title')}\n\n| ${t('column.update')} | ${t('column.build')} | ${t('column.released')} | KB |\n|---|---|---|---|\n${verdict.missing.map(({ update, baseline, build, released, kb }) => `| ${update ?? baseline} | ${build} | ${released} | ${kb ?? ''} |`).join('\n')}`
        : '',
    ]
      .filter(Boolean)
      .join('\n\n');
  });
  blocks.push(
    counted(report)
      .map((line) => `* ${plain(line)}`)
      .join('\n'),
  );
  return `${blocks.filter(Boolean).join('\n\n')}\n\n_${plain(sources(report))}_\n`;
}

/** @param {PlanStep} step @param {string} lead */
function item({ text, before = [], commands = [], verify, links }, lead) {
  const said = [text, ...before, ...(verify ? [verify.text] : [])].map(plain).join(' ');
  const code = commands.map(
    (command) => `\n\n   \`\`\`powershell\n   ${command.replaceAll('\n', '\n   ')}\n   \`\`\`\n`,
  );
  return `${lead}${said}${links.map(({ url }) => ` <${url}>`).join('')}${code.join('')}`;
}
