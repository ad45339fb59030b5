/**
 * Is this Microsoft Exchange server patched? Any text in, a defensible
 * verdict out: offline, without dependencies, the same in every runtime.
 *
 * @example
 * ```js
 * import { assess, init } from "expatch";
 * await init(); // not needed in Node, Deno, Bun and with `expatch/inline`
 * const report = assess("X-OWA-Version: 15.2.1748.10", { asOf: "2026-11-23" });
 * report.servers.map((server) => server.verdict.status); // ["exploited"]
 * ```
 * @module
 */

/**
 * A build in the short spelling, such as `15.2.1748.48`.
 *
 * @example
 * ```js
 * parseBuild("15.02.1748.048").text; // "15.2.1748.48"
 * ```
 */
export type BuildText = string;

/**
 * A day, `YYYY-MM-DD`.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).asOf; // "2026-11-23"
 * ```
 */
export type Day = string;

/**
 * What can be assessed: text, or its bytes in any encoding a server or a shell writes.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6").servers[0].build; // "15.1.2507.6"
 * assess(new TextEncoder().encode("X-OWA-Version: 15.1.2507.6")).servers[0].build; // "15.1.2507.6"
 * ```
 */
export type Input = string | ArrayBufferLike | ArrayBufferView;

/**
 * One HTTP answer in its parts. They are read apart: a body cannot pose as a
 * header. Places of evidence count in the values of the headers, each with a line
 * feed behind it, and then in the body.
 *
 * @example
 * ```js
 * const headers = { "x-owa-version": "15.1.2507.6" };
 * const [server] = assess({ url: "https://mail.example.org/owa/", status: 200, headers }, { asOf: "2026-11-23" }).servers;
 * server.name; // "mail.example.org"
 * server.build; // "15.1.2507.6"
 * ```
 */
export interface Exchange {
  /** Its host names the server where the answer itself does not. */
  url?: string;
  status?: number;
  headers?: HeadersLike;
  body?: Input;
}

/**
 * Headers as a browser, Node or a list has them.
 *
 * @example
 * ```js
 * const options = { asOf: "2026-11-23" };
 * fromHeaders(new Headers({ "X-OWA-Version": "15.1.2507.6" }), options).servers[0].build; // "15.1.2507.6"
 * fromHeaders([["X-OWA-Version", "15.1.2507.6"]], options).servers[0].build; // "15.1.2507.6"
 * fromHeaders({ "x-owa-version": "15.1.2507.6", "set-cookie": ["a=b"] }, options).servers[0].build; // "15.1.2507.6"
 * ```
 */
export type HeadersLike =
  | Headers
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * One server as a table, a database or a program has it: names of columns or members, and what stands in them. A value
 * counts as its name says: `solution` is what should be, `version` what is. Places in the report are counted in the
 * values, one after the other with a line feed behind each.
 *
 * @example
 * ```js
 * const row = { fields: { host: "EX01", version: "15.1.2507.6", solution: "Install 15.2.2562.53" } };
 * assess(row, { asOf: "2026-11-23" }).servers[0].name; // "EX01"
 * ```
 */
export interface Row {
  fields: Record<string, string> | [name: string, value: string][];
}

/**
 * A number and the place where it was read: what it tells depends on that.
 *
 * @example
 * ```js
 * const asOf = "2026-11-23";
 * assess({ channel: "ex-setup", build: "15.2.2562.17" }, { asOf }).servers[0].build; // "15.2.2562.17"
 * assess({ channel: "admin-display-version", build: "15.2.2562.17" }, { asOf }).servers[0].build; // undefined
 * ```
 */
export interface Stated {
  /** A channel's code, as in evidence. */
  channel: Channel;
  build: BuildText;
}

/**
 * What `fingerprint` reads: an answer, a file, a stream, or anything `assess` takes.
 *
 * @example
 * ```js
 * const file = new Blob(["X-OWA-Version: 15.1.2507.6"]);
 * (await fingerprint(file)).servers[0].build; // "15.1.2507.6"
 * ```
 */
export type Source =
  | Response
  | Blob
  | ReadableStream<Input>
  | AsyncIterable<Input>
  | Input
  | Stated
  | (Omit<Exchange, 'body'> & { body?: Input | Blob | ReadableStream<Input> | AsyncIterable<Input> });

/**
 * Options of `fingerprint`.
 *
 * @example
 * ```js
 * const options = { maxBytes: 5 };
 * const code = await fingerprint(new Blob(["15.1.2507.6"]), options).catch((error) => error.code);
 * code; // "too-large"
 * ```
 */
export interface SourceOptions extends Options {
  /** Ends the reading with `aborted`. */
  signal?: AbortSignal;
  /** How many bytes may be read: 64 MiB of what does not say how long it is, 1 GiB of a file unless given. */
  maxBytes?: number;
}

/**
 * A language of the reports' sentences.
 *
 * @example
 * ```js
 * const options = { asOf: "2026-11-23", locale: "nl" };
 * assess("X-OWA-Version: 15.1.2507.6", options).servers[0].verdict.support.text; // "Exchange Server 2016 CU23 krijgt geen updates meer."
 * ```
 */
export type Language = 'en' | 'fr' | 'nl' | 'de';

/**
 * Where the WebAssembly module comes from, when the default is not right.
 *
 * @example
 * ```js
 * await init(fetch("/static/expatch.wasm"));
 * database().schema; // "2.0.0"
 * ```
 */
export type ModuleSource = WebAssembly.Module | BufferSource | Response | URL | string | { module: WebAssembly.Module | BufferSource | Response | Promise<Response> };

/**
 * For which day, in which language, on how fresh facts, how long a report, whose
 * version.
 *
 * @example
 * ```js
 * const [server] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-10-20", locale: ["fr-BE", "en"], maxDatabaseAgeDays: 30 }).servers;
 * server.verdict.support.text; // "Exchange Server 2016 CU23 ne reçoit des correctifs qu’avec les Extended Security Updates."
 * assess("is 15.2.1748.36 patched?").servers.length; // 0
 * assess("is 15.2.1748.36 patched?", { mine: true }).servers[0].build; // "15.2.1748.36"
 * ```
 */
