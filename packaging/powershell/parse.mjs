// Reads the module by a grammar of PowerShell: what the shell could not parse fails
// here, on every system. What it does is tested by Pester, in the workflow.

import { Language, Parser } from "web-tree-sitter";
import { readFileSync, readdirSync } from "node:fs";
import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";

const here = import.meta.dirname;
await Parser.init();
const parser = new Parser();
parser.setLanguage(
  await Language.load(join(here, "node_modules/tree-sitter-powershell/tree-sitter-powershell.wasm")),
);

const files = readdirSync(here, { recursive: true }).filter(
  (name) => /\.ps[md]?1$/.test(name) && !name.includes("node_modules"),
);

function nodes(root, kind) {
  return root.descendantsOfType(kind).filter(Boolean);
}

for (const name of files) {
  test(`${name} is PowerShell`, () => {
    const tree = parser.parse(readFileSync(join(here, name), "utf8"));
    const wrong = nodes(tree.rootNode, "ERROR").map((node) => `line ${node.startPosition.row + 1}: ${node.text}`);
    assert.deepEqual(wrong, []);
    assert.equal(tree.rootNode.hasError, false, "something is missing");
  });
}

test("the grammar refuses what is none", () => {
  assert.equal(parser.parse("function {").rootNode.hasError, true);
});

test("the manifest exports what the module has, as the version that we are", () => {
  const manifest = readFileSync(join(here, "Expatch/Expatch.psd1"), "utf8");
  const module = readFileSync(join(here, "Expatch/Expatch.psm1"), "utf8");
  const [, exported] = /FunctionsToExport\s*=\s*@\('([^']+)'\)/.exec(manifest);
  const defined = nodes(parser.parse(module).rootNode, "function_name").map((node) => node.text);
  assert.ok(defined.includes(exported), `${exported} in ${defined}`);
  assert.match(module, new RegExp(`Export-ModuleMember -Function ${exported}\\b`));
  const cargo = readFileSync(join(here, "../../Cargo.toml"), "utf8");
  const [, version] = /^version = "(.*)"$/m.exec(cargo);
  assert.ok(manifest.includes(`ModuleVersion        = '${version}'`), version);
  // Windows PowerShell reads a file without a mark of its encoding by the system's own.
  for (const text of [manifest, module]) assert.match(text, /^[\x00-\x7f]*$/);
});
