// Databases as a feed publishes them, written by another hand than the core's:
// Node's own cryptography, by the description in crate/trust/README.md.

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The database of this tree, without a signature. */
export const plain = readFileSync(new URL("../../../crate/core/data/database.bin", import.meta.url));

/** A key made of a number: never the same as one that anybody uses. */
export function keyOf(number) {
  // PKCS #8 of an Ed25519 key, before its 32 bytes.
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, number)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const raw = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  return { secret, hex: raw.toString("hex"), id: sha256(raw).subarray(0, 8).toString("hex") };
}

/** Another edition: its version, and its day so many days earlier. */
export function edition(version, earlier = 0) {
  const bytes = Buffer.from(plain);
  bytes.writeInt32LE(bytes.readInt32LE(52) - earlier, 52);
  bytes.fill(0, 56, 72);
  bytes.write(version, 56);
  sha256(bytes.subarray(40)).copy(bytes, 8);
  return bytes;
}

/** A block of text with the signature of a key. */
export function block(text, ...keys) {
  const lines = keys.map(
    ({ id, secret }) => `signature: ${id} ${sign(null, Buffer.from(text), secret).toString("hex")}\n`,
  );
  return text + lines.join("");
}

/** The manifest of a database. */
export function manifest(bytes, key, { issued = new Date().toISOString().replace(/\.\d+/, "") } = {}) {
  const version = bytes.subarray(56, 72).toString().replace(/\0+$/, "");
  const checked = new Date(bytes.readInt32LE(52) * 86_400_000).toISOString().slice(0, 10);
  const text =
    `expatch facts 1\nversion: ${version}\nchecked: ${checked}\nsize: ${bytes.length}\n` +
    `sha256: ${sha256(bytes).toString("hex")}\nissued: ${issued}\nexpires: ${day(30)}\n`;
  return block(text, key);
}

/** A list of keys, signed by a root. */
export function list(number, root, data, ...signers) {
  const text =
    `expatch keys 1\nnumber: ${number}\nissued: ${day(0)}\nexpires: ${day(400)}\n` +
    `root: ${root.hex}\ndata: ${data.hex}\n`;
  return block(text, ...signers);
}

/** A signed file: the database, then its manifest. */
export const signed = (bytes, key, lists = "") => Buffer.concat([bytes, Buffer.from(lists + manifest(bytes, key))]);