export interface Options {
  /** The day the verdict is computed for; today in UTC unless given. */
  asOf?: Day | Date;
  /** Language tags by preference, such as `fr-BE` or `navigator.languages`; English where none is spoken. */
  locale?: string | readonly string[];
  /** Throw `database-too-old` when the newest fact is this many days older than `asOf`. */
  maxDatabaseAgeDays?: number;
  /**
   * How many servers a report answers in full, the worst first: 250 unless given,
   * `Infinity` for all. The others are counted in `more`.
   */
  maxServers?: number;
  /**
   * The one version that the input mentions is that of your server. A mention alone
   * proves nothing, and `report.mentions` says what it would mean. This changes
   * nothing where the input shows a server, or mentions several versions.
   */
  mine?: boolean;
}

/**
 * Starts the package. Call and await it once before anything else; repeating
 * it is harmless. Not needed in Node, Deno, Bun, workerd and `expatch/inline`.
 *
 * @example
 * ```js
 * await init(); // finds its own module
 * await init(fetch("/static/expatch.wasm")); // or from where you put it
 * ```
 * @throws {ExpatchError} `wasm-unavailable`
 */
export function init(source?: ModuleSource | Promise<ModuleSource>): Promise<void>;

/**
 * Assesses everything `input` says about Exchange servers: a build, response
 * headers, a page, a mail's `Received` lines, shell or scanner output.
 *
 * @example
 * ```js
 * const { servers } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" });
 * servers[0].verdict.status; // "exploited"
 * ```
 * @throws {ExpatchError} `invalid-input`, `invalid-day`, `invalid-locale`, `database-too-old`, `too-large`
 */
export function assess(input: Input | Exchange | Row | Stated, options?: Options): Report;

/**
 * Reads an answer, a file or a stream in pieces and assesses what it holds: of a
 * `Response` its headers, then its body. Where the browser hides the headers of
 * another origin's answer, a note `headers-hidden` says so.
 *
 * @example
 * ```js
 * const response = new Response("", { headers: { "X-OWA-Version": "15.1.2507.6" } });
 * const { servers } = await fingerprint(response, { asOf: "2026-11-23", signal: AbortSignal.timeout(10_000) });
 * servers[0].verdict.patched; // "no"
 * ```
 * @throws {ExpatchError} as `assess`, and `too-large`, `aborted`, `unreadable`
 */
export function fingerprint(source: Source | PromiseLike<Source>, options?: SourceOptions): Promise<Report>;

/**
 * Assesses headers alone. Of a `Response` of another origin, whose headers the
 * browser hides, a note `headers-hidden` says so.
 *
 * @example
 * ```js
 * fromHeaders({ "x-owa-version": "15.1.2507.6" }, { asOf: "2026-11-23" }).servers[0].verdict.status; // "exploited"
 * ```
 * @throws {ExpatchError} as `assess`
 */
export function fromHeaders(headers: HeadersLike | Response, options?: Options): Report;

/**
 * Assesses what only the server writes into a page: the addresses of its scripts,
 * styles and icons. The text of the page is not read: a message open in OWA may
 * quote what it likes.
 *
 * @example
 * ```js
 * const link = { getAttribute: (name) => (name === "href" ? "/owa/auth/15.1.2507/themes/resources/favicon.ico" : null) };
 * const document = { baseURI: "about:blank", documentURI: "about:blank", getElementById() {}, querySelectorAll: () => Object.assign([link], { item: () => link }) };
 * fromDocument(document, { asOf: "2026-11-23" }).servers[0].evidence[0].channel; // "owa-path"
 * ```
 * @throws {ExpatchError} as `assess`
 */
export function fromDocument(document: Document, options?: Options): Report;

/**
 * The report as JSON text: the same bytes as `expatch check --format json`
 * prints and the HTTP API answers.
 *
 * @example
 * ```js
 * const text = assessToJson("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" });
 * JSON.parse(text).servers[0].build; // "15.1.2507.6"
 * ```
 */
export function assessToJson(input: Input | Exchange | Row | Stated, options?: Options): string;

/**
 * Assesses many inputs at once, answers in columns: the worst server of each
 * input, in numbers. Take `assess` for the words of one of them.
 *
 * @example
 * ```js
 * const table = assessMany(["15.2.1748.36", "X-OWA-Version: 15.2.2562.53"], { asOf: "2026-11-23" });
 * const exploited = table.statuses.indexOf("exploited");
 * table.status.filter((status) => status === exploited).length; // 1
 * ```
 * @throws {ExpatchError} as `assess`
 */
export function assessMany(inputs: (Iterable<Input> & object) | TextColumn, options?: Omit<Options, 'locale' | 'mine'>): Table;

/**
 * Reads a list of servers from somebody else as it comes, in pieces of any size: a table in any separator, with or
 * without titles, objects of JSON one a line, in an array or in an answer around one, hosts one a line. It finds out
 * which; each row is one server, judged with its cells below their titles.
 *
 * @example
 * ```js
 * const list = assessList({ file: "hosts.csv", asOf: "2026-11-23" });
 * const rows = [list.push("host;country;version\nEX01;BE;15.1.25"), list.push("07.6\nEX02;NL;15.2.2562.53\n"), list.end()];
 * rows.flatMap((some) => some.names); // ["EX01", "EX02"]
 * const [, , last] = rows;
 * last.statuses[last.status[0]]; // "unsupported"
 * ```
 * @throws {ExpatchError} as `assess`
 */
export function assessList(options?: ListOptions): List;

/**
 * How `assessList` would cut a list that begins so.
 *
 * @example
 * ```js
 * listShape("host;version\nEX01;15.1.2507.6\n"); // "rows"
 * ```
 */
export function listShape(head: Input, file?: string): ListShape;

/**
 * The cells of a row, without the quotation marks around them.
 *
 * @example
 * ```js
 * cellsOf('EX01,"Brussels, BE"', ","); // ["EX01", "Brussels, BE"]
 * ```
 */
export function cellsOf(row: Input, separator: string): string[];

