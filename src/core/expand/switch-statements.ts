/**
 * The short transaction in which the new form takes over, there and back: names are swapped, a primary key moves to the index that was
 * built for it, and the trigger turns round. What else follows is planned from the difference that is left.
 */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId, objectId, ownNameOf, parentedId } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral, unquoteIdentifier } from "../sql/quote.ts";
import { carriedNames, newColumns, oldColumns, renamed } from "./carried.ts";
import { idOf, indexGuard, leadStatements, lockTogether, type Step, triggerGuard } from "./change-statements.ts";
import { nameParts } from "./find-column.ts";
import { isSwapped, type RecordedChange, retiredSuffix, type Twin, type TwinChange, twinSuffix } from "./recorded-change.ts";
import { isPartitioned } from "./table-family.ts";
import { byteLength, columnNames, suffixed, tableName } from "./twin-names.ts";

/** The statements; `carried` is the schema in which everything stands beside the old form. */
export function switchStep(recorded: RecordedChange, change: TwinChange, carried: Catalog, version: ServerVersion): Step {
  const guard = [...triggerGuard(recorded), ...indexGuard(change, carried)];
  const lead = leadStatements(recorded, "after", carried);
  const follow = leadStatements(recorded, "before", carried);
  const columns = oldColumns(change, carried).map(({ from }) => from);
  if (!isSwapped(change)) {
    const locks = lockTogether([...viewsOn(columns, carried), ...change.twins.map(idOf)]);
    return { up: [...locks, ...guard, ...lead], down: [...locks, ...follow] };
  }
  const keys = movingKeys(change, carried);
  const referring = referringKeys(keys, carried);
  const views = viewsOn(
    keys.map(({ id }) => id),
    carried,
  );
  const gone = new Set([...keys, ...referring].map(({ id }) => id));
  const tables = [...change.twins.map(idOf), ...referring.flatMap(({ parent }) => parent ?? [])];
  const locks = lockTogether([...viewsOn([...columns, ...keys.map(({ id }) => id)], carried), ...tables]);
  const swaps = carriedNames(carried, columns, retiredSuffix).filter(
    ({ from }) => !gone.has(from) && !ownNameOf(from).includes(twinSuffix),
  );
  const twins = carriedNames(
    carried,
    newColumns(change, carried).map(({ to }) => to),
    "",
  ).filter(({ from }) => unquoteIdentifier(ownNameOf(from)).endsWith(twinSuffix));
  const goneTwins = new Set(
    referring.map(({ id, parent }) =>
      parentedId("constraint", parent ?? id, suffixed(unquoteIdentifier(ownNameOf(id)), twinSuffix)),
    ),
  );
  const names = new Map(twins.map(({ from }) => [from, finalName(from, carried)]));
  const keyIndexes = new Set(keys.map((key) => keyIndexOf(key, carried)));
  const renames: Rename[] = [
    ...swaps.map(({ from }) => ({
      object: from,
      from: unquoteIdentifier(ownNameOf(from)),
      to: suffixed(unquoteIdentifier(ownNameOf(from)), retiredSuffix),
    })),
    ...notNullNames(change, carried, version),
    ...change.twins.flatMap((twin) => columnSwap(change, twin)),
    ...[...names].flatMap(([object, to]) =>
      keyIndexes.has(object) ? [] : [{ object, from: unquoteIdentifier(ownNameOf(object)), to }],
    ),
  ];
  const identities = change.twins.flatMap((twin) => identityMoves(change, twin, carried));
  return {
    up: [
      ...locks,
      ...guard,
      // GROUP BY a key rests on the key itself; they are made again behind it
      ...views.map((id) => statement("drop-view", `DROP VIEW IF EXISTS ${nameOf(id)}`, { relation: id })),
      ...[...referring, ...keys].map((one) => dropConstraint(one)),
      ...renames.map((one) => renameStatement(one, carried)),
      ...keys.map((key) => useIndex(key, carried)),
      ...identities.map(({ up }) => up),
      ...lead,
    ],
    down: [
      ...lockTogether(tables),
      ...identities.map(({ down }) => down),
      // by now the name is that of the new form's key, which rests on the index that goes
      ...referring.map((one) => dropConstraint(one)),
      ...keys.map((key) => dropConstraint(key)),
      ...[...renames]
        .reverse()
        .filter(({ object }) => !goneTwins.has(object))
        .map((one) => renameStatement({ ...one, from: one.to, to: one.from }, carried)),
      ...keys.flatMap((key) => keyBack(key, carried)),
      // its trigger watches a column by the name that this one has again
      ...follow,
    ],
  };
}

interface Rename {
  readonly object: ObjectId;
  readonly from: string;
  readonly to: string;
  /** Where it is not what its id says: a column, a NOT NULL constraint. */
  readonly as?: { readonly table: string; readonly part: "COLUMN" | "CONSTRAINT" };
}

