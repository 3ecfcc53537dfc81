import { describe, expect, it } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import { colonParts, roleIds, targetAndRole } from "./attached-name.ddl.ts";

describe("names joined by colons", () => {
  it.each([
    ["privilege:table:public.users:app", ["privilege", "table", "public.users", "app"]],
    ['a:"b:c":d', ["a", '"b:c"', "d"]],
    ['a:"b"":""c":d', ["a", '"b"":""c"', "d"]],
    ["owner::tables:public", ["owner", "", "tables", "public"]],
  ])("%s is taken apart outside of quotes", (text, parts) => {
    expect(colonParts(text)).toEqual(parts);
  });

  it("give the target and the role at the end", () => {
    const id = 'privilege:column:public."a:b".c:"My Role"' as ObjectId;
    expect(targetAndRole(id)).toEqual({ target: 'column:public."a:b".c', role: '"My Role"' });
  });

  it("give ids of roles, and none for the database's owner and for everyone", () => {
    expect(roleIds("$owner", "public", '"My Role"', "app")).toEqual(['role:"My Role"', "role:app"]);
  });
});
