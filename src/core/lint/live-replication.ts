/**
 * Logical replication sends rows and no DDL: which side a change has to come to first, and what a change on one side alone stops. Each
 * order here was tried between two servers; test/integration/lint-replication.test.ts does it again.
 */

import type { LiveFacts, PublishedTable } from "../risk/live-facts.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import type { FormUse } from "../risk/statement-effects.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import type { LiveFinding } from "./live-finding.ts";
import { madeBy, renamedBy } from "./objects-in-tree.ts";

/** Which side is changed first: what comes goes to subscribers, what goes leaves the publisher. */
type Order = "comes" | "goes" | "renamed" | "typed" | "stricter" | "looser";

const orders: { readonly [form in StatementForm]?: Order } = {
  "add-nullable-column": "comes",
  "add-column-with-default": "comes",
  "add-not-null-column": "comes",
  "add-identity-column": "comes",
  "add-domain-column": "comes",
  "add-column-volatile-default": "comes",
  "add-column-unknown-default": "comes",
  "drop-column": "goes",
  "drop-table": "goes",
  "alter-column-type": "typed",
  "alter-column-type-in-place": "typed",
  "set-not-null": "stricter",
  "set-not-null-proven": "stricter",
  "add-not-null-not-valid": "stricter",
  "add-check": "stricter",
  "add-check-not-valid": "stricter",
  "add-primary-key": "stricter",
  "add-unique": "stricter",
  "add-exclusion": "stricter",
  "drop-not-null": "looser",
  "drop-key": "looser",
  "drop-constraint": "looser",
};

/** What a publisher is told, and why. */
const asPublisher: Readonly<Record<Order, readonly [words: string, why: string]>> = {
  comes: [
    "the new column on the subscribers first",
    "A change with a column that a subscriber lacks stops replication there, until the column is there.",
  ],
  goes: [
    "here first, the subscribers after it",
    "A subscriber that lacks what is still sent stops with an error; what is sent no more it does not miss.",
  ],
  renamed: [
    "replication goes by names: both sides at once",
    "Subscribers look for tables and columns by name. ALTER SUBSCRIPTION … DISABLE, rename on both sides, ENABLE.",
  ],
  typed: [
    "on the side first that takes more",
    "Values travel as text: one that the subscriber's type does not take stops replication. A wider type goes to the subscribers first, a narrower one here.",
  ],
  stricter: [
    "here first, the subscribers after it",
    "A subscriber that is stricter than the publisher stops at the first row that it refuses.",
  ],
  looser: [
    "on the subscribers first",
    "A subscriber that is stricter than the publisher stops at the first row that it refuses.",
  ],
};

/** What a subscriber is told; null where this side is the right one to begin with. */
const asSubscriber: Readonly<Record<Order, string | null>> = {
  comes: null,
  goes: "first on the publisher: what it still sends has to have a place here",
  renamed: "rename on both sides while the subscription is disabled: replication goes by names",
  typed:
    "a value that the type here does not take stops replication: a wider type comes here first, a narrower one goes to the publisher first",
  stricter: "first on the publisher: a row that is refused here stops replication",
  looser: null,
};

/** Findings about one statement. */
export function replicationFindings(
  statement: JudgedStatement,
  migration: JudgedMigration,
  facts: LiveFacts,
): readonly LiveFinding[] {
  if (facts.published.size + facts.openPublications.length + facts.subscribed.size === 0) return [];
  const seen = new Set<string>();
  return [...changesIn(statement, migration, facts), ...newTables(statement, migration, facts)].filter(({ message }) => {
    if (seen.has(message)) return false;
    seen.add(message);
    return true;
  });
}

function* changesIn(statement: JudgedStatement, migration: JudgedMigration, facts: LiveFacts): Generator<LiveFinding> {
  for (const use of statement.effects.uses) {
    const table = tableOf(use, statement);
    if (table === null) continue;
    const published = facts.published.get(table);
    if (published !== undefined && losesIdentity(use, published, statement, migration)) yield identityLost(table, published);
    const order = orderOf(use, statement, migration);
    if (order === null) continue;
    if (published !== undefined && !(order === "comes" && published.onlyListedColumns))
      yield publishedFinding(table, published.publications, order, facts);
    const subscriptions = facts.subscribed.get(table);
    const words = asSubscriber[order];
    if (subscriptions !== undefined && words !== null)
      yield {
        rule: "subscribed-table",
        axis: "replication",
        level: "medium",
        message: `${table} is written by the subscription ${subscriptions.join(", ")}: ${words}`,
        why: "While the worker of a subscription fails, it tries again, and the publisher keeps all WAL since then.",
      };
  }
}

