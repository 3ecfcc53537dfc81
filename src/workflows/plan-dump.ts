/** A whole catalog as a plan: what an empty database takes to become like it. */

import type { Catalog } from "../core/catalog/catalog.ts";
import { emptyCatalog } from "../core/catalog/empty-catalog.ts";
import type { ServerVersion } from "../core/catalog/server-version.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import type { Plan } from "../core/plan/plan.ts";

/** What a server without a known version is taken for. */
const newestVersion = 180_000;

/** The version of the server that a plan will run on. */
export function versionOf(...catalogs: readonly Catalog[]): ServerVersion {
  const server = catalogs.map(({ server: facts }) => facts).find((facts) => facts !== null);
  return (server?.versionNumber ?? newestVersion) as ServerVersion; // server_version_num
}

/** The plan. The catalog must have been read with its dependencies. @throws AppError PLAN_CYCLE */
export async function planDump(catalog: Catalog): Promise<Plan> {
  const { changes } = await compareCatalogs(emptyCatalog, catalog);
  return makePlan({
    start: emptyCatalog,
    goal: catalog,
    changes,
    version: versionOf(catalog),
    owner: catalog.server?.owner ?? null,
  });
}
