import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exampleOrders } from "../../test/support/lint-example.ts";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
import { summaryOf } from "../core/report/lint-summary.ts";
import { openVerdictCache } from "./verdict-cache.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lockstep-verdicts-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const migration = (text: string) => ({ file: "a.sql", text, down: null });
const verdict: LintedMigration = {
  file: "a.sql",
  risk: "low",
  reasons: [],
  statements: [],
  findings: [],
  accepted: [],
  excerpts: [],
};
const open = (policy: string) => openVerdictCache({ XDG_CACHE_HOME: home }, [policy]);
const files = () => {
  const folder = join(home, "lockstep/verdicts");
  return readdirSync(folder).map((file) => join(folder, file));
};

describe("the cache of verdicts", () => {
  it("knows a file again, until its text, its name, what undoes it or the policy changes", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    expect(open("one")?.find(migration("select 1"))).toEqual(verdict);
    expect(open("one")?.find(migration("select 2"))).toBeNull();
    expect(open("one")?.find({ ...migration("select 1"), file: "b.sql" })).toBeNull();
    expect(open("one")?.find({ ...migration("select 1"), down: { file: "a.down.sql", text: "" } })).toBeNull();
    expect(open("two")?.find(migration("select 1"))).toBeNull();
  });

  it("gives a verdict back whole, and its summary with it", () => {
    const of = { file: exampleOrders.file, text: "…", down: null };
    const other = { ...exampleOrders, file: "b.sql", reasons: [] };
    open("one")?.keep([
      { migration: of, verdict: exampleOrders },
      { migration: migration("ä\n"), verdict },
      { migration: { ...of, file: "b.sql" }, verdict: other },
    ]);
    const found = [of, migration("ä\n"), { ...of, file: "b.sql" }].map((one) => open("one")?.find(one));
    expect(found).toEqual([exampleOrders, verdict, other]);
    expect(found.map((one) => one && summaryOf(one))).toEqual([exampleOrders, verdict, other].map(summaryOf));
  });

  it("folds a verdict into one that says the same, and keeps that", () => {
    const cache = open("one");
    const folded = cache?.fold(migration("select 1"), exampleOrders);
    expect(folded).toEqual({ ...exampleOrders, file: "a.sql" });
    cache?.keep(folded === undefined ? [] : [{ migration: migration("select 1"), verdict: folded }]);
    expect(open("one")?.find(migration("select 1"))).toEqual(folded);
  });

  it("forgets what was not asked for any more", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    open("one")?.keep([{ migration: migration("select 2"), verdict }]);
    expect(open("one")?.find(migration("select 1"))).toBeNull();
    expect(open("one")?.find(migration("select 2"))).toEqual(verdict);
  });

  it("reads on from the file that it opened when another run puts a new one in its place", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict: exampleOrders }]);
    const found = open("one")?.find(migration("select 1"));
    open("one")?.keep([{ migration: migration("select 2"), verdict }]);
    expect(found?.statements).toEqual(exampleOrders.statements);
  });

  it("does not write again what it has", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    const [file = ""] = files();
    const before = statSync(file).ino;
    const cache = open("one");
    const found = cache?.find(migration("select 1"));
    cache?.keep(found == null ? [] : [{ migration: migration("select 1"), verdict: found }]);
    expect(statSync(file).ino).toBe(before);
  });

  it("removes what was written more than a week before", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    for (const file of files()) utimesSync(file, 1_000_000, 1_000_000);
    open("two")?.keep([{ migration: migration("select 1"), verdict }]);
    expect(open("one")?.find(migration("select 1"))).toBeNull();
    expect(files()).toHaveLength(1);
  });

  it("is none without a place, and empty where its file is somebody else's", () => {
    expect(openVerdictCache({}, ["one"])).toBeNull();
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    for (const text of ["", "{", "{}\n", "12345\n", "             12\n{}", "              4\nnull", "              4\n[[]]"]) {
      for (const file of files()) writeFileSync(file, text);
      expect(open("one")?.find(migration("select 1")), text).toBeNull();
    }
  });

  it("is empty where its file was cut short, wherever that was", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict: exampleOrders }]);
    const [file = ""] = files();
    const whole = readFileSync(file);
    for (let length = 0; length < whole.length; length += 97) {
      writeFileSync(file, whole.subarray(0, length));
      expect(open("one")?.find(migration("select 1")), `${length} bytes`).toBeNull();
    }
    writeFileSync(file, whole);
    expect(open("one")?.find(migration("select 1"))?.findings).toEqual(exampleOrders.findings);
  });
});
