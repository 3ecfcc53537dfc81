/** Constraints as SQL: their definitions, and the way in which each can be added to a table that others use. */

import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { addConstraint, addConstraintInSteps, addKeyByIndex, type ConstraintText } from "../recipes/add-constraint.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { ConstraintFacts } from "./constraint.ts";
import { columnList, constraintClause, indexSuffix, tableOf, timing, wordOf } from "./constraint-clause.ddl.ts";
import { refusedRows } from "./constraint-rows.ddl.ts";
import { setTriggers } from "./constraint-triggers.ddl.ts";
import {
  type Alter,
  type AlterFacts,
  attachmentOf,
  type DdlContext,
  type DdlStep,
  type KindDdl,
  type ObjectOf,
  oneStep,
} from "./kind-ddl.ts";
import { departuresFrom, detachmentOf, joinsParent, leavesParent } from "./partition-moves.ts";
import { optionActions } from "./reloptions.ddl.ts";
import { marksOfIndex } from "./table-marks.ddl.ts";

type Constraint = ObjectOf<ConstraintFacts>;

/** The form in which each type of constraint is added at its plainest. */
export const constraintForms: Readonly<Record<ConstraintFacts["type"], StatementForm>> = {
  "primary key": "add-primary-key",
  unique: "add-unique",
  "foreign key": "add-foreign-key",
  check: "add-check",
  exclusion: "add-exclusion",
};

function create(constraint: Constraint, context: DdlContext): readonly DdlStep[] {
  const { facts } = constraint;
  const text: ConstraintText = {
    table: tableOf(constraint),
    tableWord: wordOf(constraint),
    name: ownNameOf(constraint.id),
    definition: constraintClause(constraint, context),
    form: constraintForms[facts.type],
    hazards: refusedRows(constraint, context),
  };
  const alsoNeeds = [detachmentOf(text.table), ...departuresFrom(text.table, context)];
  const [first, ...others] = addSteps(constraint, text, context);
  const steps = first === undefined ? [] : [{ ...first, alsoNeeds }, ...others];
  const attach = attachIndex(constraint);
  return [
    ...steps,
    ...(Object.keys(facts.triggers).length === 0 ? [] : [{ statements: setTriggers(constraint) }]),
    ...(statisticsOf(constraint).length === 0 ? [] : [{ statements: statisticsOf(constraint) }]),
    ...(attach.length === 0
      ? []
      : [{ statements: attach, needs: [facts.attachedTo as ObjectId, attachmentOf(tableOf(constraint))] }]),
    ...oneStep(...validInChildren(constraint, context)),
    ...(facts.index === null ? [] : oneStep(...marksOfIndex(constraint.id, tableOf(constraint), context))),
  ];
}

/** NOT VALID is so for children too, some of which may have been validated by themselves. */
function validInChildren({ id, facts, parent }: Constraint, context: DdlContext): readonly Statement[] {
  const { goal } = context;
  if (facts.type !== "check" || facts.isValid || parent === null) return [];
  const children = goal.allOfKind("table").filter(({ id: table, facts: { partitionOf, inherits } }) => {
    const isChild = partitionOf === parent || (Array.isArray(inherits) && inherits.includes(parent));
    const own = goal.get(`constraint:${nameOf(table)}.${ownNameOf(id)}` as ObjectId); // both parts are quoted
    return (
      isChild &&
      !context.isNew(table) &&
      !joinsParent(table, context) &&
      own?.facts.isValid === true &&
      Number(own.facts.inheritedFrom) > 0
    );
  });
  return children.map(({ id: table }) =>
    statement("validate-constraint", `ALTER TABLE ${nameOf(table)} VALIDATE CONSTRAINT ${ownNameOf(id)}`, {
      relation: table,
      transaction: "own",
    }),
  );
}

function addSteps(constraint: Constraint, text: ConstraintText, context: DdlContext): readonly DdlStep[] {
  const { facts } = constraint;
  const { table } = text;
  const isPartitioned = (context.goal.get(table)?.facts.partitionKey ?? null) !== null;
  const isKey = facts.type === "primary key" || facts.type === "unique" || facts.type === "exclusion";
  if (!facts.isValid && facts.isEnforced)
    return oneStep(...addConstraint({ ...text, definition: `${text.definition} NOT VALID`, hazards: [] }));
  // its partitions build their indexes by themselves
  if (isKey && isPartitioned) return oneStep(...addConstraint({ ...text, tableWord: "TABLE ONLY", hazards: [] }));
  if (context.isNew(table) || !facts.isEnforced || kindOf(table) === "foreign-table") return oneStep(...addConstraint(text));
  const isInSteps = facts.type === "check" || (facts.type === "foreign key" && (!isPartitioned || atLeast(context.version, 18)));
  if (isInSteps) {
    const [add, validate] = addConstraintInSteps(text);
    // a parent takes a partition only once its checks are valid
    const makes = joinsParent(table, context) ? [constraint.id] : [];
    return [{ statements: [add] }, { statements: [validate], isLate: true, makes }];
  }
  // an index that a constraint takes over has its keys' default order, classes and collations
  const isPlainKey = isKey && facts.type !== "exclusion" && !facts.temporal && facts.index !== null && !facts.nullsNotDistinct;
  if (!isPlainKey) return oneStep(...addConstraint(text));
  const on = `${nameOf(table)} USING btree (${columnList(facts.columns)})${indexSuffix(facts).replace(" USING INDEX TABLESPACE", " TABLESPACE")}`;
  const word = facts.type === "primary key" ? "PRIMARY KEY" : "UNIQUE";
  const statements = addKeyByIndex(
    text,
    { isUnique: true, name: text.name, on, table, hazards: text.hazards },
    word,
    timing(facts),
  );
  return [{ statements, isLate: true }];
}

