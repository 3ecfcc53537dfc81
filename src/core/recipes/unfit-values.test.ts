import { describe, expect, it } from "vitest";
import type { ServerVersion } from "../catalog/server-version.ts";
import { unfitValues } from "./unfit-values.ts";

const version = (major: number) => (major * 10_000) as ServerVersion; // the shape of server_version_num
const unfit = (from: string, to: string, major = 18, labels: readonly string[] | null = null) =>
  unfitValues({ column: "c", from, to, labels, version: version(major) });

describe("values that do not fit", () => {
  it.each([
    ["text", "character varying(3)", "pg_catalog.rtrim(pg_catalog.substr(c::text, 4)) <> ''"],
    ["bigint", "smallint", "NOT (c >= -32768 AND c < 32768)"],
    [
      "double precision",
      "integer",
      "NOT (pg_catalog.round(c::double precision) >= '-2147483648'::double precision AND pg_catalog.round(c::double precision) < '2147483648'::double precision)",
    ],
    ["numeric", "numeric(4,2)", "pg_catalog.abs(pg_catalog.round(c::numeric, 2)) >= 1e2 AND c::text <> 'NaN'"],
    ["text", "numeric(4,2)", "NOT pg_catalog.pg_input_is_valid(c::text, 'numeric(4,2)')"],
  ])("%s → %s", (from, to, condition) => {
    expect(unfit(from, to)).toBe(condition);
  });

  it("are those without a label of the enum, on every server", () => {
    expect(unfit("text", "app.mood", 14, ["a", "it's"])).toBe("c::text NOT IN ('a', 'it''s')");
    expect(unfit("text", "app.mood", 14, [])).toBe("c IS NOT NULL");
  });

  it.each([
    ["smallint", "bigint", 18],
    ["text", "app.other", 18],
    ["integer[]", "smallint[]", 18],
    ["text", "text", 18],
    ["text", "bit(3)", 18],
    ["integer", "boolean", 18],
    ["text", "date", 15],
    ["text", "jsonb", 14],
  ])("are none or not to be told from %s to %s on %i", (from, to, major) => {
    expect(unfit(from, to, major)).toBeNull();
  });
});
