// What every function of the package throws: an Error with a stable code.

export class ExpatchError extends Error {
  constructor(code, message, options) {
    super(message, options);
    this.name = "ExpatchError";
    this.code = code;
  }
}
