import { expect, test } from "vitest";
import { folderStyle, placeMigration } from "./folder-style.ts";
import { layoutMigrations } from "./migration-layout.ts";

const place = (files: readonly string[], journal: string | null = null) => {
  const style = folderStyle(layoutMigrations(files, journal), files);
  return style.kind === "drizzle" ? "drizzle" : Object.values(placeMigration(style, "9_b")).filter((file) => file !== null);
};

test("a new migration is arranged like the last one of its folder", () => {
  expect(place([])).toEqual(["9_b.sql"]);
  expect(place(["1_a.sql", "README.md"])).toEqual(["9_b.sql"]);
  expect(place(["1_a.sql", "1_a.down.sql"])).toEqual(["9_b.sql", "9_b.down.sql"]);
  expect(place(["1_a.up.sql"])).toEqual(["9_b.up.sql", "9_b.down.sql"]);
  expect(place(["0_a.sql", "1_a.up.sql", "1_a.down.sql"])).toEqual(["9_b.up.sql", "9_b.down.sql"]);
  expect(place(["migration_lock.toml", "1_a/migration.sql"])).toEqual(["9_b/migration.sql"]);
  expect(place(["1_a/migration.sql", "1_a/down.sql"])).toEqual(["9_b/migration.sql", "9_b/down.sql"]);
});

test("where drizzle-kit keeps its own account of the schema, it has to write", () => {
  expect(place(["meta/_journal.json"], '{"entries":[]}')).toBe("drizzle");
  expect(place(["1_a/migration.sql", "1_a/snapshot.json"])).toBe("drizzle");
});

test("a folder that shows nothing yet is arranged as the configuration says", () => {
  const style = (stated: "up-down" | "prisma" | "drizzle-v1") => folderStyle(layoutMigrations(["README.md"], null), [], stated);
  expect(style("up-down")).toEqual({ kind: "files", pairs: true, downFile: true });
  expect(style("prisma")).toEqual({ kind: "folders", downFile: false });
  expect(style("drizzle-v1")).toEqual({ kind: "drizzle" });
  expect(folderStyle(layoutMigrations(["1_a.sql"], null), ["1_a.sql"], "prisma")).toMatchObject({ kind: "files" });
});
