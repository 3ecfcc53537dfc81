/** What a user sees of drift: forty differences in an application's schema, all found by their ids and nothing beside them. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applicationSchema, plantedDifferences } from "../support/application.ts";
import { useBundledProgram } from "../support/bundled-program.ts";
import { ensureRole } from "../support/ensure-role.ts";
import { createDatabase, execSql, useServer } from "../support/postgres.ts";
import { runProgram } from "../support/run-program.ts";
import { testedMajors } from "../support/tested-majors.ts";

interface AuditDocument {
  readonly ok: boolean;
  readonly data: {
    readonly inSync: boolean;
    readonly changes: readonly { readonly change: string; readonly id: string }[];
    readonly renameCandidates: readonly unknown[];
    readonly notCompared: readonly unknown[];
    readonly summary: { readonly add: number; readonly remove: number; readonly alter: number };
  };
  readonly error?: { readonly code: string; readonly message: string };
}

const program = useBundledProgram();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-planted-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const lockstep = (words: readonly string[], env: Readonly<Record<string, string>>) =>
  runProgram(process.execPath, [program(), ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", ...env },
  });

async function audit(a: string, b: string): Promise<{ readonly code: number | null; readonly document: AuditDocument }> {
  const { code, stdout } = await lockstep(["audit", "env:A", "env:B", "--format", "json"], { A: a, B: b });
  return { code, document: JSON.parse(stdout) };
}

it("plants forty differences or more, on objects of their own", () => {
  const ids = plantedDifferences.flatMap(({ changes }) => changes);
  expect(plantedDifferences.length).toBeGreaterThanOrEqual(40);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(testedMajors())("on PostgreSQL %i", (major) => {
  const server = useServer(major);
  let a: string;
  let b: string;

  beforeAll(async () => {
    await execSql(server().url(), ensureRole("m_reader"));
    a = await createDatabase(server(), applicationSchema);
    b = await createDatabase(server(), applicationSchema);
  });

  it("finds none before they are planted", async () => {
    const { code, document } = await audit(a, b);
    expect(document.data).toMatchObject({ inSync: true, changes: [], notCompared: [] });
    expect({ code, ok: document.ok }).toEqual({ code: 0, ok: true });
  });

  it("finds every one by its id, and nothing else", async () => {
    for (const { sql } of plantedDifferences) await execSql(b, sql);
    const { code, document } = await audit(a, b);
    const found = document.data.changes.map(({ change, id }) => `${change} ${id}`);
    const planted = plantedDifferences.flatMap(({ changes }) => changes);
    expect({ missed: planted.filter((id) => !found.includes(id)), extra: found.filter((id) => !planted.includes(id)) }).toEqual({
      missed: [],
      extra: [],
    });
    expect(found).toHaveLength(planted.length);
    expect({ code, ok: document.ok, inSync: document.data.inSync }).toEqual({ code: 2, ok: false, inSync: false });
  });

  it("says the opposite from the other side", async () => {
    const there = (await audit(a, b)).document.data;
    const back = (await audit(b, a)).document.data;
    expect(back.summary).toMatchObject({ add: there.summary.remove, remove: there.summary.add, alter: there.summary.alter });
    expect(back.changes.map(({ id }) => id).sort()).toEqual(there.changes.map(({ id }) => id).sort());
  });

  it("finds one less for each that is taken back, and no drift at the end", async () => {
    const half = Math.floor(plantedDifferences.length / 2);
    for (const { undo } of plantedDifferences.slice(0, half)) await execSql(b, undo);
    const left = plantedDifferences.slice(half).flatMap(({ changes }) => changes);
    const { document } = await audit(a, b);
    expect(document.data.changes.map(({ change, id }) => `${change} ${id}`).sort()).toEqual([...left].sort());

    for (const { undo } of plantedDifferences.slice(half)) await execSql(b, undo);
    const { code, stdout } = await lockstep(["audit", "env:A", "env:B"], { A: a, B: b });
    expect(stdout).toMatch(/no drift/i);
    expect(code).toBe(0);
  });

  it("refuses two spellings of one database", async () => {
    const other = new URL(a);
    other.hostname = "localhost";
    other.searchParams.set("application_name", "another");
    const { code, document } = await audit(a, other.href);
    expect(document.error).toMatchObject({ code: "SAME_DATABASE" });
    expect({ code, ok: document.ok }).toEqual({ code: 3, ok: false });
    expect(JSON.stringify(document)).not.toContain(other.password);
  });
});
