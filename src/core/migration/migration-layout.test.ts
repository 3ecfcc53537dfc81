import { expect, test } from "vitest";
import { layoutMigrations } from "./migration-layout.ts";

const files = (paths: string[], journal: string | null = null) =>
  layoutMigrations(paths, journal).entries.map((entry) => entry.file);

test("a 14-digit prefix is the version, with 8 digits it is the whole stem", () => {
  const { entries } = layoutMigrations(["20251017103000_add_email.sql", "20251009_initial_schema.sql"], null);
  expect(entries).toEqual([
    { version: "20251009_initial_schema", name: "initial_schema", file: "20251009_initial_schema.sql", downFile: null },
    { version: "20251017103000", name: "add_email", file: "20251017103000_add_email.sql", downFile: null },
  ]);
});

test("a day comes before the hours of that day, one day's files go by name, other numbers as numbers", () => {
  expect(files(["20251009120000_b.sql", "20251009_z.sql", "20251009_a.sql", "20251008235959_x.sql"])).toEqual([
    "20251008235959_x.sql",
    "20251009_a.sql",
    "20251009_z.sql",
    "20251009120000_b.sql",
  ]);
  expect(files(["10_c.sql", "2_b.sql", "1_a.sql"])).toEqual(["1_a.sql", "2_b.sql", "10_c.sql"]);
});

test("two files with one version are a problem that names both", () => {
  const { problems } = layoutMigrations(["20251009120000_a.sql", "20251009120000_b.sql"], null);
  expect(problems).toMatchObject([{ rule: "duplicate-version", file: "20251009120000_b.sql" }]);
  expect(problems[0]?.message).toContain("20251009120000_a.sql");
});

test("up and down files are one migration, and a down file beside a plain one undoes it", () => {
  const { entries } = layoutMigrations(["0001_a.up.sql", "0001_a.down.sql", "0002_b.sql", "0002_b.down.sql"], null);
  expect(entries.map(({ file, downFile }) => [file, downFile])).toEqual([
    ["0001_a.up.sql", "0001_a.down.sql"],
    ["0002_b.sql", "0002_b.down.sql"],
  ]);
});

test("folders with a migration.sql each are Prisma's and Drizzle 1.0's layout", () => {
  const { layout, entries } = layoutMigrations(
    [
      "migration_lock.toml",
      "20240102000000_b/migration.sql",
      "20240101000000_a/migration.sql",
      "20240101000000_a/down.sql",
      "20240101000000_a/snapshot.json",
    ],
    null,
  );
  expect(layout).toBe("folders");
  expect(entries).toEqual([
    { version: "20240101000000", name: "a", file: "20240101000000_a/migration.sql", downFile: "20240101000000_a/down.sql" },
    { version: "20240102000000", name: "b", file: "20240102000000_b/migration.sql", downFile: null },
  ]);
});

test("drizzle's journal decides the order, and disagreements with the folder are problems", () => {
  const journal = JSON.stringify({
    entries: [
      { idx: 1, tag: "0000_b" },
      { idx: 0, tag: "0001_a" },
      { idx: 2, tag: "0002_gone" },
    ],
  });
  const found = layoutMigrations(["0000_b.sql", "0001_a.sql", "0009_extra.sql", "meta/_journal.json"], journal);
  expect(found.layout).toBe("drizzle-journal");
  expect(found.entries.map((entry) => entry.version)).toEqual(["0001_a", "0000_b"]);
  expect(found.problems.map(({ rule, file }) => [rule, file])).toEqual([
    ["missing-file", "0002_gone.sql"],
    ["not-in-journal", "0009_extra.sql"],
  ]);
});

test("a journal that is no journal, or that names a file elsewhere, is a problem and nothing runs", () => {
  for (const journal of ["<<<<<<< HEAD", "[]", JSON.stringify({ entries: [{ tag: "../../etc/x" }] })]) {
    expect(layoutMigrations(["0000_a.sql"], journal)).toMatchObject({ entries: [], problems: [{ rule: "journal-unreadable" }] });
  }
});

test("SQL that is not named like a migration is left aside and named", () => {
  expect(layoutMigrations(["seed.sql", "smoke/1.sql", "1_a.sql", "MIGRATION_STRATEGY.md"], null).ignored).toEqual([
    "seed.sql",
    "smoke/1.sql",
  ]);
});
