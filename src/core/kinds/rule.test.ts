import { expect, test } from "vitest";
import { ruleParts } from "./rule.ts";

test("a rule that does nothing has neither condition nor action", () => {
  expect(ruleParts("CREATE RULE r AS\n    ON INSERT TO app.v DO INSTEAD NOTHING;")).toEqual({ condition: null, action: null });
});

test("the condition ends at the first DO that is a keyword", () => {
  const definition = `CREATE RULE " WHERE " AS
    ON UPDATE TO app." DO "
   WHERE (new.a = ' DO x;'::text) DO  INSERT INTO app.t (a)  SELECT new.a ON CONFLICT DO NOTHING;`;
  expect(ruleParts(definition)).toEqual({
    condition: "(new.a = ' DO x;'::text)",
    action: "INSERT INTO app.t (a)  SELECT new.a ON CONFLICT DO NOTHING",
  });
});

test("several actions lose their brackets and keep their semicolons", () => {
  const definition = "CREATE RULE r AS\n    ON DELETE TO app.v DO INSTEAD ( DELETE FROM app.t;\n NOTIFY c, ';'::text;\n);";
  expect(ruleParts(definition).action).toBe("DELETE FROM app.t;\n NOTIFY c, ';'::text;");
});

test("one action that starts and ends with a bracket keeps both", () => {
  const definition = "CREATE RULE r AS\n    ON DELETE TO app.t DO INSTEAD (SELECT 1) UNION (SELECT 2);";
  expect(ruleParts(definition).action).toBe("(SELECT 1) UNION (SELECT 2)");
});
