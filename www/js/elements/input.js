// <expatch-input>: the box to paste into, the files, the examples.
import { h } from '../dom.js';
import { t } from '../text.js';
import { today } from '../engine.js';
import { EXAMPLES } from '../channels.js';

/** What file pickers offer; anything else may still be dropped. */
const ACCEPT = '.txt,.html,.htm,.eml,.har,.csv,.tsv,.json,.jsonl,.ndjson,.xml,.log,.reg,.gz,.zip,.xlsx,text/*';

/**
 * Fires `input-text` (detail: the text, and whether it is being typed),
 * `input-done` when that is all, `input-example`, `input-files` (detail: the files),
 * `input-day` (detail: the day) and `input-soon` when files are about to come.
 */
export class InputElement extends HTMLElement {
  /** @type {HTMLTextAreaElement} */
  area = h('textarea', { id: 'paste', rows: 6, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' });
  /** @type {HTMLInputElement} */
  day = h('input.field', { type: 'date', id: 'as-of', min: '1996-01-01', max: '2099-12-31' });
  /** @type {HTMLElement | undefined} */
  examples;
  /** Whether a file is looked at instead of the box. */
  aside = false;

  connectedCallback() {
    this.day.value = today();
    this.area.addEventListener('input', (event) => {
      const { inputType } = /** @type {InputEvent} */ (event);
      this.tell(!['insertFromPaste', 'insertFromDrop', 'insertReplacementText'].includes(inputType));
    });
    // Enter in a number, or leaving the box: what is there is all there is.
    this.area.addEventListener('change', () => this.emit('input-done'));
    this.area.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      if (!/^[\s\dv.]+$/i.test(this.area.value) || this.area.value.includes('\n')) return;
      event.preventDefault();
      this.emit('input-done');
    });
    this.area.addEventListener('paste', (event) => this.pasted(event));
    this.day.addEventListener('change', () => this.emit('input-day', this.day.value));
    for (const type of ['dragenter', 'dragover'])
      addEventListener(type, (event) => this.over(/** @type {DragEvent} */ (event), true));
    for (const type of ['dragleave', 'drop'])
      addEventListener(type, (event) => this.over(/** @type {DragEvent} */ (event), false));
    addEventListener('drop', (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length) this.emit('input-files', files);
    });
  }

  /** Draws the words anew, in the language in force. */
  render() {
    this.area.placeholder = t('input.placeholder');
    const picker = h('input', {
      type: 'file',
      multiple: true,
      accept: ACCEPT,
      hidden: true,
      id: 'files',
      'aria-label': t('input.files'),
      tabindex: '-1',
    });
    picker.addEventListener('change', () => {
      const files = [...(picker.files ?? [])];
      picker.value = '';
      if (files.length) this.emit('input-files', files);
    });
    this.examples = h(
      'section.examples',
      { 'aria-labelledby': 'examples-title' },
      h('h2', { id: 'examples-title' }, t('examples.title')),
      h(
        'ul',
        null,
        ...EXAMPLES.map(({ key, text }) =>
          h(
            'li',
            null,
            h(
              'button.button',
              { type: 'button', 'data-example': key, onclick: () => this.example(text) },
              t(`example.${key}`),
            ),
          ),
        ),
      ),
    );
    this.examples.hidden = this.area.value !== '';
    this.replaceChildren(
      h(
        'div.paste',
        null,
        h('label.unseen', { for: 'paste' }, t('input.label')),
        this.area,
        h('div.drop-hint', { 'aria-hidden': 'true' }, t('input.drop')),
      ),
      h(
        'div.input-tools',
        null,
        picker,
        h(
          'button.button',
          { type: 'button', id: 'choose-files', onclick: () => this.choose(picker) },
          t('input.files'),
        ),
        h(
          'button.button',
          {
            type: 'button',
            id: 'find',
            'aria-haspopup': 'dialog',
            onclick: () => void import('./finder.js').then(({ openFinder }) => openFinder()),
          },
          t('input.find'),
        ),
        h('button.link-button', { type: 'button', id: 'clear', onclick: () => this.clear() }, t('input.clear')),
        h('label.as-of.spread', { for: 'as-of' }, t('input.day'), this.day),
      ),
      this.examples,
    );
    this.shown();
  }

  /** @param {HTMLInputElement} picker */
  choose(picker) {
    this.emit('input-soon');
    picker.click();
  }

  /** Puts text into the box, all at once. @param {string} text */
  fill(text) {
    this.area.value = text;
    this.area.scrollTop = 0;
    this.tell(false);
  }

  /** An example: the answer is what is wanted, not a keyboard. @param {string} text */
  example(text) {
    this.fill(text);
    this.emit('input-example');
  }

  clear() {
    this.fill('');
    this.area.focus({ preventScroll: true });
  }

  /** Empties the box without a word: the answer shows a file. */
  setAside() {
    this.area.value = '';
    this.aside = true;
    this.shown();
    if (this.examples) this.examples.hidden = true;
  }

  /** @param {boolean} typed letter by letter, and not all at once */
  tell(typed) {
    this.aside = false;
    this.shown();
    this.emit('input-text', { text: this.area.value, typed });
  }

  shown() {
    const empty = this.area.value === '';
    if (this.examples) this.examples.hidden = !empty;
    const clear = /** @type {HTMLElement | null} */ (this.querySelector('#clear'));
    if (clear) clear.hidden = empty && !this.aside;
  }

  /**
   * Rich paste: where the formatted text says more than the plain text (a
   * link's address, an attribute), its source is taken.
   * @param {ClipboardEvent} event
   */
  pasted(event) {
    const data = event.clipboardData;
    if (!data) return;
    const files = [...data.files];
    if (files.length && !data.getData('text/plain')) {
      event.preventDefault();
      this.emit('input-files', files);
      return;
    }
    const rich = data.getData('text/html');
    const plain = data.getData('text/plain');
    if (rich && this.richer?.(plain, rich)) {
      event.preventDefault();
      this.area.setRangeText(rich, this.area.selectionStart, this.area.selectionEnd, 'end');
      this.tell(false);
    }
  }

  /** Decides whether the rich text holds more; set by the wiring. @type {((plain: string, rich: string) => boolean) | undefined} */
  richer;

  /** @param {DragEvent} event @param {boolean} over */
  over(event, over) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    if (event.type === 'dragenter') this.emit('input-soon');
    this.querySelector('.paste')?.classList.toggle('over', over);
  }

  /** @param {string} name @param {unknown} [detail] */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define('expatch-input', InputElement);