/**
 * A transform from chunks of text to reports, one report per record.
 *
 * @example
 * ```js
 * const lines = new Blob(["15.2.1748.36\n", "X-OWA-Version: 15.2.2562.53\n"]).stream();
 * const builds = [];
 * for await (const { servers } of lines.pipeThrough(assessStream())) builds.push(servers[0].build);
 * builds; // ["15.2.1748.36", "15.2.2562.53"]
 * ```
 * @throws {ExpatchError} as `assess`, and `too-large` for an endless record
 */
export function assessStream(options?: StreamOptions): TransformStream<Input, RecordReport>;

/**
 * Parses a build in either spelling.
 *
 * @example
 * ```js
 * parseBuild("15.02.1748.048").text; // "15.2.1748.48"
 * ```
 * @throws {ExpatchError} `invalid-build`, saying what is wrong where
 */
export function parseBuild(text: string): Build;

/**
 * Orders builds: −1, 0 or 1 as `left` is below, equal to or above `right`.
 *
 * @example
 * ```js
 * ["15.2.1748.48", "15.2.1748.9"].sort(compareBuilds); // ["15.2.1748.9", "15.2.1748.48"]
 * ```
 * @throws {ExpatchError} `invalid-build`
 */
export function compareBuilds(left: string | Build, right: string | Build): -1 | 0 | 1;

/**
 * Every release of Exchange Server, ascending by build.
 *
 * @example
 * ```js
 * const se = releases().filter((row) => row.product === "Exchange Server SE");
 * se[0].baseline; // "RTM"
 * ```
 */
export function releases(): ReleaseRow[];

/**
 * What is known of one vulnerability on each baseline, or `undefined`.
 *
 * @example
 * ```js
 * cve("CVE-2021-26855")?.name; // "ProxyLogon"
 * cve("CVE-1999-0000"); // undefined
 * ```
 */
export function cve(id: string): VulnerabilityRow | undefined;

/**
 * Which facts answer: versions, day, counts, SHA-256.
 *
 * @example
 * ```js
 * database().digest === assess("X-OWA-Version: 15.1.2507.6").database.digest; // true
 * ```
 */
export function database(options?: Pick<Options, 'asOf'>): DatabaseIdentity;

/**
 * Answers from newer facts from now on, without a newer package: those of
 * `expatch.db`, which a release publishes beside its manifest and which carries
 * it at its end. Digest and signature are checked. What is refused changes
 * nothing: no database, one that nobody signed whom you trust, one that is older
 * than the one in use, the package's own or `notOlderThan`.
 *
 * @example
 * ```js
 * const response = await fetch("/expatch.db");
 * const ours = "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";
 * const identity = loadDatabase(await response.arrayBuffer(), { keys: [ours], notOlderThan: "2026-10-08" });
 * identity.schema; // "2.0.0"
 * ```
 * @throws {ExpatchError} `invalid-database`, `unsupported-schema`, `untrusted-database`, `older-database`,
 * `invalid-options`, `invalid-day`
 */
export function loadDatabase(bytes: BufferSource, options?: TrustOptions): DatabaseIdentity;

/**
 * Which databases are believed.
 *
 * @example
 * ```js
 * const response = await fetch("/local.db");
 * const trust = { allowUnsigned: true, digest: database().digest };
 * loadDatabase(await response.arrayBuffer(), trust).digest === trust.digest; // true
 * ```
 */
export interface TrustOptions {
  /** Public keys (64 hexadecimal digits) that count beside the project's own. */
  keys?: string[];
  /** The digest that the database must have, as `database()` and every report give it. */
  digest?: string;
  /** The day through which its sources must have been checked at least. */
  notOlderThan?: Day | Date;
  /** Takes a file without a signature, or with one of whomever: whoever can change the file decides what is answered. */
  allowUnsigned?: boolean;
}

/**
 * A database with all that answers from it. The functions of the package are
 * those of one such object; several stand side by side, each with its own facts.
 * After a crash of the module every one throws `crashed`, and `init()` starts a
 * fresh module for new ones.
 *
 * @example
 * ```js
 * const response = await fetch("/expatch.db");
 * const ours = "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";
 * const workspace = new Workspace({ database: await response.arrayBuffer(), keys: [ours] });
 * workspace.assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.status; // "exploited"
 * workspace.free();
 * ```
 * @throws {ExpatchError} as `loadDatabase`
 */
export class Workspace {
  constructor(options?: { database?: BufferSource } & TrustOptions);
  assess(input: Input | Exchange | Row | Stated, options?: Options): Report;
  assessToJson(input: Input | Exchange | Row | Stated, options?: Options): string;
  fingerprint(source: Source | PromiseLike<Source>, options?: SourceOptions): Promise<Report>;
  fromHeaders(headers: HeadersLike | Response, options?: Options): Report;
  fromDocument(document: Document, options?: Options): Report;
  assessMany(inputs: (Iterable<Input> & object) | TextColumn, options?: Omit<Options, 'locale' | 'mine'>): Table;
  assessStream(options?: StreamOptions): TransformStream<Input, RecordReport>;
  assessList(options?: ListOptions): List;
  database(options?: Pick<Options, 'asOf'>): DatabaseIdentity;
  releases(): ReleaseRow[];
  cve(id: string): VulnerabilityRow | undefined;
  loadDatabase(bytes: BufferSource, options?: TrustOptions): DatabaseIdentity;
  /** Gives its memory back at once; where it is used again, it starts anew. */
  free(): void;
}

/**
 * What every function throws.
 *
 * @example
 * ```js
 * try {
 *   parseBuild("15.2.x");
 * } catch (error) {
 *   error instanceof ExpatchError; // true
 *   error.code; // "invalid-build"
 * }
 * ```
 */
export class ExpatchError extends Error {
  constructor(code: ErrorCode, message: string, options?: ErrorOptions);
  readonly name: 'ExpatchError';
  /** Stable, for programs. */
  readonly code: ErrorCode;
}

/**
 * Why a call failed.
 *
 * @example
 * ```js
 * try {
 *   assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-02-30" });
 * } catch (error) {
 *   error.code; // "invalid-day"
 * }
 * ```
 */
