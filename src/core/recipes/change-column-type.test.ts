import { describe, expect, it } from "vitest";
import { objectId } from "../catalog/object-id.ts";
import { changeColumnType } from "./change-column-type.ts";

const change = (from: string, to: string) => {
  const [first, ...others] = changeColumnType({
    table: objectId("table", "t"),
    column: "c",
    from,
    to,
    rowsFrom: null,
    unfit: null,
    sql: (using) => `TYPE ${to}${using}`,
  });
  return { sql: first?.sql, hazards: first?.hazards.map(({ hazard }) => hazard), analyzes: others.length > 0 };
};

describe("a change of a column's type", () => {
  // measured on 14 to 18: the heap stays as it is
  it.each([
    ["character varying(10)", "character varying(20)"],
    ["character varying(10)", "text"],
    ["text", "character varying"],
    ["numeric(10,2)", "numeric(12,2)"],
    ["numeric(10,2)", "numeric"],
    ["timestamp(3) without time zone", "timestamp(6) without time zone"],
    ["cidr", "inet"],
  ])("%s → %s rewrites nothing", (from, to) => {
    expect(change(from, to)).toEqual({ sql: `TYPE ${to}`, hazards: [], analyzes: false });
  });

  it.each([
    ["integer", "bigint"],
    ["numeric(10,2)", "numeric(12,3)"],
    ["character(10)", "text"],
    ["json", "jsonb"],
  ])("%s → %s rewrites the table, and needs no USING", (from, to) => {
    expect(change(from, to)).toMatchObject({ sql: `TYPE ${to}`, hazards: ["rewrites-table"], analyzes: true });
  });

  it.each([
    ["text", "character varying(5)", ""],
    ["bigint", "integer", ""],
    ["text", "integer", " USING c::integer"],
    ["app.mood", "app.state", " USING c::text::app.state"],
  ])("%s → %s may fail on a value", (from, to, using) => {
    expect(change(from, to)).toMatchObject({ sql: `TYPE ${to}${using}`, hazards: ["rewrites-table", "may-fail"] });
  });
});
