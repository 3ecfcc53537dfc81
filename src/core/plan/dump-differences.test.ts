import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "../sql/parse-sql.ts";
import { dumpDifferences } from "./dump-differences.ts";

beforeAll(loadParser);

describe("differences of dumps", () => {
  it("are none where an expression is only spelled otherwise", () => {
    const check = (list: string) => `CREATE TABLE t (\n    CONSTRAINT known CHECK (((status)::text = ANY (${list})))\n);`;
    const printed = "(ARRAY['open'::character varying, 'done'::character varying])::text[]";
    const read = "ARRAY[('open'::character varying)::text, ('done'::character varying)::text]";
    expect(dumpDifferences(check(printed), check(read))).toEqual([]);
    expect(dumpDifferences(check(printed), check(read.replace("done", "gone")))).toHaveLength(2);
    const index = (list: string) => `CREATE INDEX i ON public.t USING btree (a) WHERE ((status)::text = ANY (${list}));`;
    expect(dumpDifferences(index(printed), index(read))).toEqual([]);
  });

  it("are none where only order, commas and comments differ", () => {
    const a = "-- Dumped from 15\nSET x = 1;\nCREATE TABLE t (\n    a integer,\n    b text\n);\n";
    const b = "CREATE TABLE t (\n    b text,\n    a integer\n);\n";
    expect(dumpDifferences(a, b)).toEqual([]);
  });

  it("name each line that one side lacks, as often as it does", () => {
    expect(dumpDifferences("a\na\nb", "a\nc")).toEqual(["+ c", "- a", "- b"]);
  });
});
