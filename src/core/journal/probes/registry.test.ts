import { beforeAll, describe, expect, it } from "vitest";
import type { MigrationStatement } from "../../migration/read-migration.ts";
import { loadParser } from "../../sql/parse-sql.ts";
import { aimOfText, apartSteps } from "../apart-steps.ts";
import { probes } from "./registry.ts";
import { judgeReindex } from "./reindex.ts";

const verdict = (sql: string, before: unknown, now: unknown) => aimOfText(sql)?.judge(before, now, null);
const row = (oid: number, more: object = {}) => ({ oid, ...more });

describe("probes", () => {
  beforeAll(loadParser);

  it("have ids of their own", () => {
    expect(new Set(probes.map(({ id }) => id)).size).toBe(probes.length);
  });

  it.each([
    ["create index concurrently on t (a)", "create-index"],
    ["create index on t (a)", null],
    ["drop index concurrently i", "drop-index"],
    ["drop table t", null],
    ["reindex (concurrently) database d", "reindex"],
    ["alter table t detach partition p concurrently", "detach-partition"],
    ["alter table t detach partition p finalize", null],
    ["alter database d set tablespace s", "move-database"],
    ["alter database d with connection limit 3", null],
    ["create subscription s connection 'x' publication p", "create-subscription"],
    ["vacuum t", "repeatable"],
    ["do $$ begin commit; end $$", null],
    ["call p()", null],
  ])("%s is asked about by %s", (sql, id) => {
    expect(aimOfText(sql)?.probe ?? null).toBe(id);
  });

  it("take an object for made when there is another than before, and for dropped when it is gone", () => {
    expect(verdict("create database d", null, row(5))).toEqual({ kind: "took-effect" });
    expect(verdict("create database d", row(5), row(5))).toEqual({ kind: "did-not" });
    expect(verdict("drop database d", row(5), null)).toEqual({ kind: "took-effect" });
    expect(verdict("drop database d", row(5), row(6))).toEqual({ kind: "took-effect" });
    expect(verdict("drop index concurrently i", row(5), row(5))).toEqual({ kind: "did-not" });
    // somebody made one since: it is not this statement's to drop
    expect(verdict("drop index concurrently if exists i", null, row(6))).toEqual({ kind: "took-effect" });
  });

  it("bring a detachment to its end that has begun", () => {
    const sql = 'alter table app.t detach partition "P" concurrently';
    const state = (one: string) => ({ partition: 1, state: one });
    expect(verdict(sql, state("attached"), state("attached"))).toEqual({ kind: "did-not" });
    expect(verdict(sql, state("attached"), state("detached"))).toEqual({ kind: "took-effect" });
    expect(verdict(sql, state("attached"), null)).toEqual({ kind: "took-effect" });
    expect(verdict(sql, state("attached"), state("leaving"))).toEqual({
      kind: "half",
      cleanUp: ['alter table app.t detach partition "P" finalize'],
      afterwards: "took-effect",
    });
  });

  it("drop what a rebuilding leaves behind, and only that", () => {
    const index = (oid: number, name: string, more: object = {}) => ({
      oid,
      schema: "app",
      name,
      file: oid,
      isValid: true,
      isExclusion: false,
      ...more,
    });
    const before = { indexes: [index(1, "i"), index(2, "x", { isExclusion: true }), index(3, "old_ccnew", { isValid: false })] };
    const how = { isConcurrent: true, isOne: false };
    const kept = before.indexes.slice(1);
    const leftBefore = { indexes: [index(1, "i"), index(9, "i_ccnew", { isValid: false }), ...kept] };
    expect(judgeReindex(before, leftBefore, how)).toEqual({
      kind: "half",
      cleanUp: ["drop index concurrently if exists app.i_ccnew"],
      afterwards: "did-not",
    });
    const leftAfter = { indexes: [index(9, "i"), index(1, "i_ccold", { isValid: false }), ...kept] };
    expect(judgeReindex(before, leftAfter, how)).toMatchObject({
      cleanUp: ["drop index concurrently if exists app.i_ccold"],
      afterwards: "took-effect",
    });
    expect(judgeReindex(before, { indexes: [index(9, "i"), ...kept] }, how)).toEqual({ kind: "took-effect" });
    expect(judgeReindex(before, before, how)).toEqual({ kind: "did-not" });
  });
});

describe("steps of a file", () => {
  beforeAll(loadParser);
  const steps = (...texts: readonly string[]) =>
    apartSteps(
      texts.map((sql, index): MigrationStatement => ({ sql, line: index + 1, column: 1 })),
      18,
    );

  it("make settings again before every statement behind them", () => {
    const read = steps(
      "set search_path = app",
      "create table t (a int)",
      "select pg_catalog.set_config('lock_timeout', '1s', false)",
      "create index concurrently on t (a)",
      "set local x.y = 1",
      "select set_config('x.y', '1', true)",
    );
    expect(read.map(({ runs }) => runs)).toEqual(["setting", "inside", "setting", "outside", "inside", "inside"]);
    expect(read.map(({ settings }) => settings.map(({ line }) => line))).toEqual([[], [1], [1], [1, 3], [1, 3], [1, 3]]);
  });

  it("refuse to let go of the runner's lock, and leave to the server what does not parse", () => {
    expect(steps("discard all", "discard temp", "crate table t").map(({ runs }) => runs)).toEqual([
      "discards",
      "inside",
      "inside",
    ]);
  });
});
