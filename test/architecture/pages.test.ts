/** Documentation that is made from code or quotes it says what the code says. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { coveragePage } from "../../scripts/coverage-page.ts";
import { rulesPage } from "../../scripts/rules-page.ts";

const root = join(import.meta.dirname, "..", "..");
const examplesFolder = join(root, "docs/examples");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const codeBlocks = (page: string) => [...read(page).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? "");
const examples = readdirSync(examplesFolder).map((file) => read(`docs/examples/${file}`));

describe("the pages", () => {
  it("docs/coverage.md is what `npm run coverage` writes", () => {
    expect(read("docs/coverage.md")).toBe(coveragePage());
  });

  it("docs/rules.md is what `npm run rules` writes", () => {
    expect(read("docs/rules.md")).toBe(rulesPage());
  });

  it("docs/library.md shows each example exactly, and no other code", () => {
    expect(codeBlocks("docs/library.md").sort()).toEqual([...examples].sort());
  });

  it("README.md shows only code that is an example", () => {
    const shown = codeBlocks("README.md");
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((code) => !examples.includes(code))).toEqual([]);
  });

  it.each(["README.md", "docs/library.md", "docs/coverage.md", "docs/rules.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])(
    "%s links to files that exist",
    (page) => {
      const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
      expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
    },
  );

  it("README.md names only npm scripts that exist", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
    const named = [...`${read("README.md")}${read("CONTRIBUTING.md")}`.matchAll(/npm run ([a-z:-]+)/g)].map(
      (match) => match[1] ?? "",
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
