/**
 * What goes along when objects are dropped with CASCADE, and which relations that locks: every part that goes locks the table that it
 * belongs to. Ids are those of catalogs (`column:public.users.email`); their first word says what sort of thing goes.
 */

import { containerOf } from "../catalog/object-id.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import type { EffectRecorder } from "./effect-recorder.ts";
import { reached } from "./reach.ts";
import type { SchemaDraft } from "./schema-draft.ts";
import type { ColumnModel, ConstraintModel, QualifiedName, RelationKind, RelationModel } from "./schema-model.ts";

const words: { readonly [K in RelationKind]: string } = {
  r: "table:",
  p: "table:",
  f: "foreign-table:",
  v: "view:",
  m: "materialized-view:",
  S: "sequence:",
  i: "index:",
  I: "index:",
  c: "composite-type:",
};
const relationWords: ReadonlySet<string> = new Set(Object.values(words));

/** The ids that stand for a relation, its columns and its constraints in `model.dependents`. */
export function idsOfRelation({ name, relkind, columns, constraints }: RelationModel): readonly string[] {
  return [
    `${words[relkind]}${name}`,
    ...columns.map((column) => idOfColumn(name, column.name)),
    ...constraints.flatMap((one) => (one.name === null ? [] : [idOfConstraint(name, one.name)])),
  ];
}

/** What the file renamed: the ids of catalogs know the old names. */
const oldNames = new WeakMap<SchemaDraft, Map<string, string>>();

/** Says that an object has another id from now on. */
export function renameId(from: string, to: string, draft: SchemaDraft): void {
  const known = oldNames.get(draft) ?? new Map<string, string>();
  oldNames.set(draft, known.set(to, known.get(from) ?? from));
}

/** The id of a column, by its table's name and its own unquoted one. */
export function idOfColumn(table: QualifiedName, column: string): string {
  return `column:${table}.${quoteIdentifier(column)}`;
}

/** The id of a constraint of a table or domain, by the unquoted name. */
export function idOfConstraint(owner: QualifiedName, constraint: string): string {
  return `constraint:${owner}.${quoteIdentifier(constraint)}`;
}

/**
 * Records the locks of everything that depends on these objects, however far, and takes it out of the draft. The objects themselves are
 * the caller's: it records them before and takes them out after. From text alone it is unknown what depends on them, and `what` (`public.users`) says so.
 */
export function dropDependents(ids: readonly string[], what: string, on: EffectRecorder, draft: SchemaDraft): void {
  if (!draft.isComplete) {
    on.unknown(`what CASCADE drops with ${what}`);
    return;
  }
  const cascade = new Cascade(on, draft, what);
  for (const id of ids) cascade.from(oldNames.get(draft)?.get(id) ?? id);
  cascade.finish();
}

/** One walk down from what is dropped; the draft changes when all has been seen. */
class Cascade {
  readonly #on: EffectRecorder;
  readonly #draft: SchemaDraft;
  readonly #because: string;
  readonly #seen = new Set<string>();
  readonly #changes: (() => void)[] = [];

  constructor(on: EffectRecorder, draft: SchemaDraft, what: string) {
    this.#on = on;
    this.#draft = draft;
    this.#because = `CASCADE from ${what}`;
  }

