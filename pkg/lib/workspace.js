// The object behind every function: a database and what answers from it.

import { ExpatchError, crashed, split } from "./error.js";
import { bytesIf, bytesOf, kindOf } from "./input.js";
import { guarded, now, running } from "./runtime.js";
import { columnOf, columnsOf } from "./many.js";
import { isStreamed, piecesOf } from "./pieces.js";
import { listOf } from "./list.js";
import { streamOf } from "./stream.js";

const RECORD = "a string, bytes, {url, status, headers, body}, {fields} or {channel, build}";

export class Workspace {
  // A database's bytes, none where the embedded one answers.
  #database;
  #core;
  #instance = 0;
  #life;

  constructor(options) {
    const [{ database }, trust] = split(options, ["database"]);
    this.#life = now().life;
    if (database !== undefined) this.loadDatabase(database, trust);
    else
      for (const name in trust)
        throw new ExpatchError("invalid-options", `\`${name}\` is not known here without \`database\``);
  }

  assess(input, options) {
    return JSON.parse(this.assessToJson(input, options));
  }

  assessToJson(input, options) {
    const bytes = bytesIf(input);
    if (bytes) return this.#call((core) => core.assess(bytes, options), bytes.length);
    if (kindOf(input) !== "object") {
      throw new ExpatchError("invalid-input", `the input is ${kindOf(input)}, ${RECORD} is expected`);
    }
    if (isStreamed(input) || typeof input.then === "function") {
      throw new ExpatchError("invalid-input", "the input must be waited for: `await fingerprint(input)` reads it");
    }
    const body = bytesIf(input.body);
    return this.#call((core) => core.assessRecord(body ? { ...input, body } : input, undefined, options), body?.length);
  }

  fromHeaders(headers, options) {
    return JSON.parse(this.#call((core) => core.assessResponse(headers, [], options)));
  }

  fromDocument(document, options) {
    return JSON.parse(this.#call((core) => core.assessDocument(document, options)));
  }

  async fingerprint(source, options) {
    const [{ signal, maxBytes }, rest] = split(options, ["signal", "maxBytes"]);
    const bounds = { signal, maxBytes };
    const from = await source;
    if (typeof from?.method === "string" && from.status === undefined && from.statusCode === undefined) {
      throw new ExpatchError(
        "invalid-input",
        "the input is a request, its answer is expected: `fingerprint(fetch(request))`",
      );
    }
    const isRecord = kindOf(from) === "object" && !isStreamed(from);
    // A record's body may be a stream as well.
    if (bytesIf(from) || !(isStreamed(from) || isStreamed(from?.body))) return this.assess(from, rest);
    const { pieces, size } = await piecesOf(isRecord ? from.body : from, bounds);
    const said = this.#call((core) => {
      if (isRecord) return core.assessRecord({ ...from, body: undefined }, pieces, rest);
      // Node's own answer of `http.get`.
      const { headers, status, statusCode } = from;
      if (headers && statusCode !== undefined) return core.assessRecord({ headers, status: statusCode }, pieces, rest);
      return headers && status !== undefined
        ? core.assessResponse(from, pieces, rest)
        : core.assessPieces(pieces, rest);
    }, size);
    return JSON.parse(said);
  }

  assessMany(inputs, options) {
    const { bytes, offsets } = columnOf(inputs);
    const length = offsets.length - 1;
    const [answer, answers, statuses] = this.#call(
      (core, glue) => [core.assessMany(bytes, offsets, options), glue.answers().split(","), glue.statuses().split(",")],
      bytes.length,
    );
    return { length, answers, statuses, ...columnsOf(answer.buffer, length) };
  }

  assessStream(options) {
    return streamOf(this, options);
  }

  assessList(options) {
    return listOf((work, size) => this.#call(work, size), options);
  }

  database(options) {
    return JSON.parse(this.#call((core) => core.database(options)));
  }

  releases() {
    return JSON.parse(this.#call((core) => core.releases()));
  }

  cve(id) {
    if (typeof id !== "string")
      throw new ExpatchError("invalid-input", `the identifier is ${kindOf(id)}, a string is expected`);
    const text = this.#call((core) => core.cve(id));
    return text === undefined ? undefined : JSON.parse(text);
  }

  loadDatabase(bytes, options) {
    const taken = bytesOf(bytes, "the database").slice();
    // The old one stays where this throws.
    this.#call((core) => core.replace(taken, options), taken.length);
    this.#database = taken;
    return this.database();
  }

  // Gives the memory back at once; the object starts anew where it is used again.
  free() {
    this.#drop();
  }

  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() {
    this.#drop();
  }

  // For the package's own object, which `init()` brings back after a crash.
  revive() {
    this.#life = undefined;
  }

  #stale(life) {
    if (this.#life !== undefined && this.#life !== life) throw crashed();
  }

  #drop() {
    if (this.#core && this.#instance === running()) this.#core.free();
    this.#core = undefined;
  }

  // Runs one call with the core's object, made anew where its instance was replaced.
  #call(work, size = 0) {
    const { instance, life } = now();
    this.#stale(life);
    return guarded((glue) => {
      if (!this.#core || this.#instance !== instance) {
        this.#core = new glue.Workspace(this.#database);
        [this.#instance, this.#life] = [instance, life];
      }
      return work(this.#core, glue);
    }, size);
  }
}
