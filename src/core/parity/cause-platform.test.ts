import { expect, test } from "vitest";
import type { Catalog } from "../catalog/catalog.ts";
import { objectId } from "../catalog/object-id.ts";
import { detectPlatforms } from "./cause-platform.ts";

function catalogWithRoles(...roles: readonly string[]): Catalog {
  const objects = new Map(
    roles.map((role) => {
      const id = objectId("role", role);
      return [id, { id, kind: "role" as const, parent: null, owner: null, facts: {}, position: 0 }];
    }),
  );
  return { server: null, objects, dependencies: [], notCompared: [], cannotExpress: [] };
}

test("a platform is known by its administrator's role", () => {
  const names = (...roles: readonly string[]) => detectPlatforms(catalogWithRoles(...roles)).map(({ name }) => name);
  expect(names("postgres", "rds_superuser")).toEqual(["Amazon RDS or Aurora"]);
  expect(names("supabase_admin", "anon")).toEqual(["Supabase"]);
  expect(names("neon_superuser")).toEqual(["Neon"]);
  expect(names("cloudsqlsuperuser")).toEqual(["Google Cloud SQL"]);
  expect(names("azure_pg_admin")).toEqual(["Azure Database for PostgreSQL"]);
  expect(names("postgres", "app")).toEqual([]);
});
