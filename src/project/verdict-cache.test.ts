import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LintedMigration } from "../core/lint/linted-migration.ts";
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

describe("the cache of verdicts", () => {
  it("knows a file again, until its text, its name, what undoes it or the policy changes", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    expect(open("one")?.find(migration("select 1"))).toEqual(verdict);
    expect(open("one")?.find(migration("select 2"))).toBeNull();
    expect(open("one")?.find({ ...migration("select 1"), file: "b.sql" })).toBeNull();
    expect(open("one")?.find({ ...migration("select 1"), down: { file: "a.down.sql", text: "" } })).toBeNull();
    expect(open("two")?.find(migration("select 1"))).toBeNull();
  });

  it("forgets what was not asked for any more", () => {
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    open("one")?.keep([{ migration: migration("select 2"), verdict }]);
    expect(open("one")?.find(migration("select 1"))).toBeNull();
    expect(open("one")?.find(migration("select 2"))).toEqual(verdict);
  });

  it("is none without a place, and empty where its file was cut short", () => {
    expect(openVerdictCache({}, ["one"])).toBeNull();
    open("one")?.keep([{ migration: migration("select 1"), verdict }]);
    const folder = join(home, "lockstep/verdicts");
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), "{");
    expect(open("one")?.find(migration("select 1"))).toBeNull();
  });
});
