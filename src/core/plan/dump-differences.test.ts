import { describe, expect, it } from "vitest";
import { dumpDifferences } from "./dump-differences.ts";

describe("differences of dumps", () => {
  it("are none where only order, commas and comments differ", () => {
    const a = "-- Dumped from 15\nSET x = 1;\nCREATE TABLE t (\n    a integer,\n    b text\n);\n";
    const b = "CREATE TABLE t (\n    b text,\n    a integer\n);\n";
    expect(dumpDifferences(a, b)).toEqual([]);
  });

  it("name each line that one side lacks, as often as it does", () => {
    expect(dumpDifferences("a\na\nb", "a\nc")).toEqual(["+ c", "- a", "- b"]);
  });
});