export type ErrorCode =
  | 'aborted'
  | 'crashed'
  | 'not-initialised'
  | 'wasm-unavailable'
  | 'invalid-input'
  | 'invalid-day'
  | 'invalid-locale'
  | 'invalid-options'
  | 'invalid-age'
  | 'invalid-build'
  | 'invalid-database'
  | 'unsupported-schema'
  | 'untrusted-database'
  | 'older-database'
  | 'database-too-old'
  | 'too-large'
  | 'unreadable'
  | 'internal';

/**
 * Four numbers with a total order.
 *
 * @example
 * ```js
 * const { major, minor, build, revision, long } = parseBuild("15.2.1748.48");
 * [major, minor, build, revision]; // [15, 2, 1748, 48]
 * long; // "15.02.1748.048"
 * ```
 */
export interface Build {
  major: number;
  minor: number;
  /** The third part, which since 2013 names the cumulative update. */
  build: number;
  /** The fourth part, which rises with each security update and hotfix. */
  revision: number;
  /** The short spelling, `15.2.1748.48`. */
  text: BuildText;
  /** Microsoft's long spelling, `15.02.1748.048`. */
  long: string;
}

/**
 * Options of `assessStream`.
 *
 * @example
 * ```js
 * const records = new Blob(["HTTP/1.1 200 OK\nX-OWA-Version: 15.1.2507.6\n--\n", "15.2.2562.53"]).stream();
 * let servers = 0;
 * for await (const report of records.pipeThrough(assessStream({ separator: "--" }))) servers += report.servers.length;
 * servers; // 2
 * ```
 */
export interface StreamOptions extends Options {
  /** What ends a record; a line feed unless given. Records of blanks alone are passed over. */
  separator?: string;
  /** The longest record, 16 MiB unless given. */
  maxRecordBytes?: number;
}

/**
 * A report of `assessStream`, with the place of its record. Records of blanks
 * alone get no report and are counted.
 *
 * @example
 * ```js
 * const lines = new Blob(["15.1.2507.6\n\n15.2.2562.53\n"]).stream();
 * const places = [];
 * for await (const { index, start, end } of lines.pipeThrough(assessStream())) places.push([index, start, end]);
 * places; // [[0, 0, 11], [2, 13, 25]]
 * ```
 */
export interface RecordReport extends Report {
  /** Which record, from 0. */
  index: number;
  /** Its first byte in the stream. */
  start: number;
  /** The byte after its last. */
  end: number;
}

/**
 * Many texts in one run of bytes, as Arrow keeps a column: text `i` reaches from
 * `offsets[i]` to `offsets[i + 1]`, so that there is one offset more than texts.
 * No string is made of them, which is the quickest way for texts that are bytes
 * already: of `apache-arrow`'s `Utf8` they are `values` and `valueOffsets`.
 *
 * @example
 * ```js
 * const bytes = new TextEncoder().encode("15.2.1748.36" + "15.2.2562.53");
 * const column = { bytes, offsets: Uint32Array.of(0, 12, 24) };
 * assessMany(column, { asOf: "2026-11-23" }).builds; // ["15.2.1748.36", "15.2.2562.53"]
 * ```
 */
export interface TextColumn {
  /** The texts in UTF-8, one behind the other. */
  bytes: Uint8Array | ArrayBuffer;
  /** Ascending, none beyond the end of `bytes`. */
  offsets: Uint32Array | Int32Array;
}

/**
 * What `assessMany` gives: row `i` of each column belongs to input `i`.
 *
 * @example
 * ```js
 * const table = assessMany(["nothing", "X-OWA-Version: 15.1.2507.6"], { asOf: "2026-11-23" });
 * table.status[0]; // 255
 * table.statuses[table.status[1]]; // "exploited"
 * releases()[table.missing[1]].update; // "May22SU"
 * ```
 */
export interface Table {
  /** Number of rows. */
  length: number;
  /** The names of the answers to "is it patched?". */
  answers: Patched[];
  /** Index into `answers`; 255 where nothing was found. */
  patched: Uint8Array;
  /** The names of the statuses. */
  statuses: Status[];
  /** Index into `statuses`; `mentioned` where the input only mentions a version, 255 where it shows none. */
  status: Uint8Array;
  severity: Uint8Array;
  /** The distinct builds. */
  builds: BuildText[];
  /** Index into `builds`; 0xFFFFFFFF where the evidence fixes none. */
  build: Uint32Array;
  /** Index into `releases()`, or −1. */
  release: Int32Array;
  /** Index into `releases()` of the oldest missing update, or −1. */
  missing: Int32Array;
  /** Vulnerabilities open whichever release it is. Counts end at 65535. */
  openAtLeast: Uint16Array;
  /** Those open with the worst release and every setting as bad as can be. */
  openAtMost: Uint16Array;
  /** How many of them attackers are known to use, counted alike. */
  exploitedAtLeast: Uint16Array;
  exploitedAtMost: Uint16Array;
  /** How many servers the input holds. */
  servers: Uint16Array;
}

/**
 * For which day a list is read, and how it is called.
 *
 * @example
 * ```js
 * assessList({ file: "one-row.csv", asOf: "2026-11-23" }).end().length; // 0
 * ```
 */
export interface ListOptions extends Omit<Options, "locale"> {
  /** The file's name, whose ending tells the kind where the text does not. */
  file?: string;
}

/**
 * `objects`: of JSON; `lines`: a host on each; `text`: no rows, servers stand wherever they do.
 *
 * @example
 * ```js
 * listShape('[{"host":"EX01"}]'); // "objects"
 * listShape("Dear colleague, is 15.1.2507.6 patched?"); // "text"
 * ```
 */
export type ListShape = "rows" | "objects" | "lines" | "text";

/**
 * A list while it is read.
 *
 * @example
 * ```js
 * const list = assessList({ asOf: "2026-11-23" });
 * list.push("EX01 15.1.2507.61\nEX02 15.2").length; // 0
 * list.push(".2562.53\n").length; // 0
 * list.end().texts.length; // 1
 * ```
 */
export interface List {
  /** Takes the next piece; gives the rows that are whole now. */
  push(piece: Input): ListRows;
  /** Gives what is left; the list can take no more. */
  end(): ListRows;
}

