// The page's side of the worker: questions and answers by number.
import { program } from '../engine.js';

export class Client {
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  waiting = new Map();
  asked = 0;
  /** @type {(progress: { done: number, total: number, rows: number }) => void} */
  onProgress = () => {};

  constructor() {
    const inline = /** @type {any} */ (globalThis).expatchInline;
    this.worker = inline
      ? new Worker(inline.worker())
      : new Worker(new URL('js/worker.js', document.baseURI), { type: 'module' });
    this.worker.addEventListener('message', ({ data }) => this.heard(data));
    this.worker.addEventListener('error', (event) => this.broke(event.message || 'the worker cannot be started'));
    this.ready = program().then((source) => this.ask('start', { source }));
  }

  /** @param {string} ask @param {unknown} [payload] @returns {Promise<any>} */
  ask(ask, payload) {
    const id = (this.asked += 1);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, ask, payload });
    });
  }

  /** @param {any} data */
  heard({ id, value, error, progress }) {
    if (progress) {
      this.onProgress(progress);
      return;
    }
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  /** @param {string} message */
  broke(message) {
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }

  end() {
    this.worker.terminate();
    this.broke('stopped');
  }
}
