import { describe, expect, it } from "vitest";
import type { ServerVersion } from "../catalog/server-version.ts";
import { allRights, rightsOf, rightsStatements, without } from "./privilege-rights.ddl.ts";

const on18 = 180_000 as ServerVersion;
const all = allRights("table", on18);

function lead(before: readonly string[], after: readonly string[]): readonly string[] {
  const [from, to] = [rightsOf(before, all), rightsOf(after, all)];
  const text = { all, on: "TABLE public.t", grantee: "app" };
  return rightsStatements(text, without(from, to), without(to, from)).map(({ sql }) => sql);
}

describe("rights lead from one list to another", () => {
  it.each([
    [["SELECT"], ["INSERT", "SELECT"], ["GRANT INSERT ON TABLE public.t TO app"]],
    [["INSERT", "SELECT"], ["SELECT"], ["REVOKE INSERT ON TABLE public.t FROM app"]],
    [[], ["ALL"], ["GRANT ALL ON TABLE public.t TO app"]],
    [["ALL WITH GRANT OPTION"], ["ALL"], ["REVOKE GRANT OPTION FOR ALL ON TABLE public.t FROM app"]],
    [["SELECT"], ["SELECT WITH GRANT OPTION"], ["GRANT SELECT ON TABLE public.t TO app WITH GRANT OPTION"]],
    [["SELECT WITH GRANT OPTION"], [], ["REVOKE SELECT ON TABLE public.t FROM app"]],
    [
      ["SELECT"],
      ["INSERT", "UPDATE WITH GRANT OPTION"],
      [
        "REVOKE SELECT ON TABLE public.t FROM app",
        "GRANT INSERT ON TABLE public.t TO app",
        "GRANT UPDATE ON TABLE public.t TO app WITH GRANT OPTION",
      ],
    ],
    [["ALL"], ["ALL"], []],
  ])("%j → %j", (before, after, statements) => {
    expect(lead(before, after)).toEqual(statements);
  });

  it("know MAINTAIN since 17", () => {
    expect(allRights("table", 160_000 as ServerVersion)).not.toContain("MAINTAIN");
    expect(all).toContain("MAINTAIN");
  });

  it("call a single right by its name, and give those of a column in parentheses", () => {
    const routine = { all: allRights("routine", on18), on: "FUNCTION app.f()", grantee: "PUBLIC" };
    expect(rightsStatements(routine, new Set(["EXECUTE"]), new Set()).map(({ sql }) => sql)).toEqual([
      "REVOKE EXECUTE ON FUNCTION app.f() FROM PUBLIC",
    ]);
    const column = { all: allRights("column", on18), right: (name: string) => `${name} (a)`, on: "TABLE t", grantee: "app" };
    expect(rightsStatements(column, new Set(), new Set(["SELECT", "UPDATE"])).map(({ sql }) => sql)).toEqual([
      "GRANT SELECT (a), UPDATE (a) ON TABLE t TO app",
    ]);
  });
});
