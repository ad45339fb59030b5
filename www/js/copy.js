// Copying with a word of confirmation on the button itself.
import { h } from './dom.js';
import { t } from './text.js';

/**
 * A button that copies what `make` returns and says so.
 * @param {string} label
 * @param {() => string} make
 * @param {string} [name] accessible name, where the label alone would not tell
 */
export function copyButton(label, make, name) {
  const button = h('button.button.small', { type: 'button', 'aria-label': name }, label);
  button.addEventListener('click', async () => {
    const done = await copy(make());
    button.textContent = t(done ? 'copy.done' : 'copy.failed');
    announce(t(done ? 'copy.done' : 'copy.failed'));
    setTimeout(() => {
      button.textContent = label;
    }, 1600);
  });
  return button;
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** For pages opened from a file, where the clipboard API may be missing. @param {string} text */
function copyBySelection(text) {
  const area = h('textarea.unseen', { 'aria-hidden': 'true', tabindex: '-1' });
  area.value = text;
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  before?.focus();
  return done;
}

/** Says something to screen readers. @param {string} text */
export function announce(text) {
  const status = document.getElementById('status');
  if (status && status.textContent !== text) status.textContent = text;
}