/**
 * Rows of a list: row `i` of each column is that of `rows[i]`.
 *
 * @example
 * ```js
 * const list = assessList({ asOf: "2026-11-23" });
 * list.push("server,version\nEX01,15.1.2507.61\n");
 * const { titles, separator, rows, names } = list.end();
 * cellsOf(rows[0], separator)[titles.indexOf("version")]; // "15.1.2507.61"
 * names[0]; // "EX01"
 * ```
 */
export interface ListRows extends Table {
  /** The rows as they stand in the list. */
  rows: string[];
  /** What the list calls each server; empty where it does not. */
  names: string[];
  /** The country that the list gives each; empty where it gives none. */
  countries: string[];
  /** Parts of a text without rows, for `assess`. */
  texts: string[];
  /** The titles of the columns, once the first row has come; empty where there are none. */
  titles: string[];
  /** Whether the titles say what stands below them, so that rows are judged by them: as `assess({ fields })` does. */
  titled: boolean;
  /** What parts the cells of a row (see `cellsOf`); empty where rows have none. */
  separator: string;
}

/**
 * What can be said about everything in one input.
 *
 * @example
 * ```js
 * const report = assess("no server at all", { asOf: "2026-11-23" });
 * report.servers.length; // 0
 * report.notes.some((note) => note.code === "nothing-found"); // true
 * ```
 */
export interface Report {
  /** The version of this shape (SemVer). */
  schema: string;
  /** The facts it rests on. */
  database: DatabaseIdentity;
  /** The day it was computed for. */
  asOf: Day;
  /** One answer per server found, the worst first. */
  servers: Server[];
  /** The servers past `maxServers`, counted by what they share, the worst first; absent where there are none. */
  more?: ServerGroup[];
  /** Versions that the text names and that prove nothing about a server. */
  mentions: Mention[];
  /**
   * The end of the input, where it was more work than the reader allows: servers that it shows are missing from this
   * report. A server on the network has such a limit; `assess` has none.
   */
  unread?: Unread;
  /** What concerns the input as a whole. */
  notes: Sentence[];
}

/**
 * A part of the input that was not read.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6").unread; // undefined
 * ```
 */
export interface Unread {
  /** Byte offset in the input at which it begins. */
  start: number;
  /** Byte offset behind it. */
  end: number;
}

/**
 * Who a database is; every report repeats it.
 *
 * @example
 * ```js
 * const { schema, patchTuesdaysSince } = database({ asOf: "2000-01-01" });
 * schema; // "2.0.0"
 * patchTuesdaysSince; // []
 * ```
 */
export interface DatabaseIdentity {
  /** Schema version (SemVer). */
  schema: string;
  /** Data version. */
  version: string;
  /** The day through which everything that a verdict needs was checked. */
  asOf: Day;
  /** The day through which each source was checked, "nothing new" included. */
  coverage: {
    source: string;
    /** Its name, as it calls itself. */
    title: string;
    tells?: ('releases' | 'vulnerabilities' | 'exploitation')[];
    through: Day;
  }[];
  /** `release`: the project's own. `local`: made by `expatch db refresh`. */
  origin: 'release' | 'local';
  /** SHA-256 in hexadecimal. */
  digest: string;
  /** The name of the key that signed it (the first 16 digits of the key's SHA-256), where it came signed. */
  signedBy?: string;
  /** Number of releases. */
  releases: number;
  /** Number of vulnerabilities. */
  vulnerabilities: number;
  /** Patch Tuesdays between the database's day and the day of the report. */
  patchTuesdaysSince: Day[];
  /** How many days older than the day of the report the facts were allowed to be, where that is not the usual ten (`expatch check --max-age`). */
  maxAgeDays?: number;
}

/**
 * A code for programs and a sentence for people.
 *
 * @example
 * ```js
 * const [first] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.reasons;
 * first.code; // "exact"
 * first.text; // "Build 15.1.2507.6 is Exchange Server 2016 CU23, released on 20 April 2022."
 * ```
 */
export interface Sentence {
  /** Stable, kebab-case. */
  code: string;
  /** In the language asked for. */
  text: string;
}

/**
 * One server, or one thing that is none.
 *
 * @example
 * ```js
 * const [server] = assess("/owa/auth/15.1.2507/themes/resources/favicon.ico", { asOf: "2026-11-23" }).servers;
 * server.build; // undefined
 * server.candidates[0]; // "15.1.2507.6"
 * server.candidates.length > 1; // true
 * ```
 */
export interface Server {
  /** The name the text gives it. */
  name?: string;
  /** The weight of what it rests on. */
  standing?: Standing;
  /** What the answer rests on. */
  evidence: Evidence[];
  /** The build, where the evidence fixes all of it. */
  build?: BuildText;
  /** The releases it may be, ascending. */
  candidates: BuildText[];
  /** The release, where the evidence fixes it. */
  release?: Release;
  /** What all candidates have in common, where there are several. */
  shared?: { product: string; baseline?: string };
  /** What follows. */
  verdict: Verdict;
}

/**
 * Servers past the report's limit that share an answer.
 *
 * @example
 * ```js
 * const list = "Server,ExSetup\nEX01,15.1.2507.6\nEX02,15.1.2507.6\nEX03,15.1.2507.6";
 * const { servers, more } = assess(list, { asOf: "2026-11-23", maxServers: 1 });
 * servers.length; // 1
 * more[0].count; // 2
 * more[0].names; // ["EX02", "EX03"]
 * more[0].status; // "exploited"
 * ```
 */
export interface ServerGroup {
  /** How many they are. */
  count: number;
  /** The names of those that have one, in the order of the text. */
  names?: string[];
  /** As in a server's verdict. */
  patched: Patched;
  /** As in a server's verdict. */
  status: Status;
  /** As in a server's verdict. */
  severity: Severity;
  /** The status in words. */
  headline: string;
  /** The build, where the evidence fixes it. */
  build?: BuildText;
  /** What all candidates of each have in common, where there is no build. */
  shared?: { product: string; baseline?: string };
}

