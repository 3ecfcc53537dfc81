import { expect, test } from "vitest";
import type { ChangeShape } from "./recorded-change.ts";
import { sharedColumns } from "./shared-columns.ts";

const column = (name: string) => ({ name, type: "text", expression: "x", isSafe: true });
const place = { schema: "public", table: "users" };
const twin = (kind: "rename" | "change-type", from: string, to: string, table = "users"): ChangeShape => ({
  kind,
  twins: [{ schema: "public", table, olds: [column(from)], news: [column(to)] }],
});

test("a column belongs to one change at a time, by every name that it has meanwhile", () => {
  const type = twin("change-type", "mail", "mail");
  expect(sharedColumns(twin("rename", "mail", "email"), type)).toEqual(["public.users.mail"]);
  expect(sharedColumns(twin("rename", "mail__old", "email"), type)).toEqual(["public.users.mail__old"]);
  expect(sharedColumns(twin("rename", "name", "whole"), twin("rename", "first", "name"))).toEqual(["public.users.name"]);
  expect(sharedColumns({ ...place, kind: "not-null", column: "mail", expression: "''" }, type)).toEqual(["public.users.mail"]);
  expect(sharedColumns(twin("rename", "name", "whole"), type)).toEqual([]);
  expect(sharedColumns(twin("rename", "mail", "email", "people"), type)).toEqual([]);
});

test("a table keeps its name while one of its columns is changed", () => {
  const rename: ChangeShape = { ...place, kind: "rename-table", to: "people" };
  expect(sharedColumns(rename, twin("rename", "a", "b"))).toEqual(["public.users.a", "public.users.b"]);
  expect(sharedColumns(twin("rename", "a", "b"), rename)).toEqual([]);
});