function columnSwap(change: TwinChange, twin: Twin): readonly Rename[] {
  const [before, after] = [columnNames(change, twin, "before"), columnNames(change, twin, "after")];
  const as = { table: tableName(twin), part: "COLUMN" } as const;
  const pairs = (from: readonly string[], to: readonly string[]) =>
    from.map((name, i): Rename => ({ object: idOf(twin), from: name, to: to[i] ?? name, as }));
  return [...pairs(before.olds, after.olds), ...pairs(before.news, after.news)];
}

// Since 18 every NOT NULL is a constraint with a name, made from the column's as long as that fits. That of a partitioned table cannot be
// renamed where an attached partition calls its own otherwise, so there both keep their names.
function notNullNames(change: TwinChange, { objects }: Catalog, version: ServerVersion): readonly Rename[] {
  if (!atLeast(version, 18)) return [];
  return change.twins.flatMap((twin) => {
    const table = idOf(twin);
    if (isPartitioned(objects.get(table)?.facts)) return [];
    const as = { table: tableName(twin), part: "CONSTRAINT" } as const;
    const [before, after] = [columnNames(change, twin, "before"), columnNames(change, twin, "after")];
    const isSet = (column: string) => objects.get(parentedId("column", table, column))?.facts.notNull === true;
    const usual = (column: string) => `${twin.table}_${column}_not_null`;
    return before.olds.flatMap((old, i): readonly Rename[] => {
      const [retired = "", twinName = ""] = [after.olds[i], before.news[i]];
      if (Math.max(...[usual(retired), usual(twinName)].map(byteLength)) > 63) return [];
      const own = namedNotNull(objects, table, old) ?? usual(old);
      return [
        ...(isSet(old) ? [{ object: table, from: own, to: usual(retired), as }] : []),
        ...(isSet(twinName) ? [{ object: table, from: usual(twinName), to: own, as }] : []),
      ];
    });
  });
}

function namedNotNull(objects: Catalog["objects"], table: ObjectId, column: string): string | null {
  for (const { id, kind, parent, facts } of objects.values())
    if (kind === "not-null" && parent === table && facts.column === column) return unquoteIdentifier(ownNameOf(id));
  return null;
}

function renameStatement({ object, from, to, as }: Rename, { objects }: Catalog): Statement {
  const [old, now] = [quoteIdentifier(from), quoteIdentifier(to)];
  const kind = kindOf(object);
  const [schema = ""] = nameParts(nameOf(object));
  if (as !== undefined)
    return statement("rename", `ALTER TABLE ${as.table} RENAME ${as.part} ${old} TO ${now}`, { relation: object });
  if (kind === "constraint") {
    const table = objects.get(object)?.parent ?? object;
    return statement("rename", `ALTER TABLE ${nameOf(table)} RENAME CONSTRAINT ${old} TO ${now}`, { relation: table });
  }
  if (kind === "index")
    return statement("rename-index", `ALTER INDEX IF EXISTS ${qualifiedName(schema, from)} RENAME TO ${now}`, {
      relation: object,
    });
  return statement("alter-object", `ALTER STATISTICS ${qualifiedName(schema, from)} RENAME TO ${now}`);
}

// `users_email_idx__new` belongs to `users_email_idx`, also where the name had to be cut.
function finalName(id: ObjectId, { objects }: Catalog): string {
  const own = unquoteIdentifier(ownNameOf(id));
  for (const { id: other, kind } of objects.values())
    if (
      (kind === kindOf(id) || kind === "constraint") &&
      other !== id &&
      unquoteIdentifier(ownNameOf(renamed(other, twinSuffix))) === own
    )
      return unquoteIdentifier(ownNameOf(other));
  return own.slice(0, -twinSuffix.length);
}

function movingKeys(change: TwinChange, { objects }: Catalog): readonly SchemaObject[] {
  return [...objects.values()].filter(
    ({ kind, parent, facts }) =>
      kind === "constraint" &&
      facts.type === "primary key" &&
      change.twins.some(
        (twin) =>
          idOf(twin) === parent && columnNames(change, twin, "before").olds.some((name) => texts(facts.columns).includes(name)),
      ),
  );
}

// They rest on the key's index, and so go before it does; those of the new form rest on the index that stays.
function referringKeys(keys: readonly SchemaObject[], { objects }: Catalog): readonly SchemaObject[] {
  return [...objects.values()].filter(
    ({ kind, facts }) =>
      kind === "constraint" &&
      facts.type === "foreign key" &&
      keys.some(
        (key) =>
          key.parent === facts.referencedTable && String(texts(key.facts.columns)) === String(texts(facts.referencedColumns)),
      ),
  );
}

// Those that nothing else rests on first.
function viewsOn(ids: readonly ObjectId[], { dependencies }: Catalog): readonly ObjectId[] {
  const found: ObjectId[] = [];
  const visit = (id: ObjectId): void => {
    for (const { from, to } of dependencies) {
      if (to !== id || kindOf(from) !== "view" || found.includes(from)) continue;
      visit(from);
      if (!found.includes(from)) found.push(from);
    }
  };
  for (const id of ids) visit(id);
  return found;
}

