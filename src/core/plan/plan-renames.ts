/** Renames as statements, there and back. They come first, so that everything else finds its objects under the new names. */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import { relations } from "../kinds/relation-of.ts";
import type { Statement } from "../recipes/statement.ts";
import { groupStatements } from "./group-statements.ts";
import type { Plan, TransactionGroup } from "./plan.ts";
import { ddlContext, kindNamed } from "./plan-context.ts";
import type { RenamePair } from "./rename-request.ts";

/** Kinds whose names applications spell. */
const seenByCode: ReadonlySet<string> = new Set([...relations, "column", "function", "procedure", "schema"]);

/** The statements that rename objects of a catalog, one transaction; `isGuarded` as in a plan. */
export function planRenames(
  pairs: readonly RenamePair[],
  catalog: Catalog,
  { version, isGuarded }: { readonly version: ServerVersion; readonly isGuarded: boolean },
): readonly TransactionGroup[] {
  const context = ddlContext(catalog, catalog, version, () => false, catalog.server?.owner ?? null);
  return groupStatements(
    pairs.flatMap(({ from, to }) => {
      const object = catalog.objects.get(from);
      const statements = object === undefined ? [] : (kindNamed(object.kind).ddl.rename?.(object, to, context) ?? []);
      return statements.map((statement) => ({ change: to, statement: withHazard(statement, from) }));
    }),
    isGuarded,
  );
}

/** The renames, then the plan; in one transaction with whatever the plan starts with, if that takes more. */
export function afterRenames(renames: readonly TransactionGroup[], { groups }: Plan): Plan {
  const statements = renames.flatMap((group) => group.statements);
  const [first, ...others] = groups;
  if (statements.length === 0) return { groups };
  const takesMore = first?.transaction === true && first.statements.every(({ transaction }) => transaction === "any");
  if (first === undefined || !takesMore) return { groups: [{ transaction: true, statements }, ...groups] };
  return { groups: [{ transaction: true, statements: [...statements, ...first.statements] }, ...others] };
}

/** The plan, then the renames, for the way back. */
export function beforeRenames({ groups }: Plan, renames: readonly TransactionGroup[]): Plan {
  const statements = renames.flatMap((group) => group.statements);
  return { groups: statements.length === 0 ? groups : [...groups, { transaction: true, statements }] };
}

function withHazard(statement: Statement, from: ObjectId): Statement {
  if (!seenByCode.has(kindOf(from)) || statement.hazards.length > 0) return statement;
  const detail = `code that still says ${ownNameOf(from)} fails`;
  return { ...statement, hazards: [{ hazard: "breaks-old-code", detail }] };
}
