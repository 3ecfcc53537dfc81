/** The relation that an object of a catalog is, as locks and costs see it, with the indexes that its constraints bring. */

import { containerOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import {
  type ColumnModel,
  type ConstraintModel,
  type ExpressionModel,
  type IndexModel,
  type QualifiedName,
  type RelationModel,
  relationNamed,
} from "../risk/schema-model.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import type { CatalogParts } from "./catalog-parts.ts";
import type { ColumnFacts } from "./column.ts";
import type { ConstraintFacts } from "./constraint.ts";
import type { ForeignTableFacts } from "./foreign-table.ts";
import type { IndexFacts } from "./index.ts";
import type { IndexKeys } from "./index-keys.ts";
import type { MaterializedViewFacts } from "./materialized-view.ts";
import type { NotNullFacts } from "./not-null.ts";
import type { SequenceFacts } from "./sequence.ts";
import type { StatisticsFacts } from "./statistics.ts";
import type { TableFacts } from "./table.ts";
import type { TriggerFacts } from "./trigger.ts";

/** SQL as an expression that is parsed when somebody asks; null for none. */
export function expressionOf(text: string | null): ExpressionModel | null {
  return text === null ? null : { sql: text };
}

const nameOrNull = (id: string | null): QualifiedName | null => (id === null ? null : nameOf(id as ObjectId)); // facts hold ids

/** The relation that an object is, with those that its constraints bring (their indexes). */
export function relationsOf(object: SchemaObject, parts: CatalogParts): readonly RelationModel[] {
  const { id } = object;
  const name = nameOf(id);
  switch (object.kind) {
    case "table": {
      const facts = object.facts as TableFacts; // as its kind says
      const isPartitioned = facts.partitionKey !== null;
      const table: RelationModel = {
        ...relationNamed(name, isPartitioned ? "p" : "r"),
        isKnown: true,
        ...tableParts(id, parts),
        parents: parentsOf(facts),
        partitionKey: facts.partitionKey,
        partitionBound: facts.partitionBound,
        ofType: facts.ofType,
        isUnlogged: facts.persistence === "unlogged",
        tablespace: facts.tablespace,
        accessMethod: facts.accessMethod,
        hasPolicies: parts.of(id, "policy").length > 0,
      };
      return [table, ...constraintIndexes(table, id, parts)];
    }
    case "foreign-table": {
      const facts = object.facts as ForeignTableFacts; // as its kind says
      return [
        {
          ...relationNamed(name, "f"),
          isKnown: true,
          ...tableParts(id, parts),
          parents: parentsOf(facts),
          partitionBound: facts.partitionBound,
        },
      ];
    }
    case "view":
      return [{ ...relationNamed(name, "v"), isKnown: true, reads: parts.reads(id), triggers: triggersOf(id, parts) }];
    case "materialized-view": {
      const facts = object.facts as MaterializedViewFacts; // as its kind says
      const { tablespace, accessMethod } = facts;
      const known = { isKnown: true, ...tableParts(id, parts), reads: parts.reads(id), tablespace, accessMethod };
      return [{ ...relationNamed(name, "m"), ...known }];
    }
    case "sequence": {
      const facts = object.facts as SequenceFacts; // as its kind says
      const column = facts.ownedBy as ObjectId | null; // facts hold ids
      const ownedBy =
        column === null ? null : { table: containerOf(nameOf(column)), column: unquoteIdentifier(ownNameOf(column)) };
      return [{ ...relationNamed(name, "S"), isKnown: true, ownedBy, isUnlogged: facts.persistence === "unlogged" }];
    }
    case "composite-type":
      return [{ ...relationNamed(name, "c"), isKnown: true }];
    case "index": {
      const facts = object.facts as IndexFacts; // as its kind says
      return [
        {
          ...relationNamed(name, isPartitionedTable(facts.table, parts) ? "I" : "i"),
          isKnown: true,
          table: nameOf(facts.table as ObjectId), // facts hold ids
          index: indexOf(facts, facts.isUnique, facts.isValid, facts.expressions, facts.predicate),
          parents: facts.attachedTo === null ? [] : [nameOf(facts.attachedTo as ObjectId)], // facts hold ids
          tablespace: facts.tablespace,
        },
      ];
    }
    default:
      return [];
  }
}

function parentsOf({ partitionOf, inherits }: Pick<TableFacts, "partitionOf" | "inherits">): readonly QualifiedName[] {
  const parents = partitionOf === null ? inherits : [partitionOf, ...inherits];
  return parents.map((parent) => nameOf(parent as ObjectId)); // facts hold ids
}

function isPartitionedTable(table: string, { catalog }: CatalogParts): boolean {
  const facts = catalog.objects.get(table as ObjectId)?.facts; // facts hold ids
  return (facts as TableFacts | undefined)?.partitionKey != null; // as its kind says
}

function tableParts(
  id: ObjectId,
  parts: CatalogParts,
): Pick<RelationModel, "columns" | "constraints" | "triggers" | "statistics"> {
  return {
    columns: parts.of<ColumnFacts>(id, "column").map(columnOf),
    constraints: [
      ...parts.of<ConstraintFacts>(id, "constraint").map((one) => constraintOf(one, id)),
      // they belong to their columns
      ...parts.of<ColumnFacts>(id, "column").flatMap((column) => parts.of<NotNullFacts>(column.id, "not-null").map(notNullOf)),
    ],
    triggers: triggersOf(id, parts),
    statistics: parts
      .all("statistics")
      .filter(({ facts }) => facts.table === id)
      .map((one) => ({ name: nameOf(one.id), columns: (one.facts as StatisticsFacts).columns })), // as its kind says
  };
}

function columnOf({ id, facts }: { id: ObjectId; facts: ColumnFacts }): ColumnModel {
  return {
    name: unquoteIdentifier(ownNameOf(id)),
    type: facts.type,
    collation: facts.collation,
    notNull: facts.notNull,
    default: expressionOf(facts.default),
    generated: facts.generated,
    expression: expressionOf(facts.generatedAs),
    isIdentity: facts.identity !== null,
    isLocal: facts.isLocal,
  };
}

const constraintTypes: { readonly [type: string]: ConstraintModel["type"] } = {
  "primary key": "p",
  unique: "u",
  exclusion: "x",
  "foreign key": "f",
  check: "c",
};

function constraintOf({ id, facts }: { id: ObjectId; facts: ConstraintFacts }, table: ObjectId): ConstraintModel {
  const type = constraintTypes[facts.type] ?? "c";
  return {
    name: unquoteIdentifier(ownNameOf(id)),
    type,
    columns: facts.columns,
    expression: expressionOf(facts.check),
    isValid: facts.isValid,
    isEnforced: facts.isEnforced,
    noInherit: facts.noInherit,
    index: facts.index === null ? null : indexName(id, table),
    referenced: nameOrNull(facts.referencedTable),
    referencedColumns: facts.referencedColumns ?? [],
    ...(facts.onDelete === null ? {} : { onDelete: facts.onDelete }),
    ...(facts.onUpdate === null ? {} : { onUpdate: facts.onUpdate }),
    isInherited: facts.inheritedFrom > 0 || facts.attachedTo !== null,
  };
}

function notNullOf({ id, facts }: { id: ObjectId; facts: NotNullFacts }): ConstraintModel {
  return {
    name: unquoteIdentifier(ownNameOf(id)),
    type: "n",
    columns: facts.column === null ? [] : [facts.column],
    expression: null,
    isValid: facts.isValid,
    isEnforced: true,
    noInherit: facts.noInherit,
    index: null,
    referenced: null,
    referencedColumns: [],
    isInherited: facts.inheritedFrom > 0,
  };
}

// A constraint's index has its name and lives in the table's schema.
function indexName(constraint: ObjectId, table: ObjectId): QualifiedName {
  return `${containerOf(nameOf(table))}.${ownNameOf(constraint)}`;
}

function constraintIndexes(table: RelationModel, id: ObjectId, parts: CatalogParts): readonly RelationModel[] {
  return parts.of<ConstraintFacts>(id, "constraint").flatMap((constraint) => {
    const { facts } = constraint;
    if (facts.index === null) return [];
    const attachedTo = facts.attachedTo as ObjectId | null; // facts hold ids
    const parent = attachedTo === null ? null : parts.catalog.objects.get(attachedTo)?.parent;
    return [
      {
        ...relationNamed(indexName(constraint.id, id), table.relkind === "p" ? "I" : "i"),
        isKnown: true,
        table: table.name,
        index: indexOf(
          facts.index,
          facts.type !== "exclusion",
          facts.indexIsValid !== false,
          facts.indexExpressions,
          facts.predicate,
        ),
        parents: attachedTo === null || parent == null ? [] : [indexName(attachedTo, parent)],
        tablespace: facts.indexTablespace,
      },
    ];
  });
}

function indexOf(
  keys: Pick<IndexKeys, "columns" | "include" | "method" | "collations">,
  isUnique: boolean,
  isValid: boolean,
  expressions: string | null,
  predicate: string | null,
): IndexModel {
  return {
    columns: [...keys.columns, ...keys.include],
    included: keys.include,
    collations: keys.collations,
    expressions: expressionOf(expressions),
    predicate: expressionOf(predicate),
    isUnique,
    isValid,
    method: keys.method,
  };
}

function triggersOf(id: ObjectId, parts: CatalogParts): RelationModel["triggers"] {
  return parts.of<TriggerFacts>(id, "trigger").map((trigger) => ({
    name: unquoteIdentifier(ownNameOf(trigger.id)),
    function: withoutSignature(nameOf(trigger.facts.function as ObjectId)), // facts hold ids
    referenced: nameOrNull(trigger.facts.referencedTable),
    events: trigger.facts.events,
    isRow: trigger.facts.level === "row",
  }));
}

/** A routine's name without its argument types. */
export function withoutSignature(name: string): QualifiedName {
  return name.slice(0, name.lastIndexOf("(") === -1 ? undefined : name.lastIndexOf("("));
}
