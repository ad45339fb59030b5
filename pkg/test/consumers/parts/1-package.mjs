// What is in the tarball, and what linters of packages say of it.

import assert from "node:assert/strict";
import { join } from "node:path";

export const parts = [
  {
    name: "the tarball holds what it must and nothing else",
    check({ files }) {
      const names = files.map((file) => file.path);
      for (const wanted of [
        "index.d.ts",
        "dist/expatch.wasm",
        "dist/db.json",
        "dist/expatch.db",
        "dist/schema.json",
        "LICENSE-MIT",
        "README.md",
        "CHANGELOG.md",
        "THIRD-PARTY.md",
        "dist/sbom.cdx.json",
      ]) {
        assert.ok(names.includes(wanted), `${wanted} is missing from ${names}`);
      }
      assert.deepEqual(
        names.filter((name) => /^(test|build|extension|node_modules)\//.test(name)),
        [],
      );
    },
  },
  {
    name: "publint",
    check: ({ run, tools, tarball }) => run(join(tools, ".bin/publint"), [tarball, "--strict"]),
  },
  {
    name: "arethetypeswrong",
    // The package is ESM alone: CommonJS reaches it by `import()`.
    // Bytes have no types.
    check: ({ run, tools, tarball }) =>
      run(join(tools, ".bin/attw"), [
        tarball,
        "--profile",
        "esm-only",
        "--exclude-entrypoints",
        "expatch.wasm",
        "expatch.db",
      ]),
  },
];