/** The table by the name that it had before the migration; null for what the migration made. */
function tableOf({ relation }: FormUse, { made, namesBefore }: JudgedStatement): QualifiedName | null {
  return relation === null || made.has(relation) ? null : (namesBefore.get(relation) ?? relation);
}

function orderOf({ form }: FormUse, statement: JudgedStatement, migration: JudgedMigration): Order | null {
  if (form !== "rename") return orders[form] ?? null;
  const sort = renamedBy(statement, migration)?.sort ?? (statement.node === "AlterObjectSchemaStmt" ? "table" : "");
  return sort === "table" || sort === "column" ? "renamed" : null;
}

function publishedFinding(
  table: QualifiedName,
  publications: readonly string[],
  order: Order,
  { replicas }: LiveFacts,
): LiveFinding {
  const [words, why] = asPublisher[order];
  // without a slot nobody has ever read it
  const isRead = replicas.some(({ type }) => type === "logical slot");
  return {
    rule: "published-table",
    axis: "replication",
    level: isRead && order !== "stricter" ? "medium" : "low",
    message: `${table} is published (${publications.join(", ")}), and DDL is not replicated: ${words}`,
    why: isRead ? why : `${why} No logical slot is here now: whoever reads it has none, or nobody does.`,
  };
}

/** True where the key by which subscribers find rows goes and no other comes. */
function losesIdentity(
  { form, part, relation }: FormUse,
  { identity, publishesOldRows }: PublishedTable,
  statement: JudgedStatement,
  { statements }: JudgedMigration,
): boolean {
  if (!publishesOldRows || identity === null || part !== identity) return false;
  if (form !== "drop-key" && form !== "drop-constraint") return false;
  const later = statements.slice(statements.indexOf(statement));
  return !later.some(({ effects }) => effects.uses.some((use) => use.relation === relation && givesIdentity.has(use.form)));
}

const givesIdentity: ReadonlySet<StatementForm> = new Set<StatementForm>([
  "add-primary-key",
  "add-primary-key-using-index",
  "set-replica-identity",
  "drop-table",
]);

function identityLost(table: QualifiedName, { publications, identity }: PublishedTable): LiveFinding {
  return {
    rule: "replica-identity-lost",
    axis: "compatibility",
    level: "high",
    message: `without ${identity} every UPDATE and DELETE of ${table} is refused: it is published (${publications.join(", ")})`,
    why: "A publication of changes needs a key by which subscribers find the row: Postgres refuses the change here, on the publisher.",
    fix: `Give it the new key in the same transaction, or before: ALTER TABLE ${table} REPLICA IDENTITY USING INDEX …`,
  };
}

function* newTables(statement: JudgedStatement, migration: JudgedMigration, facts: LiveFacts): Generator<LiveFinding> {
  for (const { sort, name } of madeBy(statement, migration)) {
    if (sort !== "table" || migration.after.model.relations.has(name)) continue;
    const table = migration.after.known(name);
    // a partition goes where its parent goes
    if (table === null || table.isUnlogged || table.parents.length > 0) continue;
    const into = facts.openPublications.filter(
      ({ schemas }) => schemas === null || schemas.some((one) => name.startsWith(`${one}.`)),
    );
    if (into.length === 0) continue;
    const names = into.map((publication) => publication.name).join(", ");
    yield {
      rule: "published-table",
      axis: "replication",
      level: facts.replicas.some(({ type }) => type === "logical slot") ? "medium" : "low",
      message: `${name} is published as soon as it is there (${names}): the new table on the subscribers first`,
      why: "Its first row stops a subscriber that has no such table. Where it is there, rows are left out until ALTER SUBSCRIPTION … REFRESH PUBLICATION.",
    };
    const hasKey = table.constraints.some(({ type }) => type === "p");
    if (!hasKey && into.some(({ publishesOldRows }) => publishesOldRows))
      yield {
        rule: "replica-identity-lost",
        axis: "compatibility",
        level: "medium",
        message: `${name} has no primary key and is published (${names}): every UPDATE and DELETE of it is refused`,
        why: "A publication of changes needs a key by which subscribers find the row: Postgres refuses the change here, on the publisher.",
        fix: `A primary key, or: ALTER TABLE ${name} REPLICA IDENTITY FULL`,
      };
  }
}