function keyIndexOf({ id, parent }: SchemaObject, { objects }: Catalog): ObjectId {
  const [schema = ""] = nameParts(nameOf(parent ?? id));
  const own = suffixed(unquoteIdentifier(ownNameOf(id)), twinSuffix);
  for (const { id: other, kind } of objects.values())
    if (kind === "index" && other === objectId("index", schema, own)) return other;
  return id;
}

function useIndex(key: SchemaObject, carried: Catalog): Statement {
  const table = key.parent ?? key.id;
  return statement(
    "add-primary-key-using-index",
    `ALTER TABLE ${nameOf(table)} ADD CONSTRAINT ${ownNameOf(key.id)} PRIMARY KEY USING INDEX ${ownNameOf(keyIndexOf(key, carried))}${deferral(key)}`,
    { relation: table },
  );
}

// The way back builds both indexes anew, while the table waits: it is rare, and says so.
function keyBack(key: SchemaObject, carried: Catalog): readonly Statement[] {
  const table = key.parent ?? key.id;
  const index = keyIndexOf(key, carried);
  const keys = (columns: unknown) => texts(columns).map(quoteIdentifier).join(", ");
  return [
    statement(
      "add-primary-key",
      `ALTER TABLE ${nameOf(table)} ADD CONSTRAINT ${ownNameOf(key.id)} PRIMARY KEY (${keys(key.facts.columns)})${deferral(key)}`,
      { relation: table },
    ),
    statement(
      "create-index-plain",
      `CREATE UNIQUE INDEX IF NOT EXISTS ${ownNameOf(index)} ON ${nameOf(table)} (${keys(carried.objects.get(index)?.facts.columns)})`,
      { relation: table },
    ),
  ];
}

function deferral({ facts }: SchemaObject): string {
  return facts.deferrable === true ? ` DEFERRABLE${facts.initiallyDeferred === true ? " INITIALLY DEFERRED" : ""}` : "";
}

function dropConstraint({ id, parent, facts }: SchemaObject): Statement {
  const table = parent ?? id;
  const form = facts.type === "foreign key" ? "drop-foreign-key" : "drop-key";
  return statement(form, `ALTER TABLE ${nameOf(table)} DROP CONSTRAINT IF EXISTS ${ownNameOf(id)}`, { relation: table });
}

interface IdentityMove {
  readonly up: Statement;
  readonly down: Statement;
}

// An identity column's counter cannot be handed over: it ends with one column and begins with the other, at its position.
function identityMoves(change: TwinChange, twin: Twin, { objects }: Catalog): readonly IdentityMove[] {
  const table = idOf(twin);
  return twin.olds.flatMap(({ name, type }, i) => {
    const { identity } = objects.get(parentedId("column", table, name))?.facts ?? {};
    const sequence = [...objects.values()].find(
      ({ kind, parent }) => kind === "sequence" && parent === parentedId("column", table, name),
    );
    if (typeof identity !== "string" || sequence === undefined) return [];
    const retired = columnNames(change, twin, "after").olds[i] ?? "";
    const wide = { ...sequence.facts, maximum: widened(sequence, type, twin.news[i]?.type ?? type) };
    const move = (from: string, to: string, facts: SchemaObject["facts"]) =>
      identityMove(table, sequence.id, identity, { from, to, facts });
    return [{ up: move(retired, name, wide), down: move(name, retired, sequence.facts) }];
  });
}

const highest: { readonly [type: string]: string } = { smallint: "32767", integer: "2147483647", bigint: "9223372036854775807" };

function widened({ facts }: SchemaObject, from: string, to: string): string {
  const maximum = String(facts.maximum);
  return maximum === highest[from] ? (highest[to] ?? maximum) : maximum;
}

function identityMove(
  table: ObjectId,
  sequence: ObjectId,
  identity: string,
  { from, to, facts }: { readonly from: string; readonly to: string; readonly facts: SchemaObject["facts"] },
): Statement {
  const name = nameOf(sequence);
  const options = [
    `SEQUENCE NAME ${name}`,
    `START WITH ${facts.start}`,
    `INCREMENT BY ${facts.increment}`,
    `MINVALUE ${facts.minimum}`,
    `MAXVALUE ${facts.maximum}`,
    `CACHE ${facts.cache}`,
    facts.cycle === true ? "CYCLE" : "NO CYCLE",
  ];
  return statement(
    "run-code-block",
    `DO $lockstep$
declare
  reached bigint;
  used boolean;
begin
  lock table ${nameOf(table)} in access exclusive mode;
  select last_value, is_called into reached, used from ${name};
  alter table ${nameOf(table)} alter column ${quoteIdentifier(from)} drop identity;
  alter table ${nameOf(table)} alter column ${quoteIdentifier(to)} add generated ${identity} as identity (${options.join(" ")});
  perform pg_catalog.setval(${quoteLiteral(name).trim()}, reached, used);
end
$lockstep$`,
    { relation: table },
  );
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
