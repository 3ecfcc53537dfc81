import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../../sql/parse-sql.ts";
import { aimOfText } from "../apart-steps.ts";
import { judgeIndex, type SeenIndex, type SeenIndexes } from "./create-index.ts";

const index = (oid: number, more: Partial<SeenIndex> = {}): SeenIndex => ({
  oid,
  schema: "app",
  name: "i",
  definition: "CREATE INDEX i ON app.t USING btree (a)",
  isValid: true,
  builder: null,
  ...more,
});
const seen = (...indexes: readonly SeenIndex[]): SeenIndexes => ({ taken: indexes[0]?.oid ?? null, indexes });
const wanted = { name: "i", definition: "create index concurrently i on t (a)" };

describe("an index that was to be built", () => {
  beforeAll(loadParser);

  it("took effect when it is new, valid and of that definition", () => {
    expect(judgeIndex(seen(), seen(index(7)), wanted)).toEqual({ kind: "took-effect" });
  });

  it("did not when there is nothing new, or the table is gone", () => {
    expect(judgeIndex(seen(), seen(), wanted)).toEqual({ kind: "did-not" });
    expect(judgeIndex(seen(index(7)), seen(index(7)), wanted)).toEqual({ kind: "did-not" });
    expect(judgeIndex(seen(), null, wanted)).toEqual({ kind: "did-not" });
  });

  it("is half there when it is INVALID, and that is to be dropped", () => {
    expect(judgeIndex(seen(), seen(index(7, { isValid: false, name: "I" })), { ...wanted, name: "I" })).toEqual({
      kind: "half",
      cleanUp: ['drop index concurrently if exists app."I"'],
      afterwards: "did-not",
    });
  });

  it("leaves an INVALID index alone that was there before, has another definition, or is being built", () => {
    const invalid = index(7, { isValid: false });
    expect(judgeIndex(seen(invalid), seen(invalid), wanted)).toEqual({ kind: "did-not" });
    const other = index(8, { isValid: false, definition: "CREATE INDEX i ON app.t USING btree (b)" });
    expect(judgeIndex(seen(), seen(other), wanted)).toEqual({ kind: "did-not" });
    expect(judgeIndex(seen(), seen(index(7, { isValid: false, builder: 42 })), wanted)).toMatchObject({ kind: "busy" });
  });

  it("is known by its definition where it has no name", () => {
    const made = index(9, { name: "t_a_idx", definition: "CREATE INDEX t_a_idx ON app.t USING btree (a)" });
    expect(judgeIndex(seen(index(7)), seen(index(7), made), { ...wanted, name: null })).toEqual({ kind: "took-effect" });
  });

  it("is predicted on a copy of its table, whose name may be quoted and have more bytes than characters", () => {
    const predicted = (sql: string) => aimOfText(sql)?.prediction?.slice(0, 2);
    expect(predicted('create unique index concurrently "é" on only "Ä"."t.x" using gin (a) where b > 1;')).toEqual([
      'create temporary table lockstep_predicted (like "Ä"."t.x")',
      "create unique index lockstep_predicted_index on pg_temp.lockstep_predicted  using gin (a) where b > 1",
    ]);
    expect(predicted("create index concurrently on app /* here */ . t(a)")?.[1]).toMatch(/lockstep_predicted \(a\)$/);
  });

  it("objects to IF NOT EXISTS only", () => {
    const objection = (sql: string, now: SeenIndexes) => aimOfText(sql)?.objection(now, null)?.message ?? null;
    const invalid = seen(index(7, { isValid: false }));
    expect(objection("create index concurrently i on app.t (a)", invalid)).toBeNull();
    expect(objection("create index concurrently if not exists i on app.t (a)", invalid)).toContain("INVALID");
    expect(objection("create index concurrently if not exists i on app.t (a)", seen(index(7)))).toBeNull();
    expect(objection("create index concurrently if not exists i on app.t (b)", seen(index(7)))).toContain("another index");
    expect(objection("create index concurrently if not exists i on app.t (a)", { taken: 3, indexes: [] })).toContain("no index");
  });
});
