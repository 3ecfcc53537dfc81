import { expect, it } from "vitest";
import { asRole } from "./as-role.ddl.ts";
import { onDatabase } from "./database-name.ddl.ts";

it("a block runs as a role and then gives the former one back", () => {
  expect(asRole("app", ["GRANT SELECT ON TABLE t TO b"])).toBe(`DO $$
DECLARE
  me text := current_user;
BEGIN
  SET LOCAL ROLE app;
  GRANT SELECT ON TABLE t TO b;
  EXECUTE pg_catalog.format('SET LOCAL ROLE %I', me);
END
$$`);
});

it("the database's name is filled in where the statement runs, also around dollars and quotes", () => {
  expect(onDatabase("COMMENT ON DATABASE ", " IS '$$ it''s'")).toBe(`DO $_1$
BEGIN
  EXECUTE 'COMMENT ON DATABASE ' || pg_catalog.quote_ident(pg_catalog.current_database()) || ' IS ''$$ it''''s''';
END
$_1$`);
});