/**
 * What gives a version weight: a server or a tool shows it, or the user says it.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6").servers[0].standing; // "observed"
 * assess("15.1.2507.6").servers[0].standing; // "stated"
 * ```
 */
export type Standing = 'observed' | 'stated';

/**
 * A version that the text names and that proves nothing about a server.
 *
 * @example
 * ```js
 * const [mention] = assess("Please install 15.2.2562.53 or later.", { asOf: "2026-11-23" }).mentions;
 * mention.build; // "15.2.2562.53"
 * mention.why; // "sentence"
 * ```
 */
export interface Mention {
  /** The text as it stands in the input, decoded; cut after 200 characters. */
  text: string;
  /** First byte in the input. */
  start: number;
  /** The byte after the last. */
  end: number;
  /** Why it does not count. */
  why: MentionReason;
  /** The build it names. */
  build?: BuildText;
  /** The prefix it names, two or three parts. */
  prefix?: string;
  /** The release it names, where that is one of the database. */
  release?: string;
  /** What it would mean if it were the reader's server. */
  ifYours?: { patched: Patched; status: Status };
}

/**
 * Why a version is a mention and no evidence.
 *
 * @example
 * ```js
 * assess("Please install 15.2.2562.53 or later.").mentions[0].why; // "sentence"
 * ```
 */
export type MentionReason =
  | 'sentence'
  | 'sample'
  | 'release-list'
  | 'no-machine'
  | 'request'
  | 'failed'
  | 'pending'
  | 'missing'
  | 'removed'
  | 'target'
  | 'being-installed'
  | 'previous'
  | 'unproved-update'
  | 'schema';

/**
 * The kind of place that evidence came from.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6").servers[0].evidence[0].channel; // "x-owa-version"
 * ```
 */
export type Channel =
  | 'bare-build'
  | 'labelled-build'
  | 'inventory'
  | 'scanner-finding'
  | 'named-release'
  | 'installed-update'
  | 'installed-program'
  | 'cpe'
  | 'x-owa-version'
  | 'x-server-application'
  | 'mapi-endpoint'
  | 'exchange-headers'
  | 'ms-server-activesync'
  | 'appcache-cookie'
  | 'owa-path'
  | 'owa-resource-path'
  | 'owa-error-page'
  | 'exchweb-path'
  | 'export-tool'
  | 'server-version-info'
  | 'autodiscover-server-version'
  | 'server-version-number'
  | 'exchange-library'
  | 'received-id'
  | 'mapi-id'
  | 'internet-mail-service'
  | 'x-mimeole'
  | 'smtp-banner'
  | 'imap-banner'
  | 'pop-banner'
  | 'nntp-banner'
  | 'admin-display-version'
  | 'ad-serial-number'
  | 'mapi-diagnostics'
  | 'ex-setup'
  | 'health-checker'
  | 'setup-installed'
  | 'windows-installer'
  | 'crash-report'
  | 'imap-append-stamp'
  | 'server-caps'
  | 'registry'
  | 'log-header'
  | 'http-proxy-log'
  | 'nmap-exchange-version'
  | 'technology'
  | 'scanner-row'
  | 'service-label'
  | 'look-alike';

/**
 * How much of a build a piece of evidence can tell.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6").servers[0].evidence[0].precision; // "exact"
 * assess("/owa/auth/15.1.2507/themes/resources/favicon.ico").servers[0].evidence[0].precision; // "baseline"
 * ```
 */
export type Precision = 'none' | 'product' | 'floor' | 'baseline' | 'exact';

/**
 * One piece of evidence.
 *
 * @example
 * ```js
 * const input = "X-OWA-Version: 15.1.2507.6";
 * const [evidence] = assess(input).servers[0].evidence;
 * evidence.channel; // "x-owa-version"
 * input.slice(evidence.start, evidence.end); // "15.1.2507.6"
 * ```
 */
export interface Evidence {
  /** The kind of place it came from, such as `x-owa-version`. */
  channel: Channel;
  /** The text as it stands in the input, decoded; cut after 200 characters. */
  text: string;
  /** First byte in the input (of its UTF-8 where the input is a string). */
  start: number;
  /** The byte after the last. */
  end: number;
  /** What the place can tell. */
  precision: Precision;
  /** What gives it weight. */
  standing: Standing;
  /** The build it gives. */
  build?: BuildText;
  /** The prefix it gives, two or three parts. */
  prefix?: string;
  /** What the place can and cannot tell. */
  meaning: string;
}

/**
 * A release in a report.
 *
 * @example
 * ```js
 * const { release } = assess("15.2.1748.48", { asOf: "2026-11-23" }).servers[0];
 * [release.product, release.baseline, release.update]; // ["Exchange Server 2019", "CU15", "Jul26SU"]
 * ```
 */
export interface Release {
  build: BuildText;
  /** The product's full name. */
  product: string;
  /** Its baseline, such as `CU23`. */
  baseline: string;
  /** The update laid on the baseline, such as `Oct25SU`. */
  update?: string;
  /** `YYYY-MM-DD`, or `YYYY-MM` where only the month is known. */
  released: string;
  /** Knowledge base article, `KB5066369`. */
  kb?: string;
  /** Where to read about it. */
  url?: string;
  /** Only customers with Extended Security Updates could get it. */
  esuOnly?: true;
}

/**
 * The answer to the question: is this server patched?
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.patched; // "no"
 * assess("X-OWA-Version: 15.20.1.1", { asOf: "2026-11-23" }).servers[0].verdict.patched; // "not-applicable"
 * ```
 */
export type Patched = 'yes' | 'no' | 'unknown' | 'not-applicable';

/**
 * The verdict's code.
 *
 * @example
 * ```js
 * assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.status; // "exploited"
 * assess("X-OWA-Version: 15.20.1.1", { asOf: "2026-11-23" }).servers[0].verdict.status; // "exchange-online"
 * ```
 */
export type Status =
  | 'exploited'
  | 'vulnerable'
  | 'unsupported'
  | 'indeterminate'
  | 'unknown-build'
  | 'mentioned'
  | 'superseded'
  | 'needs-action'
  | 'latest-known'
  | 'hotfix-available'
  | 'current'
  | 'not-exchange'
  | 'exchange-online';

