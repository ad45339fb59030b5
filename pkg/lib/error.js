// What every function of the package throws: an Error with a stable code.

export class ExpatchError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = "ExpatchError";
    this.code = code;
  }
}

// What the core says is wrong with the input, or undefined for a failure of its own.
export function toldByCore(error) {
  if (error instanceof ExpatchError) return error;
  // The core throws errors that carry their code as their name.
  if (error instanceof Error && /^[a-z]+(-[a-z]+)*$/.test(error.name)) {
    return new ExpatchError(error.name, error.message);
  }
  return undefined;
}

export function bug(cause) {
  const message = "expatch failed on this input, which is a bug of ours: please report it";
  return new ExpatchError("internal", message, { cause });
}

export function crashed() {
  const message = "an earlier call crashed the module: wait for `init()`, which starts a fresh one";
  return new ExpatchError("crashed", message);
}

// Takes the options that are this function's own out of `options`; the others go to the core.
export function split(options, own) {
  if (options === undefined) return [{}, undefined];
  const kind = options === null ? "null" : Array.isArray(options) ? "array" : typeof options;
  if (kind !== "object") throw new ExpatchError("invalid-options", `the options are ${kind}, an object is expected`);
  const [mine, rest] = [{}, {}];
  for (const name of Object.keys(options)) (own.includes(name) ? mine : rest)[name] = options[name];
  return [mine, rest];
}