const indexId = (constraint: Constraint): string => {
  const name = nameOf(constraint.id);
  const table = nameOf(tableOf(constraint));
  return `${table.slice(0, table.length - ownNameOf(tableOf(constraint)).length)}${name.slice(table.length + 1)}`;
};

const alterIndex = (constraint: Constraint, form: StatementForm, action: string): Statement =>
  statement(form, `ALTER INDEX ${indexId(constraint)} ${action}`, { relation: tableOf(constraint) });

function attachIndex(constraint: Constraint): readonly Statement[] {
  const { attachedTo, type } = constraint.facts;
  if (attachedTo === null || type === "foreign key" || type === "check") return [];
  const name = nameOf(attachedTo as ObjectId);
  const parts = { table: name.slice(0, name.length - ownNameOf(attachedTo as ObjectId).length - 1) };
  const schema = parts.table.slice(0, parts.table.length - ownNameOf(`table:${parts.table}` as ObjectId).length);
  return [
    statement(
      "alter-index",
      `ALTER INDEX ${schema}${ownNameOf(attachedTo as ObjectId)} ATTACH PARTITION ${indexId(constraint)}`,
      {
        relation: tableOf(constraint),
      },
    ),
  ];
}

function statisticsOf(constraint: Constraint, before: ConstraintFacts["indexStatistics"] = null): readonly Statement[] {
  const [old, now] = [before ?? {}, constraint.facts.indexStatistics ?? {}];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((key) => old[key] !== now[key])
    .map((key) => alterIndex(constraint, "alter-index", `ALTER COLUMN ${key} SET STATISTICS ${now[key] ?? -1}`));
}

const alterTriggers: AlterFacts<ConstraintFacts> = ({ before, after }) => oneStep(...setTriggers(after, before.facts.triggers));

const alterStatistics: AlterFacts<ConstraintFacts> = ({ before, after }) =>
  oneStep(...statisticsOf(after, before.facts.indexStatistics));

const alterOptions: AlterFacts<ConstraintFacts> = ({ before, after }) =>
  oneStep(
    ...optionActions(before.facts.indexOptions ?? {}, after.facts.indexOptions ?? {}).map((action) =>
      alterIndex(after, "alter-index", action),
    ),
  );

const alterTablespace: AlterFacts<ConstraintFacts> = ({ after }) =>
  oneStep(alterIndex(after, "rewrite-table", `SET TABLESPACE ${quoteIdentifier(after.facts.indexTablespace ?? "pg_default")}`));

const validate: AlterFacts<ConstraintFacts> = ({ after }, context) => {
  const sql = `ALTER ${wordOf(after)} ${nameOf(tableOf(after))} VALIDATE CONSTRAINT ${ownNameOf(after.id)}`;
  const hazards = refusedRows(after, context);
  return [
    {
      isLate: true,
      statements: [statement("validate-constraint", sql, { relation: tableOf(after), transaction: "own", hazards })],
    },
  ];
};