  /** Everything that depends on this object goes. */
  from(id: string): void {
    this.#seen.add(id);
    for (const dependent of this.#draft.model.dependents.get(id) ?? []) if (!this.#seen.has(dependent)) this.#drop(dependent, id);
    if (/^(domain|enum|composite-type|range|base-type):/.test(id)) this.#dropColumnsOf(nameOf(id));
  }

  finish(): void {
    for (const change of this.#changes) change();
  }

  #drop(id: string, cause: string): void {
    const word = id.slice(0, id.indexOf(":") + 1);
    const name = nameOf(id);
    if (relationWords.has(word) && word !== words.c) {
      this.#dropRelation(id, name);
      return;
    }
    const owner = containerOf(name);
    const own = unquoteIdentifier(name.slice(owner.length + 1));
    const table = this.#draft.known(owner);
    switch (word) {
      case "column:":
        if (table !== null) this.#dropColumn(table, own, cause);
        return;
      case "constraint:":
      case "not-null:":
        if (table !== null) this.#dropConstraint(table, own);
        break;
      case "policy:":
      case "rule:":
      case "trigger:":
        if (table !== null) this.#dropCode(table, own, word);
        break;
      case "statistics:":
        this.#dropStatistics(name);
        break;
    }
    this.from(id);
  }

  #dropRelation(id: string, name: QualifiedName): void {
    this.#seen.add(id);
    const relation = this.#draft.known(name);
    if (relation === null) return;
    this.#lock(name);
    const around = (["indexes", "owned-sequences", "referenced-triggers"] as const).flatMap((reach) =>
      reached(reach, relation, this.#draft),
    );
    if (relation.table !== null) this.#lock(relation.table);
    for (const one of around) this.#lock(one.relation);
    if (relation.partitionBound !== null)
      for (const parent of relation.parents.map((one) => this.#draft.known(one)))
        if (parent !== null)
          for (const one of [parent.name, ...reached("default-partition", parent, this.#draft).map((below) => below.relation)])
            this.#lock(one);
    for (const own of idsOfRelation(relation)) this.from(own);
    this.#changes.push(() => this.#draft.remove(name));
  }

  #dropColumn(table: RelationModel, name: string, cause: string): void {
    this.#lock(table.name);
    const column = table.columns.find((one) => one.name === name);
    const id = idOfColumn(table.name, name);
    if (column === undefined || this.#seen.has(id)) return;
    // what a default calls takes the default along, what the column is made of takes the column
    if (isMadeOf(column, cause)) {
      this.from(id);
      this.#changes.push(() => {
        this.#draft.change(table.name, "r", ({ columns }) => ({ columns: columns.filter((one) => one.name !== name) }));
      });
    } else this.#changes.push(() => this.#draft.changeColumn(table.name, name, { default: null }));
  }

  #dropConstraint(table: RelationModel, name: string): void {
    this.#lock(table.name);
    const isIt = (one: ConstraintModel) => one.name === name;
    const constraint = table.constraints.find(isIt);
    if (constraint?.referenced != null)
      for (const one of reached("referenced-triggers", { ...table, constraints: [constraint] }, this.#draft))
        this.#lock(one.relation);
    if (constraint?.index != null) this.#lock(constraint.index);
    this.#changes.push(() => {
      if (constraint?.index != null) this.#draft.remove(constraint.index);
      this.#draft.change(table.name, "r", ({ constraints }) => ({ constraints: constraints.filter((one) => !isIt(one)) }));
    });
  }

  #dropCode(table: RelationModel, name: string, word: string): void {
    this.#lock(table.name);
    if (word !== "trigger:") return;
    this.#changes.push(() => {
      this.#draft.change(table.name, "r", ({ triggers }) => ({ triggers: triggers.filter((one) => one.name !== name) }));
    });
  }

  #dropStatistics(name: QualifiedName): void {
    for (const table of this.#draft.relationNames())
      if (this.#draft.known(table)?.statistics.some((one) => one.name === name) === true)
        this.#on.lock(table, "SHARE UPDATE EXCLUSIVE", this.#because);
  }

  #dropColumnsOf(type: QualifiedName): void {
    for (const table of this.#draft.usersOf(type))
      for (const column of table.columns) if (isOfType(column, type)) this.#dropColumn(table, column.name, `domain:${type}`);
  }

  #lock(relation: QualifiedName): void {
    this.#on.lock(relation, "ACCESS EXCLUSIVE", this.#because);
  }
}

const nameOf = (id: string) => id.slice(id.indexOf(":") + 1);

const isOfType = ({ type }: ColumnModel, name: QualifiedName) => type !== null && (type === name || type.startsWith(`${name}[`));

function isMadeOf(column: ColumnModel, cause: string): boolean {
  return column.generated !== null || /^(column|collation):/.test(cause) || isOfType(column, nameOf(cause));
}
