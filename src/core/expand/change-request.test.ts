/** What becomes of a request: expressions, names, foreign keys that are followed, and jobs. */

import { describe, expect, it } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { emptyCatalog } from "../catalog/empty-catalog.ts";
import { type ObjectId, parentedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { isRight } from "./alike.ts";
import { type ChangeRequest, changeOf } from "./change-request.ts";
import { conversion } from "./conversion.ts";
import { dualWrite } from "./dual-write.ts";
import { jobTexts } from "./job-text.ts";
import { formatRecordedChange, parseRecordedChange, type RecordedChange } from "./recorded-change.ts";
import { suffixed } from "./twin-names.ts";

const object = (id: string, facts: SchemaObject["facts"], parent: string | null = null): SchemaObject => ({
  id: id as ObjectId, // spelled out for the test
  kind: id.slice(0, id.indexOf(":")) as SchemaObject["kind"], // every id starts with its kind
  parent: parent as ObjectId | null, // spelled out too
  owner: null,
  facts,
  position: 0,
});

const column = (table: string, name: string, type: string) =>
  object(parentedId("column", table as ObjectId, name), { type, notNull: false, default: null }, table); // the id is spelled out

const key = (table: string, from: string, to: string, at: string) =>
  object(
    `constraint:${table.slice(6)}.${from}_fkey`,
    { type: "foreign key", columns: [from], referencedTable: to, referencedColumns: [at] },
    table,
  );

function catalogOf(...objects: readonly SchemaObject[]): Catalog {
  return { ...emptyCatalog, objects: new Map(objects.map((one) => [one.id, one])) };
}

const catalog = catalogOf(
  object("table:public.orders", {}),
  column("table:public.orders", "id", "integer"),
  column("table:public.orders", "parent", "integer"),
  object("table:public.items", {}),
  column("table:public.items", "order_id", "integer"),
  object("table:public.parts", {}),
  column("table:public.parts", "order_id", "integer"),
  object("table:shop.users", {}),
  column("table:shop.users", "Mail", "text"),
  key("table:public.orders", "parent", "table:public.orders", "id"),
  key("table:public.items", "order_id", "table:public.orders", "id"),
  key("table:public.parts", "order_id", "table:public.items", "order_id"),
);

const request = (kind: ChangeRequest["kind"], target: string, more: Partial<ChangeRequest> = {}): ChangeRequest => ({
  kind,
  target,
  to: null,
  using: [],
  back: [],
  fill: null,
  on: null,
  ...more,
});

const recorded = (change: RecordedChange["change"]): RecordedChange => ({
  schemaVersion: 1,
  name: "one",
  asked: "asked",
  change,
});

describe("a request", () => {
  it("follows foreign keys at any distance, also to the table itself, and each of them once", () => {
    const change = changeOf(request("bigint-key", "orders.id"), catalog);
    if (change.kind !== "bigint-key") throw new Error(change.kind);
    expect(change.twins.map(({ table, olds }) => `${table}.${olds[0]?.name}`)).toEqual([
      "orders.id",
      "orders.parent",
      "items.order_id",
      "parts.order_id",
    ]);
    expect(jobTexts(recorded(change)).map(({ name }) => name)).toEqual(["one", "one_2", "one_3", "one_4"]);
  });

  it("finds a table in another schema where only that has it, and quoted names as they are", () => {
    const change = changeOf(request("rename", 'users."Mail"', { to: "mail" }), catalog);
    expect(change).toMatchObject({ twins: [{ schema: "shop", table: "users", olds: [{ name: "Mail", expression: "mail" }] }] });
    expect(() => changeOf(request("rename", "users.mail", { to: "x" }), catalog)).toThrow('did you mean "Mail"');
    expect(() => changeOf(request("rename", 'users."Mail"', { to: '"Mail"' }), catalog)).toThrow("is there already");
  });

  it("asks for an expression for each column where neither side follows by itself", () => {
    const split = request("split", 'users."Mail"', { to: "a,b", using: ["1", "2"] });
    expect(() => changeOf(split, catalog)).toThrow("one --using for each new column and one --back for each old one");
    expect(() => changeOf({ ...split, to: "a" }, catalog)).toThrow("two new names or more");
  });

  it("joins a move by several columns that are unique together in either table, in whatever order they were typed", () => {
    const [users, pages] = ["table:public.users", "table:public.pages"];
    const needed = (table: string, name: string) => {
      const one = column(table, name, "integer");
      return { ...one, facts: { ...one.facts, notNull: true } };
    };
    const index = { table: pages, columns: ["user_id", "tenant"], isUnique: true, isValid: true, expressions: null };
    const tables = [
      ...[object(users, {}), column(users, "bio", "text"), needed(users, "tenant"), needed(users, "id")],
      ...[object(pages, {}), needed(pages, "tenant"), needed(pages, "user_id")],
      object("constraint:public.users.users_pkey", { type: "primary key", columns: ["tenant", "id"] }, users),
    ];
    const on = "users.tenant = pages.tenant and pages.user_id = users.id";
    const move = request("move", "users.bio", { to: "pages.bio", on });
    const moved = (predicate: string | null) =>
      changeOf(move, catalogOf(...tables, object("index:public.pages_user", { ...index, predicate })));
    expect(() => moved("(tenant > 0)")).toThrow("pages has no primary key or unique index over exactly tenant, user_id");
    const one = recorded(moved(null));
    expect(one.change).toMatchObject({
      on: [
        { from: "tenant", to: "tenant" },
        { from: "id", to: "user_id" },
      ],
    });
    expect(parseRecordedChange(formatRecordedChange(one), "x.json")).toEqual(one);
    expect(jobTexts(one)[0]?.text).toContain(
      "where a.tenant operator(pg_catalog.=) t.tenant and a.id operator(pg_catalog.=) t.user_id for share",
    );
    expect(() => changeOf({ ...move, on: `${on} or true` }, catalogOf(...tables))).toThrow("has no column id or true");
  });

  it("reads its record back, and nothing that was edited into something else", () => {
    const one = recorded(changeOf(request("bigint-key", "orders.id"), catalog));
    expect(parseRecordedChange(formatRecordedChange(one), "x.json")).toEqual(one);
    expect(() => parseRecordedChange('{"schemaVersion":1,"name":"x","change":{"kind":"rename","twins":[]}}', "x.json")).toThrow(
      "x.json",
    );
  });
});

describe("a conversion", () => {
  it("leaves the length to the column, so that nothing is cut without a word", () => {
    expect(conversion("a", "text", "character varying(20)")).toEqual({ expression: "a::character varying", isSafe: false });
  });

  it("makes what is too large for the old type null instead of an error", () => {
    expect(conversion("id", "bigint", "integer")).toEqual({
      expression: "case when id between -2147483648 and 2147483647 then id::integer end",
      isSafe: true,
    });
    expect(conversion("id", "integer", "bigint")).toEqual({ expression: "id::bigint", isSafe: true });
  });
});

describe("both forms", () => {
  const change = changeOf(request("change-type", 'users."Mail"', { to: "public.citext" }), catalog);
  const [twin] = change.kind === "change-type" ? change.twins : [];
  if (twin === undefined) throw new Error("a twin");

  it("are compared letter by letter where their type would take two spellings for one", () => {
    expect(isRight(change, twin)).toBe('"Mail__new"::text is not distinct from (("Mail"::public.citext))::text');
  });

  it("are limited to their columns unless another trigger may change one that no statement names", () => {
    const of = (changeRows: boolean) => dualWrite(recorded(change), twin, 0, "before", { changeRows }).makeTriggers.join("\n");
    expect(of(false)).toContain('BEFORE UPDATE OF "Mail" ON');
    expect(of(true)).toContain("BEFORE UPDATE ON");
  });

  it("are watched by the side that leads, whose name applications know", () => {
    const trigger = (moment: "before" | "after") =>
      dualWrite(recorded(change), twin, 0, moment, { changeRows: true }).makeUpdateTrigger;
    expect(trigger("before")).toContain('WHEN (old."Mail" is distinct from new."Mail")');
    expect(trigger("after")).toContain('WHEN (old."Mail"::text is distinct from new."Mail"::text)');
  });

  it("take one statement where the conversion is a cast, and the names of the row where it is written by hand", () => {
    const text = (using: readonly string[]) => {
      const made = changeOf(request("change-type", 'users."Mail"', { to: "public.citext", using }), catalog);
      if (made.kind !== "change-type" || made.twins[0] === undefined) throw new Error(made.kind);
      return dualWrite(recorded(made), made.twins[0], 0, "before", { changeRows: false }).makeFunction;
    };
    expect(text([])).toContain('begin\n  new."Mail__new" := new."Mail"::public.citext;\n  return new;\nend');
    expect(text(['lower("Mail")'])).toContain('"Mail" constant text := new."Mail";');
  });

  it("need a net only where a conversion can fail", () => {
    const text = dualWrite(recorded(change), twin, 0, "before", { changeRows: false }).makeFunction;
    expect(text).not.toContain("exception when others");
    const risky = changeOf(request("change-type", 'users."Mail"', { to: "integer" }), catalog);
    if (risky.kind !== "change-type" || risky.twins[0] === undefined) throw new Error(risky.kind);
    expect(dualWrite(recorded(risky), risky.twins[0], 0, "before", { changeRows: false }).makeFunction).toContain(
      "exception when others",
    );
  });
});

describe("a name", () => {
  it("stays within what the server keeps, counted in bytes", () => {
    expect(suffixed("ü".repeat(40), "__new")).toBe(`${"ü".repeat(29)}__new`);
  });
});
