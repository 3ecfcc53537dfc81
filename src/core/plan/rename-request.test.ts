import { describe, expect, it } from "vitest";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Change } from "../diff/change.ts";
import { parseRename, resolveRename } from "./rename-request.ts";

const column = (change: "add" | "remove", table: string, name: string): Change => {
  const parent = objectId("table", "public", table);
  const id = objectId("column", "public", table, name);
  const object: SchemaObject = { id, kind: "column", parent, owner: null, facts: {}, position: 1 };
  return { change, kind: "column", id, parent, object };
};

describe("a rename request", () => {
  it("is split at the first equals sign outside of quotes", () => {
    expect(parseRename("users.mail=email")).toEqual({ from: "users.mail", to: "email" });
    expect(parseRename('public."a=b".c = "d"')).toEqual({ from: 'public."a=b".c', to: '"d"' });
    for (const text of ["users", "=b", "a=", ""]) expect(() => parseRename(text)).toThrow(/old and the new name/);
  });

  it("means a removed and an added object of one parent, by id, qualified or plain name", () => {
    const changes = [column("remove", "users", "mail"), column("add", "users", "email"), column("add", "posts", "email")];
    const pair = { from: "column:public.users.mail", to: "column:public.users.email" };
    for (const from of ["mail", "users.mail", "public.users.mail", pair.from])
      for (const to of ["email", "public.users.email", pair.to]) expect(resolveRename({ from, to }, changes)).toEqual(pair);
    expect(resolveRename({ from: "mail", to: "nothing" }, changes)).toBeNull();
    expect(resolveRename({ from: "email", to: "mail" }, changes)).toBeNull();
  });

  it("is refused where it could mean two", () => {
    const changes = ["users", "posts"].flatMap((table) => [column("remove", table, "a"), column("add", table, "b")]);
    expect(() => resolveRename({ from: "a", to: "b" }, changes)).toThrow(/could mean/);
    expect(resolveRename({ from: "posts.a", to: "b" }, changes)?.from).toBe("column:public.posts.a" as ObjectId);
  });
});
