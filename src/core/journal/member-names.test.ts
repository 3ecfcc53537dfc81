import { expect, it } from "vitest";
import { memberNames } from "./member-names.ts";

const at = (place: string, database: string, given: string | null = null) => ({ place, database, given });

it("calls a database as the team calls it, else by its own name", () => {
  expect(memberNames("customers", [at("a:5432", "x", "acme"), at("a:5432", "y")])).toEqual(["acme", "y"]);
});

it("tells databases of one name apart by their servers", () => {
  expect(memberNames("customers", [at("a:5432", "app"), at("b:5432", "app"), at("b:5432", "other")])).toEqual([
    "app@a:5432",
    "app@b:5432",
    "other",
  ]);
});

it("names a database once, however many tenants share it", () => {
  expect(memberNames("customers", [at("a:5432", "shared"), at("a:5432", "shared"), at("a:5432", "own")])).toEqual([
    "shared",
    null,
    "own",
  ]);
});

it.each([
  ["twice", [at("a:1", "x", "acme"), at("a:1", "y", "acme")]],
  ["an empty one", [at("a:1", "x", "")]],
])("refuses a name that is given %s", (_, members) => {
  expect(() => memberNames("customers", members)).toThrow(expect.objectContaining({ code: "FLEET_INVALID" }));
});
