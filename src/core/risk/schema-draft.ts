/** A schema while a migration goes through it: each statement is judged by what the ones before it left. */

import { qualifiedName } from "../sql/quote.ts";
import { type SqlFields, textOf } from "../sql/sql-tree.ts";
import { RelationStore } from "./relation-store.ts";
import {
  type ColumnModel,
  type ConstraintModel,
  type QualifiedName,
  type RelationKind,
  type RelationModel,
  type RoutineModel,
  relationNamed,
  type SchemaModel,
  type TypeModel,
} from "./schema-model.ts";

/** A schema that statements change. The model that it starts from is never touched. */
export class SchemaDraft {
  readonly major: number;
  readonly isComplete: boolean;
  readonly model: SchemaModel;
  searchPath: readonly string[];
  timeZone: string | null;
  readonly #relations: RelationStore;
  readonly #types: Map<QualifiedName, TypeModel>;
  readonly #routines: RoutineModel[];
  readonly #madeHere = new Set<QualifiedName>();
  #hasTemporary = false;
  readonly #namesBefore = new Map<QualifiedName, QualifiedName>();
  /** What was told of the schema as it is now; null once a relation came, went or got another name. */
  #newNow: ReadonlySet<QualifiedName> | null = null;
  #renamedNow: ReadonlyMap<QualifiedName, QualifiedName> | null = null;

  constructor(model: SchemaModel) {
    this.model = model;
    this.major = model.major;
    this.isComplete = model.isComplete;
    this.searchPath = model.searchPath;
    this.timeZone = model.timeZone;
    this.#relations = new RelationStore(model.relations);
    this.#types = new Map(model.types);
    this.#routines = [...model.routines];
  }

