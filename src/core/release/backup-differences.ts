/**
 * How a restored database differs from the one that was dumped, without what no dump carries: what belongs to the server, and what
 * depends on who restores. What is left means that the backup lacks something.
 */

import { type Catalog, majorOf } from "../catalog/catalog.ts";
import { objectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Change } from "../diff/change.ts";
import { compareCatalogs } from "../parity/compare-catalogs.ts";
import { beyondDatabase, catalogWithout } from "../plan/left-out.ts";

/** How it was restored. */
export interface RestoreManner {
  /** Roles were there: owners and rights came back. */
  readonly withRoles: boolean;
}

/** Kinds whose objects are of roles and rights. */
const ofRoles: ReadonlySet<ObjectKind> = new Set(["privilege", "default-privilege"]);

/** Facts that a restore decides anew: where things lie, and which versions of extensions and libraries the machine has. */
const factsOfServer: ReadonlySet<string> = new Set(["tablespace", "indexTablespace", "version", "isVersionCurrent"]);

/** Ids with what is different, in the order of the differ; empty when the dump held everything. */
export async function backupDifferences(dumped: Catalog, restored: Catalog, manner: RestoreManner): Promise<readonly string[]> {
  const left = beyondDatabase(dumped, restored);
  const { changes } = await compareCatalogs(catalogWithout(left, dumped), catalogWithout(left, restored));
  const isAcross15 = (majorOf(dumped) ?? 15) < 15 && (majorOf(restored) ?? 0) >= 15;
  const lacksPublic = !dumped.objects.has(objectId("schema", "public"));
  const own = changes.filter(
    ({ id, change }) =>
      !((isAcross15 || lacksPublic) && ofPublicSchema.test(id)) && !(change === "add" && ofEveryDatabase.test(id)),
  );
  return own.flatMap((change) => wordsOf(change, manner));
}

/** A new database has another one since 15: nobody may create there, and it belongs to the database's owner. A dump leaves it alone. */
const ofPublicSchema = /^(?:privilege:|comment:)?schema:public(?::|$)/;

/** What `create database` makes, and somebody has dropped. */
const ofEveryDatabase = /^(?:comment:)?(?:extension|language):plpgsql$/;

function wordsOf(change: Change, { withRoles }: RestoreManner): readonly string[] {
  if (!withRoles && ofRoles.has(change.kind)) return [];
  if (change.change === "remove") return [`${change.id} is missing`];
  if (change.change === "add") return [`${change.id} is there and was not dumped`];
  const facts = change.facts.filter(({ fact }) => !factsOfServer.has(fact) && (withRoles || fact !== "owner"));
  return facts.length === 0 ? [] : [`${change.id} differs: ${facts.map(({ fact }) => fact).join(", ")}`];
}