const alterTiming: AlterFacts<ConstraintFacts> = ({ after, facts }, context) => {
  const { deferrable, initiallyDeferred, isEnforced } = after.facts;
  const words = [
    ...(facts.has("deferrable") || facts.has("initiallyDeferred")
      ? [
          deferrable ? "DEFERRABLE" : "NOT DEFERRABLE",
          ...(deferrable ? [initiallyDeferred ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE"] : []),
        ]
      : []),
    ...(facts.has("isEnforced") ? [isEnforced ? "ENFORCED" : "NOT ENFORCED"] : []),
  ];
  return oneStep(
    statement(
      "alter-constraint",
      `ALTER TABLE ${nameOf(tableOf(after))} ALTER CONSTRAINT ${ownNameOf(after.id)} ${words.join(" ")}`,
      {
        relation: tableOf(after),
        hazards: facts.has("isEnforced") ? refusedRows(after, context) : [],
      },
    ),
  );
};

/** An index joins its parent's by a statement of its own, and leaves it only with the partition. */
export const canAttach = ({ before, after }: Alter<ConstraintFacts>, context: DdlContext): boolean =>
  before.facts.attachedTo === null || changesParent(before.parent, after.parent, context);

/** True when the table joins or leaves a partitioned table, and takes its indexes along. */
export function changesParent(before: ObjectId | null, after: ObjectId | null, context: DdlContext): boolean {
  if (before === null || after === null) return false;
  return context.start.get(before)?.facts.partitionOf !== context.goal.get(after)?.facts.partitionOf;
}

const attach: AlterFacts<ConstraintFacts> = ({ after }) => oneStep(...attachIndex(after));

// INHERIT, NO INHERIT, ATTACH and DETACH of the table make it so
const followsTable: AlterFacts<ConstraintFacts> = () => [];

/** Changes in place, by fact. */
export const constraintAlterations = {
  validate,
  alterTiming,
  alterTriggers,
  alterStatistics,
  alterOptions,
  alterTablespace,
  attach,
  followsTable,
};

/** Nothing makes a valid constraint one that is not; ENFORCED foreign keys come with their validity. */
export const canValidate = ({ before, after, facts }: Alter<ConstraintFacts>): boolean =>
  (after.facts.isValid && before.facts.isEnforced) || (facts.has("isEnforced") && after.facts.type === "foreign key");

/** ALTER CONSTRAINT knows foreign keys only. */
export const isForeignKey = ({ after }: Alter<ConstraintFacts>): boolean => after.facts.type === "foreign key";

/** The constraint of a parent that brings this one, or a domain that is made with its checks; null where there is none. */
function bringer(constraint: Constraint, context: DdlContext): ObjectId | null {
  const { facts } = constraint;
  if (kindOf(tableOf(constraint)) === "domain")
    return facts.isValid && context.isNew(tableOf(constraint)) ? tableOf(constraint) : null;
  if (facts.type === "foreign key" && facts.attachedTo !== null) return facts.attachedTo as ObjectId;
  if (facts.type !== "check" || facts.isLocal || facts.inheritedFrom === 0) return null;
  const table = tableOf(constraint);
  const holder = context.goal.get(table)?.facts ?? context.start.get(table)?.facts;
  const parents = [
    ...(Array.isArray(holder?.inherits) ? holder.inherits : []),
    ...(typeof holder?.partitionOf === "string" ? [holder.partitionOf] : []),
  ];
  // a new partition must have it before it joins
  if (typeof holder?.partitionOf === "string" && (context.isNew(table) || joinsParent(table, context))) return null;
  const names = parents.map((parent) => `constraint:${nameOf(parent as ObjectId)}.${ownNameOf(constraint.id)}` as ObjectId); // both parts are quoted
  return names.find((id) => context.goal.get(id) !== undefined || context.start.get(id) !== undefined) ?? null;
}

/** How constraints are written. */
export const constraintDdl: KindDdl<ConstraintFacts> = {
  noun: (constraint) => {
    const table = tableOf(constraint);
    return `CONSTRAINT ${ownNameOf(constraint.id)} ON ${kindOf(table) === "domain" ? "DOMAIN " : ""}${nameOf(table)}`;
  },
  create,
  drop: (constraint, context) => {
    const table = tableOf(constraint);
    const word = wordOf(constraint);
    // ALTER DOMAIN has no IF EXISTS; where the table goes too, a second run does not find it either
    const isGoing = context.goal.get(table) === undefined && word !== "DOMAIN";
    const sql = (guard: string) =>
      `ALTER ${word} ${isGoing ? guard : ""}${nameOf(table)} DROP CONSTRAINT ${guard}${ownNameOf(constraint.id)}`;
    return [guardable("drop-constraint", "IF EXISTS", sql, { relation: table })];
  },
  joinsColumns: ({ facts }) => facts.type === "foreign key",
  comesWith: bringer,
  goesWith: (constraint, context) =>
    leavesParent(tableOf(constraint), context)
      ? null
      : ((constraint.facts.attachedTo as ObjectId | null) ?? bringer(constraint, context)),
  // one table's key to another that goes too: key by key, so that the order of the tables does not matter
  dropsAlone: ({ facts, parent }, context) =>
    facts.type === "foreign key" &&
    facts.attachedTo === null &&
    facts.referencedTable !== parent &&
    context.goal.get((facts.referencedTable ?? "") as ObjectId) === undefined,
  rename: (constraint, to) => [
    statement(
      "rename",
      `ALTER ${wordOf(constraint)} ${nameOf(tableOf(constraint))} RENAME CONSTRAINT ${ownNameOf(constraint.id)} TO ${ownNameOf(to)}`,
      { relation: tableOf(constraint) },
    ),
  ],
  claims: (constraint) => (constraint.facts.index === null ? [] : [`relation ${indexId(constraint)}`]),
};
