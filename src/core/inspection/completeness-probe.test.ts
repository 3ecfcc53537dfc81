import { describe, expect, it } from "vitest";
import { unclaimed } from "./completeness-probe.ts";

const none = new Map<string, number>();

describe("unclaimed", () => {
  it("says nothing when every row was understood", () => {
    expect(unclaimed([{ catalog: "pg_proc", count: 3 }], new Map([["pg_proc", 3]]), none)).toEqual([]);
  });

  it("names the rows that no kind read, by catalog and number", () => {
    const rows = [
      { catalog: "pg_cast", count: 3 },
      { catalog: "pg_proc", count: 2 },
    ];
    expect(unclaimed(rows, new Map([["pg_proc", 1]]), none).map((gap) => gap.what)).toEqual([
      "3 rows of pg_cast",
      "1 row of pg_proc",
    ]);
  });

  it("says why for catalogs that are left out on purpose", () => {
    expect(unclaimed([{ catalog: "pg_largeobject_metadata", count: 3 }], none, none)).toEqual([
      { what: "3 rows of pg_largeobject_metadata", why: "large objects are data" },
    ]);
  });

  it("leaves rows of extensions to the extension's version", () => {
    expect(unclaimed([{ catalog: "pg_cast", count: 3 }], new Map([["pg_cast", 1]]), new Map([["pg_cast", 2]]))).toEqual([]);
  });
});
