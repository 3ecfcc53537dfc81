import { expect, test } from "vitest";
import { nextStems } from "./next-stems.ts";

const now = new Date("2026-11-23T04:15:30.900Z");
const stems = (files: readonly string[], ...slugs: readonly string[]) =>
  nextStems(
    slugs,
    now,
    files.map((file) => ({ file })),
  );

test("a new migration has the time of the clock, in UTC, and those after it a second more each", () => {
  expect(stems([], "a")).toEqual(["20261123041530_a"]);
  expect(stems(["0001_first.sql", "20251009_a.sql", "20251010120000_b/migration.sql"], "z", "z_2", "z_3")).toEqual([
    "20261123041530_z",
    "20261123041531_z_2",
    "20261123041532_z_3",
  ]);
});

test("it is later than every version of the folder, also where that is ahead of the clock", () => {
  expect(stems(["20261123041530_a.sql"], "b")).toEqual(["20261123041531_b"]);
  expect(stems(["20280229235959_a.up.sql"], "b", "c")).toEqual(["20280301000000_b", "20280301000001_c"]);
  // the same day with eight digits comes first in that day, and a number that is no time still counts
  expect(stems(["20261123_z.sql", "20251009120000_a.sql"], "b")).toEqual(["20261123041530_b"]);
  expect(stems(["20261123041575_a.sql", "20251009120000_x.sql"], "b")).toEqual(["20261123041615_b"]);
});

test("two files that share a version are no reason to write none", () => {
  expect(stems(["20261123041530_a.sql", "20261123041530_b.sql"], "c")).toEqual(["20261123041531_c"]);
});

test("a folder of eight digits keeps them, and takes the next day where the name would come too early", () => {
  expect(stems(["20251009_z.sql", "20251010-a.sql"], "b")).toEqual(["20261123_b"]);
  expect(stems(["20261123_a.sql"], "b", "b_2")).toEqual(["20261123_b", "20261123_b_2"]);
  expect(stems(["20261123_c.sql"], "b")).toEqual(["20261124_b"]);
  expect(stems(["20261123_b.sql"], "b")).toEqual(["20261124_b"]);
});

test("a folder whose numbers are beyond any time is refused", () => {
  expect(() => stems(["99999999999999999_a.sql"], "b")).toThrow("No time comes after 99999999999999999_a.sql");
});