/**
 * 0 good, 1 attention, 2 bad, 3 unknown: the exit code of the command. Of
 * several servers the worst counts, in the order 2, 3, 1, 0: a report's first.
 *
 * @example
 * ```js
 * const [worst] = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers;
 * worst.verdict.severity; // 2
 * ```
 */
export type Severity = 0 | 1 | 2 | 3;

/**
 * What follows for one server.
 *
 * @example
 * ```js
 * const { verdict } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0];
 * verdict.status; // "exploited"
 * verdict.headline; // "Not patched: attackers use 5 of its 80 open vulnerabilities"
 * verdict.plan[0].kind; // "isolate"
 * verdict.support?.state; // "ended"
 * ```
 */
export interface Verdict {
  patched: Patched;
  status: Status;
  severity: Severity;
  /**
   * The status of the candidate that is worst off, where they differ; where none
   * of them is patched, `status` is that of the least bad one.
   */
  worst?: Status;
  /** The answer in a few words; every view leads with it. */
  headline: string;
  /** One or two sentences that stand alone. */
  summary: string;
  /** Why, each tied to what it rests on. */
  reasons: Sentence[];
  /** How many vulnerabilities are open. */
  open: Open;
  /** How many of them attackers are known to use, and who says so. */
  exploited: Exploited;
  /** Open vulnerabilities. */
  vulnerabilities: Vulnerabilities;
  /** What is missing on the road to the target, oldest first. */
  missing: Release[];
  /** What to do, in the order in which one does it. */
  plan: PlanStep[];
  /** Since when each exploited hole could have been used: patched now is not the same as clean. */
  exposure: Exposure[];
  /** Support state. */
  support?: Support;
  /** The best and the worst that the candidates allow, where they differ. */
  range?: { best: Case; worst: Case };
}

/**
 * How many vulnerabilities are open: one number where the build is known and no
 * setting decides, a range otherwise.
 *
 * @example
 * ```js
 * const { open } = assess("/owa/auth/15.1.2507/themes/resources/favicon.ico", { asOf: "2026-11-23" }).servers[0].verdict;
 * open.atLeast < open.atMost; // true
 * open.ofReleases; // 29
 * ```
 */
export interface Open {
  /** Whichever candidate is true. */
  atLeast: number;
  /** With the worst candidate and every setting as bad as can be. */
  atMost: number;
  /** On how many of the candidates one is open for certain, where there are several. */
  onReleases?: number;
  /** Of how many candidates. */
  ofReleases?: number;
}

/**
 * How many of the open vulnerabilities attackers are known to use, who says so,
 * and whose lists were looked at.
 *
 * @example
 * ```js
 * const { exploited } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict;
 * exploited.atLeast > 0; // true
 * exploited.claims.find(({ id, by }) => id === "CVE-2022-41040" && by === "kev")?.day; // "2022-09-30"
 * ```
 */
export interface Exploited {
  atLeast: number;
  atMost: number;
  /** Every claim about a vulnerability that is or may be open. */
  claims: (Claim & { id: string })[];
  /** The lists that were looked at, and through which day. */
  lists: { by: string; through: Day }[];
}

/**
 * Open vulnerabilities, the exploited ones first, then by score.
 *
 * @example
 * ```js
 * const { vulnerabilities } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict;
 * vulnerabilities.certain.some((hole) => hole.id === "CVE-2022-41040"); // true
 * ```
 */
export interface Vulnerabilities {
  /** Open on every candidate. */
  certain: Vulnerability[];
  /** Open on some candidates, or disputed, or decided only by a setting. */
  possible: Vulnerability[];
  /** Published since the product's support ended and never evaluated for it. */
  neverEvaluated?: number;
}

/**
 * One vulnerability in a report.
 *
 * @example
 * ```js
 * const { certain } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict.vulnerabilities;
 * const hole = certain.find(({ id }) => id === "CVE-2022-41040");
 * hole.name; // "ProxyNotShell"
 * hole.fixedIn; // ["15.1.2507.16"]
 * ```
 */
export interface Vulnerability {
  /** `CVE-…` */
  id: string;
  /** What people call it, such as `ProxyShell`. */
  name?: string;
  /** CVSS base score. */
  cvss?: number;
  /** The day it was published: not the day it was fixed. */
  published: Day;
  /** Who says that attackers use it, the earliest first; absent where nobody does. */
  claims?: Claim[];
  /** The first build that closes it, per candidate baseline; empty where none ever will. */
  fixedIn: BuildText[];
  /** Other builds that other sources name. */
  disputed?: BuildText[];
  /** Why it is only possible. */
  because?: 'candidates' | 'disputed' | 'setting' | 'special-update' | 'unknown-build';
  /** The setting or the role that decides. */
  setting?: Sentence;
  /** On how many of the candidates it is open for certain, where there are several. */
  openOn?: number;
}

/**
 * Somebody's dated word that attackers use a vulnerability.
 *
 * @example
 * ```js
 * cve("CVE-2021-26855")?.claims?.find(({ by }) => by === "kev"); // { "by": "kev", "day": "2021-11-03", "ransomware": true }
 * cve("CVE-2023-21709")?.claims; // undefined
 * ```
 */
export interface Claim {
  /** Who says so: `kev` is CISA's catalogue. */
  by: string;
  /** Since which day. */
  day: Day;
  /** Use by ransomware crews is known; absent is "not known", never "no". */
  ransomware?: true;
}

/**
 * The window in which an exploited hole could have been used.
 *
 * @example
 * ```js
 * const { exposure } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict;
 * const window = exposure.find(({ id }) => id === "CVE-2022-41040");
 * window.since; // "2022-09-30"
 * window.until; // undefined
 * ```
 */
export interface Exposure {
  id: string;
  name?: string;
  /** The earlier of publication and the first claim that it is exploited. */
  since: Day;
  /** The day the build that closes it came out; absent while it is open. */
  until?: Day;
  /** Open on some candidates only; absent where it is open for certain. */
  possible?: true;
}

