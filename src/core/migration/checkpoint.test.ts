import { describe, expect, it } from "vitest";
import { loadedFolder } from "../../../test/support/loaded-folder.ts";
import { checkpointOf, neededMigrations, nothingKnown } from "./checkpoint.ts";
import { readMigration } from "./read-migration.ts";

const through = (version: string) => `-- lockstep: checkpoint = through ${version}\ncreate table held ();`;
const { migrations } = loadedFolder({
  "1_a.sql": "create table a ();",
  "2_b.sql": "create table b ();",
  "3_first.sql": through("2_b"),
  "4_c.sql": "create table c ();",
  "5_between.sql": "create table between_them ();",
  "6_second.sql": through("4_c"),
  "7_d.sql": "create table d ();",
});

const needed = (stands: readonly string[], tried: readonly string[] = []) =>
  neededMigrations(migrations, {
    stands: (version) => stands.includes(version),
    wasTried: (version) => stands.includes(version) || tried.includes(version),
  }).map(({ version }) => version);

describe("a checkpoint", () => {
  it("says in its header through which version it holds the schema, and runs in one transaction", () => {
    expect(migrations.map(checkpointOf)).toEqual([null, null, "2_b", null, null, "4_c", null]);
    const apart = readMigration("c.sql", `-- lockstep: transaction = none\n${through("1_a")}`);
    expect(apart.problems).toMatchObject([{ rule: "directive", message: "a checkpoint runs in one transaction" }]);
    expect(readMigration("c.sql", "-- lockstep: checkpoint = 1_a\nselect 1;").problems).toMatchObject([{ rule: "directive" }]);
  });

  it("is where a new database begins, with the newest; what it does not hold comes after it", () => {
    expect(needed([])).toEqual(["6_second", "5_between", "7_d"]);
    expect(neededMigrations(migrations, nothingKnown).map(({ version }) => version)).toEqual(needed([]));
  });

  it("stays the beginning of a database that began with it", () => {
    expect(needed(["6_second"])).toEqual(["6_second", "5_between", "7_d"]);
    expect(needed(["3_first"])).toEqual(["3_first", "4_c", "5_between", "7_d"]);
    expect(needed(["1_a", "2_b", "3_first"])).toEqual(["1_a", "2_b", "3_first", "4_c", "5_between", "7_d"]);
  });

  it("is nothing to a database that has applied what it holds", () => {
    expect(needed(["1_a"])).toEqual(["1_a", "2_b", "4_c", "5_between", "7_d"]);
  });

  it("comes again where it was undone, and not where it merely failed once beside what it holds", () => {
    expect(needed(["1_a", "2_b"], ["3_first"])).toEqual(["1_a", "2_b", "3_first", "4_c", "5_between", "7_d"]);
    expect(needed([], ["3_first"])).toEqual(["6_second", "5_between", "7_d"]);
  });

  it("is refused when the file through which it holds the schema is not before it", () => {
    const gone = migrations.filter(({ version }) => version !== "4_c");
    expect(() => neededMigrations(gone, nothingKnown)).toThrow("6_second.sql holds the schema through 4_c");
    const own = loadedFolder({ "1_a.sql": "select 1;", "2_c.sql": through("3_b"), "3_b.sql": "select 1;" });
    expect(() => neededMigrations(own.migrations, nothingKnown)).toThrow("no such file before it");
  });
});
