/** Indexes as SQL. What others use is built and dropped concurrently; what the plan itself makes is built plainly. */

import { AppError } from "../app-error.ts";
import { containerOf, kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { countDuplicates, mayFail } from "../recipes/count-rows.ts";
import {
  createIndex,
  createIndexConcurrently,
  dropIndex,
  dropIndexConcurrently,
  type IndexText,
  replaceIndex,
} from "../recipes/index-concurrently.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { splitList } from "../sql/split-list.ts";
import { changesParent } from "./constraint.ddl.ts";
import { gatherStatistics } from "./gather-statistics.ddl.ts";
import type { IndexFacts } from "./index.ts";
import { indexKeyList } from "./index-keys.ddl.ts";
import {
  type Alter,
  type AlterFacts,
  attachmentOf,
  type CatalogView,
  type DdlContext,
  type KindDdl,
  type ObjectOf,
  oneStep,
  step,
} from "./kind-ddl.ts";
import { leavesParent } from "./partition-moves.ts";
import { optionActions, withOptions } from "./reloptions.ddl.ts";
import { renameRelation } from "./rename-relation.ddl.ts";
import { rowsBefore } from "./rows-before.ddl.ts";
import { marksOfIndex } from "./table-marks.ddl.ts";

type Index = ObjectOf<IndexFacts>;

const tableOf = (index: Index) => index.facts.table as ObjectId; // the reader writes the table's id

/** True for an index of a partitioned table: it has no rows, only its partitions' indexes have. */
function isPartitioned(index: Index, catalog: CatalogView): boolean {
  return (catalog.get(tableOf(index))?.facts.partitionKey ?? null) !== null;
}

function isPartition(index: Index, catalog: CatalogView): boolean {
  return (catalog.get(tableOf(index))?.facts.partitionOf ?? null) !== null;
}

function indexText(index: Index, context: DdlContext): IndexText {
  const { facts } = index;
  const table = tableOf(index);
  const catalog = context.goal;
  const only = isPartitioned(index, catalog) ? "ONLY " : "";
  const include = facts.include.length === 0 ? "" : ` INCLUDE (${facts.include.map(quoteIdentifier).join(", ")})`;
  const on = [
    `${only}${nameOf(table)} USING ${facts.method} (${indexKeyList(facts, table, catalog).join(", ")})${include}`,
    facts.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    withOptions([facts.options]),
    facts.tablespace === null ? "" : ` TABLESPACE ${quoteIdentifier(facts.tablespace)}`,
    facts.predicate === null ? "" : ` WHERE ${facts.predicate}`,
  ].join("");
  return { isUnique: facts.isUnique, name: ownNameOf(index.id), on, table, hazards: duplicates(index, context) };
}

/** What a unique index refuses; its operator classes, where they are not a type's own, could compare otherwise than GROUP BY. */
function duplicates(index: Index, context: DdlContext): readonly Hazard[] {
  const { facts } = index;
  const table = tableOf(index);
  const isEmpty = context.isNew(table) && kindOf(table) !== "materialized-view";
  if (!facts.isUnique || isEmpty || isPartitioned(index, context.goal)) return [];
  const expressions = [...splitList(facts.expressions ?? "")];
  const keys = facts.columns.map((column, i) => {
    const collation = facts.collations[i] ?? "-";
    const key = column === null ? `(${expressions.shift() ?? ""})` : quoteIdentifier(column);
    return collation === "-" || collation === '"default"' ? key : `(${key} COLLATE ${collation})`;
  });
  const isPlain = facts.operatorClasses.every((name) => name.startsWith("pg_catalog."));
  const named = facts.columns.flatMap((column) => (column === null ? [] : [column]));
  const from = rowsBefore(table, named, context, "own");
  const { nullsNotDistinct: nullsEqual, predicate } = facts;
  const rows = isPlain
    ? countDuplicates({ from, keys, nullsEqual, predicate: predicate === null ? null : `(${predicate})` })
    : null;
  return [mayFail("fails on duplicates and leaves an INVALID index", rows)];
}

const alterIndex = (index: Index, action: string): Statement =>
  statement("alter-index", `ALTER INDEX ${nameOf(index.id)} ${action}`, { relation: tableOf(index) });

const attach = (index: Index): readonly Statement[] =>
  index.facts.attachedTo === null
    ? []
    : [
        statement(
          "alter-index",
          `ALTER INDEX ${nameOf(index.facts.attachedTo as ObjectId)} ATTACH PARTITION ${nameOf(index.id)}`,
          {
            relation: tableOf(index),
          },
        ),
      ];

const targets = (index: Index, before: IndexFacts["statistics"] = {}): readonly Statement[] =>
  [...new Set([...Object.keys(before), ...Object.keys(index.facts.statistics)])]
    .filter((key) => before[key] !== index.facts.statistics[key])
    .map((key) => alterIndex(index, `ALTER COLUMN ${key} SET STATISTICS ${index.facts.statistics[key] ?? -1}`));

const alterOptions: AlterFacts<IndexFacts> = ({ before, after }, context) => {
  if (isPartitioned(after, context.goal))
    throw new AppError({
      code: "PLAN_UNSUPPORTED",
      message: `No statement changes storage parameters of ${after.id}: its table is partitioned.`,
      hint: `--ignore ${after.id} plans the rest; the indexes of the partitions have their own.`,
    });
  return oneStep(...optionActions(before.facts.options, after.facts.options).map((action) => alterIndex(after, action)));
};

const alterTablespace: AlterFacts<IndexFacts> = ({ after }) =>
  oneStep(alterIndex(after, `SET TABLESPACE ${quoteIdentifier(after.facts.tablespace ?? "pg_default")}`));

const alterStatistics: AlterFacts<IndexFacts> = ({ before, after }) => oneStep(...targets(after, before.facts.statistics));

const alterAttachment: AlterFacts<IndexFacts> = ({ after }) => oneStep(...attach(after));

/** Changes in place, by fact. */
export const indexAlterations = { alterOptions, alterTablespace, alterStatistics, alterAttachment };

/** An index can be attached; it leaves only with its partition. */
export const canAttach = ({ before, after }: Alter<IndexFacts>, context: DdlContext): boolean =>
  before.facts.attachedTo === null || changesParent(tableOf(before), tableOf(after), context);

/** How indexes are written. */
export const indexDdl: KindDdl<IndexFacts> = {
  noun: ({ id }, guard = "") => `INDEX ${guard}${nameOf(id)}`,
  create: (index, context) => {
    const text = indexText(index, context);
    const isPlain = context.isNew(text.table) || isPartitioned(index, context.goal);
    const later = attach(index);
    // joining a parent, a partition gives it the first index that fits: one that is not meant must come after
    const joined = later.length === 0 && isPartition(index, context.goal) ? [attachmentOf(text.table)] : [];
    return [
      isPlain
        ? { ...step(...createIndex(text)), alsoNeeds: joined }
        : { ...step(...createIndexConcurrently(text)), isLate: true },
      ...(index.facts.statistics === undefined || targets(index).length === 0 ? [] : [step(...targets(index))]),
      ...(later.length === 0
        ? []
        : [{ statements: later, needs: [index.facts.attachedTo as ObjectId, attachmentOf(tableOf(index))] }]),
      ...oneStep(...marksOfIndex(index.id, text.table, context)),
      ...gatherStatistics(index.id, text.table, context),
    ];
  },
  drop: (index, context) =>
    context.isNew(tableOf(index)) || isPartitioned(index, context.start) || index.facts.attachedTo !== null
      ? [dropIndex(nameOf(index.id), tableOf(index))]
      : dropIndexConcurrently(nameOf(index.id), tableOf(index)),
  replace: ({ before, after }, context) => replaceInUse(before, after, context),
  goesWith: (index, context) => (leavesParent(tableOf(index), context) ? null : (index.facts.attachedTo as ObjectId | null)),
  claims: ({ id }) => [`relation ${nameOf(id)}`],
  rename: (index, to) => [renameRelation("alter-index", indexDdl.noun, index, to, tableOf(index))],
};

function replaceInUse(before: Index, after: Index, context: DdlContext) {
  const isSimple =
    before.facts.table === after.facts.table && before.facts.attachedTo === null && after.facts.attachedTo === null;
  if (!isSimple || context.isNew(tableOf(after)) || isPartitioned(after, context.goal)) return null;
  const text = indexText(after, context);
  const temporary = quoteIdentifier(`${unquoteIdentifier(text.name).slice(0, 58)}_new`);
  return [
    { ...step(...replaceIndex(text, temporary, containerOf(nameOf(after.id)))), isLate: true as const },
    ...(targets(after).length === 0 ? [] : [step(...targets(after))]),
    ...oneStep(...marksOfIndex(after.id, text.table, context)),
    ...gatherStatistics(after.id, text.table, context),
  ];
}
