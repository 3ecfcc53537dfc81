import { beforeAll, expect, test } from "vitest";
import { objectId, parentedId } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { judgeMigration } from "../lint/judge-migration.ts";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { unacknowledged } from "./loss.ts";
import { lossesOf } from "./losses.ts";
import { planHash } from "./plan-hash.ts";

beforeAll(() => loadParser());

const judged = (text: string) => judgeMigration({ file: "a.sql", text, down: null }, modelOfText(18));
const table = objectId("table", "public", "old");
const column = parentedId("column", table, "x");
const removal = (kind: "table" | "column", id: typeof table, parent: typeof table | null): Change => ({
  change: "remove",
  kind,
  id,
  parent,
  object: { id, kind, parent, owner: null, facts: {}, position: 0 },
});

test("what goes with its table is the table's loss, what only changes its name is none", () => {
  const changes = [removal("table", table, null), removal("column", column, table)];
  expect(lossesOf("a.sql", changes, [], judged("drop table old;")).map(({ name }) => name)).toEqual(["drop:table:public.old"]);
  const renamed = [{ from: table, to: objectId("table", "public", "new"), confidence: "certain" as const }];
  expect(lossesOf("a.sql", changes, renamed, judged("alter table old rename to new;"))).toEqual([]);
  // a guess is no rename
  expect(lossesOf("a.sql", changes, renamed, judged("drop table old; create table new ();"))).toHaveLength(1);
});

test("of columns that swap their names the one is lost that goes, whatever it is called by then", () => {
  const swap = "alter table public.old rename a to a__old; alter table public.old rename x to a;";
  const names = (text: string) => lossesOf("a.sql", [removal("column", column, table)], [], judged(text)).map(({ name }) => name);
  expect(names(swap)).toEqual([]);
  expect(names(`${swap} alter table public.old drop column a__old;`)).toEqual(["drop:column:public.old.a"]);
  expect(names("alter table public.old rename x to y; alter table public.old drop column y;")).toEqual([`drop:${column}`]);
});

test("a column of a partition is its parent's loss for as long as it is one", () => {
  const part = objectId("table", "public", "part");
  const changes = [removal("column", column, table), removal("column", parentedId("column", part, "x"), part)];
  const made =
    "create table public.old (x int, y int) partition by list (y); create table public.part partition of public.old default;";
  const names = (text: string) => lossesOf("a.sql", changes, [], judged(`${made} ${text}`)).map(({ name }) => name);
  expect(names("alter table public.old drop column x;")).toEqual([`drop:${column}`]);
  expect(names("alter table public.old detach partition public.part; alter table public.part drop column x;")).toHaveLength(2);
});

test("rows that a statement deletes are a loss, those of a table that it made are none", () => {
  const names = (text: string) => lossesOf("a.sql", [], [], judged(text)).map(({ name }) => name);
  expect(names("truncate public.log;")).toEqual(["truncate:table:public.log"]);
  expect(names("delete from public.log;")).toEqual(["delete:table:public.log"]);
  expect(names("create table public.t (id int); truncate public.t;")).toEqual([]);
});

test("a loss is asked for once, until it is acknowledged", () => {
  const loss = { name: "drop:table:public.old", file: "a.sql", why: "drops a table and its rows" };
  expect(unacknowledged([loss, loss], [])).toEqual([loss]);
  expect(unacknowledged([loss], [loss.name])).toEqual([]);
});

test("a plan's hash is that of its files, their order, the environment and its schema", () => {
  const files = [
    { file: "a.sql", checksum: "1" },
    { file: "b.sql", checksum: "2" },
  ];
  const plan = { verb: "apply" as const, environment: "production", files, fingerprint: "v1:pg18:x" };
  const others = [
    { ...plan, verb: "rollback" as const },
    { ...plan, environment: "staging" },
    { ...plan, files: [...files].reverse() },
    { ...plan, fingerprint: "v1:pg18:y" },
  ];
  expect(new Set([plan, ...others].map(planHash)).size).toBe(5);
  expect(planHash({ ...plan })).toBe(planHash(plan));
});
