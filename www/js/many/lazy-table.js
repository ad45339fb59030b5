// The table of many servers before its code is there: fetched with the first file that needs it.

/** @typedef {import('../elements/many.js').ManyElement} ManyElement */
/** @typedef {import('../elements/many.js').Options} Options */

/** Answers for the table until its code is loaded; from then on passes every call to it. */
export class LazyTable {
  /** @type {Uint8Array | undefined} */
  newer;

  /** @param {HTMLElement} element the table's place in the page */
  constructor(element) {
    this.element = /** @type {ManyElement} */ (element);
  }

  /** Fetches the code, so that it is there when the file is chosen. */
  prepare() {
    return import('../elements/many.js');
  }

  get open() {
    return !this.element.hidden;
  }

  close() {
    if (this.open) this.element.close();
  }

  /** Draws the words anew after a change of language. */
  render() {
    if (this.open) this.element.render();
  }

  /** @param {File[]} files @param {Options} options */
  async read(files, options) {
    await this.prepare();
    if (this.newer) this.element.newer = this.newer;
    await this.element.open(files, options);
  }

  /** Judges the same files anew, for another day. @param {Options} options */
  again(options) {
    return this.element.again(options);
  }

  /** Uses a newer database from now on. @param {Uint8Array} bytes */
  useDatabase(bytes) {
    this.newer = bytes;
    if (this.open) this.element.useDatabase(bytes);
  }
}