/**
 * One step of the plan. Steps of the kind `confirm` are boxes to tick: settings
 * that a version does not show.
 *
 * @example
 * ```js
 * const { plan } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict;
 * plan.find(({ next }) => next)?.code; // "isolate"
 * plan.find(({ code }) => code === "install-last-public")?.target?.update; // "Oct25SU"
 * plan.find(({ code }) => code === "extended-protection")?.kind; // "confirm"
 * ```
 */
export interface PlanStep {
  kind: 'isolate' | 'mitigate' | 'install' | 'upgrade' | 'replace' | 'verify' | 'hunt' | 'confirm' | 'plan-move';
  /** Which step it is; stable, kebab-case. */
  code: string;
  /** Present on the step that comes first. */
  next?: true;
  /** Present on the last installation: its target is what the plan leads to. */
  last?: true;
  /** What to do. */
  text: string;
  /** The release that is to be there afterwards. */
  target?: Release;
  /** Where to fetch it and where to read about it. */
  links: { kind: 'article' | 'media' | 'guide' | 'tool' | 'list'; url: string }[];
  /** What must be so before it, and what one should know before it. */
  before?: string[];
  /** Commands to copy, in order. */
  commands?: string[];
  /** How to see that it worked. */
  verify?: { text: string; command?: string; build?: BuildText };
  /** The only role that it concerns. */
  role?: 'mailbox' | 'edge';
  /** Of settings: how much hangs on it. */
  necessity?: 'required' | 'verify' | 'interim';
  /** Present where the evidence shows that it is done, such as a report of HealthChecker. */
  done?: true;
  /** For which vulnerabilities. */
  vulnerabilities?: string[];
  /** Where it is said that this is to be done so. */
  sources?: string[];
}

/**
 * Support state on the day of the report.
 *
 * @example
 * ```js
 * const { support } = assess("X-OWA-Version: 15.1.2507.6", { asOf: "2026-11-23" }).servers[0].verdict;
 * support.state; // "ended"
 * support.ends; // "2025-10-14"
 * ```
 */
export interface Support {
  state: 'supported' | 'esu' | 'ending' | 'baseline-ended' | 'ended';
  /** The last day of support for everybody. */
  ends?: Day;
  /** The last day of Extended Security Updates. */
  esuEnds?: Day;
  /** In words. */
  text: string;
}

/**
 * One candidate and its status.
 *
 * @example
 * ```js
 * const { range } = assess("/owa/auth/15.1.2507/themes/resources/favicon.ico", { asOf: "2026-11-23" }).servers[0].verdict;
 * range.worst; // { "build": "15.1.2507.6", "status": "exploited", "patched": "no" }
 * ```
 */
export interface Case {
  build: BuildText;
  status: Status;
  patched: Patched;
}

/**
 * A row of `releases()`.
 *
 * @example
 * ```js
 * const row = releases().find(({ build }) => build === "15.2.1748.48");
 * [row.kind, row.released, row.kb]; // ["su", "2026-07-14", "KB5103213"]
 * ```
 */
export interface ReleaseRow {
  build: BuildText;
  /** The product's full name. */
  product: string;
  baseline: string;
  /** The update laid on the baseline; left out for the baseline itself. */
  update?: string;
  /** Another name of the update. */
  also?: string;
  kind: 'preview' | 'rtm' | 'sp' | 'cu' | 'su' | 'hu' | 'ru';
  /** `YYYY-MM-DD`, or `YYYY-MM` where only the month is known. */
  released: string;
  kb?: string;
  url?: string;
  /** Only customers with Extended Security Updates could get it. */
  esuOnly?: true;
  /** Microsoft withdrew it. */
  withdrawn?: true;
  /** The build that replaced it. */
  replacedBy?: BuildText;
  /** Other numbers that lists print for it. */
  aliases?: BuildText[];
  /** It does not contain earlier updates. */
  notCumulative?: true;
  confidence: Confidence;
  /** Keys of the sources that have it. */
  sources: string[];
}

/**
 * How far the sources of a fact can be trusted.
 *
 * @example
 * ```js
 * releases().find(({ build }) => build === "15.2.1748.48")?.confidence; // "high"
 * ```
 */
export type Confidence = 'high' | 'medium' | 'low';

/**
 * What `cve()` gives.
 *
 * @example
 * ```js
 * const row = cve("CVE-2021-26855");
 * row.title; // "Microsoft Exchange Server Remote Code Execution Vulnerability"
 * row.manualSteps; // ["mitigation-2021"]
 * ```
 */
export interface VulnerabilityRow {
  id: string;
  name?: string;
  /** What Microsoft calls it. */
  title: string;
  published: Day;
  cvss?: number;
  claims?: Claim[];
  /** Keys of the sources that have it. */
  sources: string[];
  /** A second name that people use. */
  also?: string;
  /** What it leads to, in Microsoft's words. */
  impact?: string;
  /** How severe Microsoft says it is. */
  severity?: string;
  /** CVSS version 3 vector. */
  vector?: string;
  /** Codes of what must be done besides installing. */
  manualSteps?: string[];
  confidence: Confidence;
  /** The baselines that have or had it. */
  baselines: FixRow[];
}

/**
 * What is known of one vulnerability on one baseline.
 *
 * @example
 * ```js
 * const rows = cve("CVE-2021-26855")?.baselines ?? [];
 * const row = rows.find(({ product, baseline }) => product === "Exchange Server 2013" && baseline === "CU23");
 * [row.state, row.fixedIn]; // ["fixed", "15.0.1497.12"]
 * ```
 */
export interface FixRow {
  product: string;
  baseline: string;
  state: 'fixed' | 'in-baseline' | 'never' | 'unknown-build' | 'withdrawn' | 'manual-only' | 'not-evaluated';
  /** The first fixed build; of `unknown-build` the first known one after it. */
  fixedIn?: BuildText;
  /** The first fixed build in the words of another source. */
  disputed?: BuildText;
  /** Sources contradict each other. */
  inDispute?: true;
  /** The first build that has lost the fix again. */
  withdrawnIn?: BuildText;
  /** The special update of March 2021 sorts above `fixedIn` and lacks the fix. */
  specialUpdateLacksIt?: true;
}
