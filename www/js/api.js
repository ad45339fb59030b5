// The server's own description, for people: every operation and every shape.
import { h } from './dom.js';

/** @typedef {Record<string, any>} Json */

const place = /** @type {HTMLElement} */ (document.getElementById('api'));

/** What a schema is called, with links to the shapes it names. @param {Json} schema @returns {(Node | string)[]} */
function kind(schema) {
  if (schema.$ref) {
    const name = String(schema.$ref).replace(/^.*\//, '');
    return [h('a', { href: `#${name}` }, name)];
  }
  if (schema.anyOf ?? schema.oneOf)
    return (schema.anyOf ?? schema.oneOf).flatMap((/** @type {Json} */ one, /** @type {number} */ at) =>
      at ? [' or ', ...kind(one)] : kind(one),
    );
  if (schema.type === 'array') return ['list of ', ...kind(schema.items ?? {})];
  if (schema.additionalProperties && typeof schema.additionalProperties === 'object')
    return ['map of ', ...kind(schema.additionalProperties)];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum) return [schema.enum.map((/** @type {unknown} */ one) => JSON.stringify(one)).join(', ')];
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  return [schema.format ? `${type} (${schema.format})` : type];
}

/** @param {string} name @param {Json} schema @param {boolean} [required] @param {string} [more] */
const line = (name, schema, required, more) => [
  h('dt', null, name),
  h('dd', null, ...kind(schema), required ? ', required' : '', h('small', null, more ?? schema.description ?? '')),
];

/** @param {string} method @param {string} path @param {Json} operation */
function operation(
  method,
  path,
  { summary, description, parameters = [], requestBody, responses, security, operationId },
) {
  const body = Object.entries(/** @type {Record<string, Json>} */ (requestBody?.content ?? {}));
  const [type, example] = body.find(([, { example }]) => typeof example === 'string') ?? [];
  const sent = security ? ' -H "authorization: Bearer $TOKEN"' : '';
  const curl = `curl${method === 'get' || body.length ? '' : ` -X ${method.toUpperCase()}`}${sent}${example ? ` -H 'content-type: ${type}' --data-binary '${example.example}'` : ''} ${new URL(path.slice(1), document.baseURI)}`;
  return h(
    'details.card.operation',
    { id: operationId },
    h(
      'summary',
      null,
      h('b', null, `${method.toUpperCase()} ${path}`),
      h('span', null, summary ?? '', security ? ' · needs a token' : ''),
    ),
    description ? h('p', null, description) : null,
    parameters.length ? h('h3', null, 'Parameters') : null,
    parameters.length
      ? h(
          'dl',
          null,
          ...parameters.flatMap((/** @type {Json} */ { name, in: where, schema, required, description: said }) =>
            line(where === 'query' ? `?${name}` : name, schema ?? {}, required, said),
          ),
        )
      : null,
    body.length ? h('h3', null, 'Body') : null,
    body.length ? h('dl', null, ...body.flatMap(([name, { schema }]) => line(name, schema ?? {}))) : null,
    h('h3', null, 'Answers'),
    h(
      'dl',
      null,
      ...Object.entries(/** @type {Record<string, Json>} */ (responses)).flatMap(
        ([status, { description: said, content = {} }]) => [
          h('dt', null, status),
          h(
            'dd',
            null,
            ...Object.entries(/** @type {Record<string, Json>} */ (content)).flatMap(([name, { schema }], at) => [
              at ? ', ' : '',
              `${name} `,
              ...kind(schema ?? {}),
            ]),
            h('small', null, said),
          ),
        ],
      ),
    ),
    example || method === 'get' ? h('pre', { tabindex: '0' }, curl) : null,
  );
}

/** @param {string} name @param {Json} schema */
function shape(name, { description, properties = {}, required = [], ...schema }) {
  const lines = Object.entries(properties).flatMap(([member, one]) =>
    line(member, /** @type {Json} */ (one), required.includes(member)),
  );
  return h(
    'section.card.shape',
    { id: name },
    h('h3', null, name),
    description ? h('p', null, description) : null,
    lines.length ? h('dl', null, ...lines) : h('p', null, ...kind(schema)),
  );
}

/** Opens the operation that the address names. */
function open() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
  named?.scrollIntoView();
}

try {
  const response = await fetch(new URL('v1/openapi.json', document.baseURI));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const { info, paths, tags = [], components } = await response.json();
  const all = Object.entries(/** @type {Record<string, Json>} */ (paths)).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'post', 'put', 'delete'].includes(method))
      .map(([method, one]) => ({ tag: one.tags?.[0] ?? '', element: operation(method, path, one) })),
  );
  place.append(
    h('p', null, info.description),
    ...tags.flatMap((/** @type {Json} */ { name, description }) => [
      h('h2', null, name),
      description ? h('p', null, description) : '',
      ...all.filter(({ tag }) => tag === name).map(({ element }) => element),
    ]),
    ...all
      .filter(({ tag }) => !tags.some((/** @type {Json} */ { name }) => name === tag))
      .map(({ element }) => element),
    h('h2', null, 'Shapes'),
    ...Object.entries(components.schemas).map(([name, schema]) => shape(name, /** @type {Json} */ (schema))),
  );
  addEventListener('hashchange', open);
  open();
} catch (error) {
  place.append(
    h(
      'p.notice',
      { role: 'alert' },
      `There is no API behind this page: it is answered by \`expatch serve\` only (${error instanceof Error ? error.message : error}).`,
    ),
  );
}
document.documentElement.dataset.ready = '';
