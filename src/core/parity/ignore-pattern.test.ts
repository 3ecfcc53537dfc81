import { describe, expect, it } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import { applyIgnorePatterns } from "./ignore-pattern.ts";

const object = (id: string, parent: string | null = null) => ({ id: id as ObjectId, parent: parent as ObjectId | null });

const catalog = [
  object("extension:postgis"),
  object("schema:audit"),
  object("table:public.spatial_ref_sys"),
  object("column:public.spatial_ref_sys.srid", "table:public.spatial_ref_sys"),
  object("comment:column:public.spatial_ref_sys.srid", "column:public.spatial_ref_sys.srid"),
  object("privilege:table:public.spatial_ref_sys:app_reader"),
  object("table:public.users"),
  object("column:public.users.email", "table:public.users"),
  object("table:audit.log"),
  object("function:app.add(integer,numeric(10,2))"),
  object('table:public."Odd: name"'),
  object('comment:table:public."Odd: name"'),
];

const ignoredBy = (...patterns: string[]) => [...applyIgnorePatterns(patterns, catalog).ignored.keys()];

describe("applyIgnorePatterns", () => {
  it("covers an object and whatever belongs to it, at any depth", () => {
    expect(ignoredBy("table:public.spatial_ref_sys")).toEqual([
      "table:public.spatial_ref_sys",
      "column:public.spatial_ref_sys.srid",
      "comment:column:public.spatial_ref_sys.srid",
      "privilege:table:public.spatial_ref_sys:app_reader",
    ]);
  });

  it("lets a star stand for anything, dots and kinds included", () => {
    expect(ignoredBy("extension:*")).toEqual(["extension:postgis"]);
    expect(ignoredBy("*:audit.*")).toEqual(["table:audit.log"]);
    expect(ignoredBy("column:*.email")).toEqual(["column:public.users.email"]);
  });

  it("takes every other character literally", () => {
    expect(ignoredBy("table:public.user")).toEqual([]);
    expect(ignoredBy("table:publicxusers")).toEqual([]);
    expect(ignoredBy("function:app.add(integer, numeric(10,2))")).toEqual(["function:app.add(integer,numeric(10,2))"]);
  });

  it("understands quoted names that contain a colon", () => {
    expect(ignoredBy('table:public."Odd: name"')).toEqual(['table:public."Odd: name"', 'comment:table:public."Odd: name"']);
  });

  it("remembers the first pattern in the list that covers an object", () => {
    const result = applyIgnorePatterns(["*:*users*", "table:public.users"], catalog);
    expect(result.ignored.get("table:public.users" as ObjectId)).toBe("*:*users*");
    expect(result.warnings).toEqual([]);
  });

  it("warns of a pattern that matches nothing and names the near one", () => {
    const [warning] = applyIgnorePatterns(["table:public.user"], catalog).warnings;
    expect(warning).toMatchObject({ problem: "unused", suggestion: "table:public.users" });
    expect(warning?.message).toContain('did you mean "table:public.users"');
  });

  it("warns of the right name under the wrong kind", () => {
    expect(applyIgnorePatterns(["view:audit.log"], catalog).warnings[0]?.suggestion).toBe("table:audit.log");
  });

  it("warns of an unknown kind and of a pattern without one", () => {
    const { warnings } = applyIgnorePatterns(["tabel:public.users", "public.users", "tables*:x"], catalog);
    expect(warnings.map((warning) => [warning.problem, warning.suggestion])).toEqual([
      ["unknown-kind", "table:public.users"],
      ["malformed", "table:public.users"],
      ["unknown-kind", "table:x"],
    ]);
  });

  it("warns of a glob that matches nothing without guessing", () => {
    expect(applyIgnorePatterns(["policy:*"], catalog).warnings).toMatchObject([{ problem: "unused", suggestion: null }]);
  });
});
