/** Extensions as SQL. What their own scripts wrote (configuration tables, relocatable or not) no statement can change. */

import { AppError } from "../app-error.ts";
import { attachedId, nameOf, objectId } from "../catalog/object-id.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { ExtensionFacts } from "./extension.ts";
import { type Alter, type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";

type Extension = ObjectOf<ExtensionFacts>;

const needsSuperuser: Hazard = {
  hazard: "needs-privilege",
  detail: "a superuser, or for a trusted extension a role that may create in the database",
};

function createExtension({ id, facts }: Extension, context: DdlContext): Statement {
  // a schema that is no object of the goal is made by the extension's own script or belongs to the server
  const isThere = facts.schema === "pg_catalog" || context.goal.get(objectId("schema", facts.schema)) !== undefined;
  const schema = isThere ? ` WITH SCHEMA ${quoteIdentifier(facts.schema)}` : "";
  const unavailable = `fails where the server does not have version ${facts.version} of ${nameOf(id)}`;
  const sql = (guard: string) => `CREATE EXTENSION ${guard}${nameOf(id)}${schema} VERSION ${quoteLiteral(facts.version).trim()}`;
  return guardable("create-extension", "IF NOT EXISTS", sql, {
    hazards: [needsSuperuser, { hazard: "may-fail", detail: unavailable }],
  });
}

const update: AlterFacts<ExtensionFacts> = ({ before, after, facts }, context) => {
  if (!facts.has("version")) {
    throw new AppError({
      code: "PLAN_UNSUPPORTED",
      message: `Extension ${nameOf(after.id)} is set up differently in the same version: only its own scripts can change that.`,
      hint: "Ignore the extension, or install it again by hand.",
    });
  }
  const { version } = after.facts;
  if (isOlder(version, before.facts.version)) return oneStep(...installOlder(before, after, context));
  const detail = `fails where the server has no way from version ${before.facts.version} to ${version}`;
  return oneStep(
    statement("update-extension", `ALTER EXTENSION ${nameOf(after.id)} UPDATE TO ${quoteLiteral(version).trim()}`, {
      hazards: [needsSuperuser, { hazard: "may-fail", detail }],
    }),
  );
};

/** True for `1.4` beside `1.10`; false where a part is no number. */
export function isOlder(version: string, other: string): boolean {
  const [parts, others] = [version, other].map((text) => text.split(".").map(Number));
  if (parts === undefined || others === undefined || [...parts, ...others].some(Number.isNaN)) return false;
  const at = parts.findIndex((part, i) => part !== (others[i] ?? -1));
  return at < 0 ? parts.length < others.length : (parts[at] ?? 0) < (others[at] ?? -1);
}

/** Scripts lead to newer versions only. DROP without CASCADE stops where anything uses what the extension brought. */
function installOlder(before: Extension, after: Extension, context: DdlContext): readonly Statement[] {
  const comment = context.goal.get(attachedId("comment", after.id))?.facts.text;
  const inUse = `fails where anything uses what ${nameOf(after.id)} brought; no script leads to an older version`;
  return [
    ...dropExtension(before).map((drop) => ({
      ...drop,
      hazards: [...drop.hazards, { hazard: "may-fail", detail: inUse } as const],
    })),
    createExtension(after, context),
    ...(typeof comment === "string"
      ? [statement("comment", `COMMENT ON EXTENSION ${nameOf(after.id)} IS ${quoteLiteral(comment).trim()}`)]
      : []),
  ];
}

function dropExtension({ id }: Extension): readonly Statement[] {
  return [
    guardable("drop-extension", "IF EXISTS", (guard) => `DROP EXTENSION ${guard}${nameOf(id)}`, {
      hazards: [{ hazard: "deletes-data", detail: `the rows of tables that ${nameOf(id)} brought` }],
    }),
  ];
}

const move: AlterFacts<ExtensionFacts> = ({ after }) =>
  oneStep(
    statement("alter-object", `ALTER EXTENSION ${nameOf(after.id)} SET SCHEMA ${quoteIdentifier(after.facts.schema)}`, {
      hazards: [{ hazard: "breaks-old-code", detail: `what ${nameOf(after.id)} brought gets another schema` }],
    }),
  );

/** Changes in place, by fact. */
export const extensionAlterations = { update, move };

/** Another schema needs a new installation unless the extension can be moved. */
export function canMove({ before }: Alter<ExtensionFacts>): boolean {
  return before.facts.isRelocatable;
}

/** How extensions are written. */
export const extensionDdl: KindDdl<ExtensionFacts> = {
  noun: ({ id }, guard = "") => `EXTENSION ${guard}${nameOf(id)}`,
  create: (extension, context) => oneStep(createExtension(extension, context)),
  drop: dropExtension,
  hasFixedOwner: true,
};
