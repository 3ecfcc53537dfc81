import { expect, test } from "vitest";
import { nameMigration } from "./migration-name.ts";

test.each([
  ["Add feature table", "Add feature table", "add_feature_table"],
  ["add_feature_table", "Add feature table", "add_feature_table"],
  ["addFeatureTable", "Add feature table", "add_feature_table"],
  ["add-feature.sql", "Add feature", "add_feature"],
  ["  Größe für\nKäufer: 2. Versuch! ", "Größe für Käufer: 2. Versuch!", "grosse_fur_kaufer_2_versuch"],
  ["../../etc/passwd", "Etc passwd", "etc_passwd"],
  ["sync \u202e email", "Sync email", "sync_email"],
])("%j is called %j in its header and %j in its file's name", (typed, title, slug) => {
  expect(nameMigration(typed)).toEqual({ title, slug });
});

test("a name without letters or digits is refused, a long one is cut", () => {
  expect(() => nameMigration(" ../ ")).toThrow(/no letter or digit/);
  expect(nameMigration("x".repeat(500)).slug).toHaveLength(120);
});
