// Every state of the page says the same words in the same places as when it was recorded, in any
// Chromium. `cargo xtask pictures` records anew; the difference is then there to read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, record, recorded, recording, seen, VIEWS, withLook, written } from './looks.mjs';
import { STATES } from './states.mjs';

/** Pixels by which boxes may differ from one Chromium to the next. */
const SLACK = 2;

for (const state of STATES.filter(({ moves }) => !moves)) {
  for (const view of VIEWS) {
    test(`${state.name} says the same in the same places: ${view.colorScheme}, ${view.width} px`, () =>
      withLook(state, view, async (page) => {
        const name = `${state.name}-${view.colorScheme}.txt`;
        const now = written(await seen(page));
        if (recording) return record(name, `${now.join('\n')}\n`);
        const before = String(await recorded(name))
          .trimEnd()
          .split('\n');
        const found = differences(before, now);
        assert.deepEqual(found, [], `www/test/looks/${name}: \`cargo xtask pictures\` records the page anew`);
      }));
  }
}

/**
 * What differs: words first, as one that is new moves all below it.
 * @param {string[]} before @param {string[]} now
 */
function differences(before, now) {
  const words = (/** @type {string[]} */ lines) => lines.map((line) => line.split(' ').slice(4).join(' '));
  const [then, since] = [words(before), words(now)];
  const gone = then.filter((line) => !since.includes(line)).map((line) => `gone: ${line}`);
  const fresh = since.filter((line) => !then.includes(line)).map((line) => `new: ${line}`);
  if (gone.length + fresh.length > 0) return [...gone, ...fresh].slice(0, 20);
  if (then.join('\n') !== since.join('\n')) return ['the same words stand in another order'];
  const moved = before.filter((line, at) => {
    const [a, b] = [read(line), read(now[at])];
    return [a.x - b.x, a.y - b.y, a.width - b.width, a.height - b.height].some((by) => Math.abs(by) > SLACK);
  });
  return moved.slice(0, 20).map((line) => `moved: ${line} is now ${now[before.indexOf(line)]}`);
}

test('a changed word, a lost word and a moved box would be seen', () => {
  const page = ['0 0 100 20 h1 Title', '0 30 100 20 p First', '0 60 100 20 p Second'];
  assert.deepEqual(differences(page, page), []);
  assert.deepEqual(differences(page, ['0 1 101 20 h1 Title', ...page.slice(1)]), []);
  assert.deepEqual(differences(page, [page[0], page[2]]), ['gone: p First']);
  assert.equal(differences(page, [page[0], '0 30 100 20 p Other', page[2]]).length, 2);
  assert.equal(differences(page, [page[0], '0 40 100 20 p First', page[2]])[0].startsWith('moved:'), true);
  assert.equal(differences(page, [page[1], page[0], page[2]]).length, 1);
});