  /** Every relation that there is now. */
  relationNames(): ReadonlySet<QualifiedName> {
    return new Set(this.#relations.names());
  }

  /** A statement begins: {@link existed} tells of the schema as it finds it. */
  begin(): void {
    this.#relations.mark();
  }

  /** True for a relation that was there when the statement began. */
  existed(name: QualifiedName): boolean {
    return this.#relations.existed(name);
  }

  /** True for a name that a statement of this migration gave. */
  isMadeHere(name: QualifiedName): boolean {
    return this.#madeHere.has(name);
  }

  /** Relations that statements of this migration made. */
  newRelations(): ReadonlySet<QualifiedName> {
    this.#newNow ??= new Set([...this.#madeHere].filter((name) => this.#relations.get(name)?.isNew === true));
    return this.#newNow;
  }

  /** The names before the migration of relations that it renamed, by the names that they have now. */
  namesBefore(): ReadonlyMap<QualifiedName, QualifiedName> {
    this.#renamedNow ??= new Map(this.#namesBefore);
    return this.#renamedNow;
  }

  /** The same schema, to be changed apart from this one. */
  copy(): SchemaDraft {
    const copy = new SchemaDraft({
      ...this.model,
      searchPath: this.searchPath,
      timeZone: this.timeZone,
      relations: new Map(this.#relations),
      types: this.#types,
      routines: this.#routines,
    });
    for (const name of this.#madeHere) copy.#madeHere.add(name);
    copy.#hasTemporary = this.#hasTemporary;
    for (const [now, before] of this.#namesBefore) copy.#namesBefore.set(now, before);
    return copy;
  }

  /** The schema as the next migration finds it: what this one made is there, and others may use it. */
  settled(): SchemaModel {
    const relations = new Map([...this.#relations].map(([name, relation]) => [name, { ...relation, isNew: false }]));
    const routines = this.#routines.map((routine) => ({ ...routine, isNew: false }));
    return { ...this.model, relations, types: new Map(this.#types), routines };
  }

  /** The qualified name that a `RangeVar` means: as it stands, by the search path, or where it would be made. */
  resolve(rangeVar: SqlFields): QualifiedName {
    const name = textOf(rangeVar.relname) ?? "";
    const schema = textOf(rangeVar.schemaname);
    return this.resolveParts(schema === null ? [name] : [schema, name]);
  }

  /** The same for unquoted name parts; more than two lead with the database. */
  resolveParts(parts: readonly string[]): QualifiedName {
    const name = parts.at(-1) ?? "";
    const schema = parts.at(-2);
    if (schema !== undefined) return qualifiedName(schema, name);
    const [first = "public"] = this.searchPath;
    // nearly always there is but one schema to look in
    if (!this.#hasTemporary && this.searchPath.length <= 1) return qualifiedName(first, name);
    const others = this.searchPath.slice(1);
    // temporary relations hide others
    const path = this.#hasTemporary ? ["pg_temp", first, ...others] : others.length === 0 ? [] : [first, ...others];
    const found = path.map((one) => qualifiedName(one, name)).find((one) => this.#relations.has(one));
    return found ?? qualifiedName(first, name);
  }

  /** The relation of that name, if it exists or may exist; in an incomplete model it is taken to be of that kind. */
  relation(name: QualifiedName, presumed: RelationKind): RelationModel | null {
    const known = this.#relations.get(name);
    if (known !== undefined) return known;
    if (this.isComplete || this.#madeHere.has(name)) return null;
    return relationNamed(name, presumed);
  }

  /** The relation of that name where it is known to exist. */
  known(name: QualifiedName): RelationModel | null {
    return this.#relations.get(name) ?? null;
  }

  /** Indexes of a table, those of its constraints too. */
  indexesOf(table: QualifiedName): readonly RelationModel[] {
    return this.#relations.linked("itsTable", table);
  }

  /** Partitions or inheriting tables, one level down; of an index those attached to it. */
  childrenOf(name: QualifiedName): readonly RelationModel[] {
    return this.#relations.linked("parents", name);
  }

  /** All levels down, parents before their children. */
  descendantsOf(name: QualifiedName): readonly RelationModel[] {
    return this.childrenOf(name).flatMap((child) => [child, ...this.descendantsOf(child.name)]);
  }

  /** Tables whose foreign keys reference this one, itself left out. */
  referencing(table: QualifiedName): readonly RelationModel[] {
    return this.#relations.linked("referenced", table).filter(({ name }) => name !== table);
  }

  /** Views and materialized views whose query reads the relation. */
  readersOf(relation: QualifiedName): readonly RelationModel[] {
    return this.#relations.linked("reads", relation);
  }

  /** Sequences that belong to columns of the table, or to this one column. */
  sequencesOf(table: QualifiedName, column?: string): readonly RelationModel[] {
    const owned = this.#relations.linked("owner", table);
    return column === undefined ? owned : owned.filter(({ ownedBy }) => ownedBy?.column === column);
  }

  /** Tables with a column of the type, arrays and partitions included. */
  usersOf(type: QualifiedName): readonly RelationModel[] {
    const spellings = new Set([type, `${type}[]`]);
    return this.#where(({ columns }) => columns.some((column) => column.type !== null && spellings.has(column.type)));
  }

  /** The type that users made under that name. */
  type(name: QualifiedName): TypeModel | null {
    return this.#types.get(name) ?? null;
  }

  /** Every type that users made, by name. */
  types(): ReadonlyMap<QualifiedName, TypeModel> {
    return this.#types;
  }

  /** Routines of that name, whatever their arguments. */
  routines(name: QualifiedName): readonly RoutineModel[] {
    return this.#routines.filter((routine) => routine.name === name);
  }

  /** A relation that a statement makes. */
  add(relation: RelationModel): void {
    this.#newNow = null;
    this.#hasTemporary ||= relation.isTemporary;
    this.#madeHere.add(relation.name);
    this.#relations.set(relation.name, { ...relation, isNew: true, isKnown: true });
  }

  /** Other facts of a relation that is there (or is presumed to be). */
  change(name: QualifiedName, presumed: RelationKind, facts: (before: RelationModel) => Partial<RelationModel>): void {
    const before = this.relation(name, presumed);
    if (before === null) return;
    this.#relations.set(name, { ...before, ...facts(before) });
  }

  /** Other facts of one column. */
  changeColumn(name: QualifiedName, column: string, facts: Partial<ColumnModel>): void {
    this.change(name, "r", ({ columns }) => ({
      columns: columns.map((one) => (one.name === column ? { ...one, ...facts } : one)),
    }));
  }

  /** Other facts of one constraint. */
  changeConstraint(name: QualifiedName, constraint: string, facts: Partial<ConstraintModel>): void {
    this.change(name, "r", ({ constraints }) => ({
      constraints: constraints.map((one) => (one.name === constraint ? { ...one, ...facts } : one)),
    }));
  }

  /** The relation is gone, with its indexes and sequences. */
  remove(name: QualifiedName): void {
    this.#newNow = null;
    this.#relations.delete(name);
    this.#madeHere.add(name);
    for (const index of this.indexesOf(name)) this.remove(index.name);
    for (const sequence of this.sequencesOf(name)) this.remove(sequence.name);
  }

  /** The relation has another name, and so it has wherever others mention it. */
  rename(from: QualifiedName, to: QualifiedName, presumed: RelationKind): void {
    const moved = this.relation(from, presumed);
    if (moved === null) return;
    this.#newNow = null;
    this.#renamedNow = null;
    const wasNew = moved.isNew;
    if (!wasNew) this.#namesBefore.set(to, this.#namesBefore.get(from) ?? from);
    this.#namesBefore.delete(from);
    this.#relations.delete(from);
    this.#madeHere.add(from);
    this.#relations.set(to, { ...moved, name: to });
    if (wasNew) this.#madeHere.add(to);
    const renamed = (name: QualifiedName) => (name === from ? to : name);
    for (const [name, relation] of this.#relations) {
      this.#relations.set(name, {
        ...relation,
        parents: relation.parents.map(renamed),
        table: relation.table === null ? null : renamed(relation.table),
        ownedBy: relation.ownedBy === null ? null : { ...relation.ownedBy, table: renamed(relation.ownedBy.table) },
        reads: relation.reads.map(renamed),
        constraints: relation.constraints.map((one) => ({
          ...one,
          index: one.index === null ? null : renamed(one.index),
          referenced: one.referenced === null ? null : renamed(one.referenced),
        })),
      });
    }
  }

  /** A type that a statement makes, changes or (null) drops. */
  setType(name: QualifiedName, type: TypeModel | null): void {
    if (type === null) this.#types.delete(name);
    else this.#types.set(name, type);
  }

  /** A routine that a statement makes or replaces. */
  addRoutine(routine: RoutineModel): void {
    const at = this.#routines.findIndex(({ name, signature }) => name === routine.name && signature === routine.signature);
    if (at === -1) this.#routines.push(routine);
    else this.#routines[at] = routine;
  }

  /** All routines of that name are gone. */
  removeRoutines(name: QualifiedName): void {
    for (let at = this.#routines.length - 1; at >= 0; at--) if (this.#routines[at]?.name === name) this.#routines.splice(at, 1);
  }

  #where(matches: (relation: RelationModel) => boolean): readonly RelationModel[] {
    return [...this.#relations.values()].filter(matches);
  }
}
