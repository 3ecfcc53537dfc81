/**
 * What a target and a role can do for a job, judged before the first row: whatever would make it miss rows, fail halfway or reach further than
 * its author thinks is named. Never by a version or a vendor's name, only by what was found.
 */

import { AppError } from "../app-error.ts";
import { quoteIdentifier } from "../sql/quote.ts";

/** What a server tells of a table, the columns that are written, and the role. */
export interface TargetFacts {
  /** Quoted, with its schema. */
  readonly relation: string;
  /** `pg_class.relkind` */
  readonly kind: string;
  /** `pg_class.relpersistence` */
  readonly persistence: string;
  /** Quoted. */
  readonly role: string;
  readonly isStandby: boolean;
  /** Of the key that the job walks along; null: there is none. */
  readonly key: readonly string[] | null;
  /** Those that are written. */
  readonly columns: readonly ColumnFacts[];
  /** Columns that the role may not read. */
  readonly unreadable: readonly string[];
  /** Row-level security counts for the role; its policies by name. Null: it does not. */
  readonly rowSecurity: { readonly policies: readonly string[]; readonly isOwner: boolean } | null;
  /** Whether its schema and tables are there, and whether the role may write them, or make them where they are not. */
  readonly ledger: { readonly hasSchema: boolean; readonly hasTables: boolean; readonly mayUse: boolean };
  /** Database, quoted. */
  readonly database: string;
  readonly path: "direct" | "proxy" | "transaction-pooler";
  readonly isDistributed: boolean;
  /** Foreign tables among its partitions. */
  readonly foreignPartitions: readonly string[];
  /** That carry its updates. */
  readonly publications: readonly string[];
  /** `pg_class.relreplident` of the table, or the one of a partition that names no row. */
  readonly replicaIdentity: "key" | "full" | "none";
  /** Logical slots of the database. */
  readonly logicalSlots: readonly string[];
  /** That write into the table. */
  readonly subscriptions: readonly string[];
  /** ON UPDATE rules. */
  readonly rules: readonly { readonly name: string; readonly isInstead: boolean }[];
}

/** A column that is written. */
export interface ColumnFacts {
  readonly name: string;
  readonly exists: boolean;
  readonly isGenerated: boolean;
  readonly isIdentityAlways: boolean;
  readonly isPartitionKey: boolean;
  readonly mayUpdate: boolean;
}

/** Something that stands in the way of a job, or that its author has to know. */
export interface TargetFinding {
  /** Stable: `row-security`, `publication` … */
  readonly code: string;
  readonly level: "refuse" | "warn";
  /** A sentence with its full stop. */
  readonly message: string;
  /** What lifts it, best as a statement. */
  readonly hint: string;
}

/** Judges; refusals first, in a fixed order. */
export function judgeTarget(facts: TargetFacts): readonly TargetFinding[] {
  const findings = [
    ...relationFindings(facts),
    ...columnFindings(facts),
    ...rightsFindings(facts),
    ...securityFindings(facts),
    ...replicationFindings(facts),
    ...pathFindings(facts),
  ];
  return [...findings.filter(({ level }) => level === "refuse"), ...findings.filter(({ level }) => level === "warn")];
}

/** Refuses where something must be. @param origin what to call the job @throws AppError JOB_REFUSED that names all of it */
export function refuseTarget(findings: readonly TargetFinding[], origin: string): void {
  const refusals = findings.filter(({ level }) => level === "refuse");
  if (refusals.length === 0) return;
  throw new AppError({
    code: "JOB_REFUSED",
    message: `${origin}: ${refusals.map(({ message }) => message).join(" ")} Nothing was done.`,
    hint: refusals.map(({ hint }) => hint).join(" · "),
  });
}

const refuse = (code: string, message: string, hint: string): TargetFinding => ({ code, level: "refuse", message, hint });
const warn = (code: string, message: string, hint: string): TargetFinding => ({ code, level: "warn", message, hint });

const kindWords: Readonly<Record<string, string>> = {
  v: "a view",
  m: "a materialized view",
  f: "a foreign table",
  S: "a sequence",
  i: "an index",
  I: "an index",
};

function relationFindings(facts: TargetFacts): readonly TargetFinding[] {
  const { relation, kind, persistence, isStandby, key, isDistributed, foreignPartitions, rules } = facts;
  const found: TargetFinding[] = [];
  if (isStandby) found.push(refuse("standby", "The server is a standby, which only reads.", "Use the URL of the primary."));
  const what = kindWords[kind];
  if (what !== undefined)
    found.push(
      refuse("not-a-table", `${relation} is ${what}, and a job goes through the rows of a table.`, "Name the table behind it."),
    );
  else if (key === null)
    found.push(
      refuse(
        "no-key",
        `${relation} has no key to walk along.`,
        `create unique index concurrently on ${relation} (…) over columns that are NOT NULL; or a primary key.`,
      ),
    );
  if (persistence === "t")
    found.push(
      refuse("temporary", `${relation} is a temporary table, which only its own session sees.`, "Use a table that stays."),
    );
  if (isDistributed)
    found.push(
      refuse(
        "distributed",
        `${relation} is distributed by Citus: its rows and the job's ledger are not on one node, and one update over a range of keys is many.`,
        "Run the job on each worker's shards, or by the distribution column in Citus' own way.",
      ),
    );
  if (foreignPartitions.length > 0)
    found.push(
      refuse(
        "foreign-partition",
        `${relation} has partitions on other servers: ${foreignPartitions.join(", ")}; they do not commit together with the ledger.`,
        "Make jobs for the partitions that are here.",
      ),
    );
  for (const { name, isInstead } of rules)
    found.push(
      isInstead
        ? refuse(
            "rule",
            `The rule ${name} makes something else out of every update of ${relation}.`,
            `alter table ${relation} disable rule ${quoteIdentifier(name)}`,
          )
        : warn(
            "rule",
            `The rule ${name} adds statements to every update of ${relation}.`,
            "They run once for each batch, for its rows.",
          ),
    );
  return found;
}

function columnFindings({ relation, columns, key }: TargetFacts): readonly TargetFinding[] {
  const named = (is: (column: ColumnFacts) => boolean) => columns.filter(is).map(({ name }) => name);
  const one = (code: string, names: readonly string[], message: (names: string) => string, hint: string) =>
    names.length === 0 ? [] : [refuse(code, message(names.join(", ")), hint)];
  return [
    ...one(
      "no-column",
      named(({ exists }) => !exists),
      (names) => `${relation} has no column ${names}.`,
      "Check the names in the job's file.",
    ),
    ...one(
      "generated",
      named(({ isGenerated }) => isGenerated),
      (names) => `${names} of ${relation} is computed by the server from other columns, and cannot be written.`,
      "Write the columns that it is computed from.",
    ),
    ...one(
      "identity",
      named(({ isIdentityAlways }) => isIdentityAlways),
      (names) => `${names} of ${relation} is GENERATED ALWAYS AS IDENTITY, which no update may change.`,
      `alter table ${relation} alter column … set generated by default`,
    ),
    ...one(
      "partition-key",
      named(({ isPartitionKey }) => isPartitionKey),
      (names) => `${names} decides in which partition of ${relation} a row is: rows would move while the job walks.`,
      "Write into a new column, and move the rows with an own job.",
    ),
    ...one(
      "writes-key",
      named(({ name }) => key?.includes(name) ?? false),
      (names) => `${names} is part of the key that the job walks along: rows would move while it walks.`,
      "Name another unique index by `key`, or write into a new column.",
    ),
  ];
}

function rightsFindings({ relation, role, columns, unreadable, ledger, database }: TargetFacts): readonly TargetFinding[] {
  const found: TargetFinding[] = [];
  const locked = columns.filter(({ exists, mayUpdate }) => exists && !mayUpdate).map(({ name }) => name);
  if (locked.length > 0)
    found.push(
      refuse(
        "right-update",
        `${role} may not update ${locked.join(", ")} of ${relation}.`,
        `grant update (${quoted(locked)}) on ${relation} to ${role}`,
      ),
    );
  if (unreadable.length > 0)
    found.push(
      refuse(
        "right-select",
        `${role} may not read ${unreadable.join(", ")} of ${relation}.`,
        `grant select (${quoted(unreadable)}) on ${relation} to ${role}`,
      ),
    );
  if (!ledger.mayUse) found.push(refuse("right-ledger", ...ledgerWords(ledger, role, database)));
  return found;
}

/** What is missing, and what grants it. */
function ledgerWords({ hasSchema, hasTables }: TargetFacts["ledger"], role: string, database: string): readonly [string, string] {
  if (hasTables)
    return [
      `${role} may not write the tables of the schema lockstep that are the job's ledger.`,
      `grant usage on schema lockstep to ${role}; grant select, insert, update, delete on lockstep.job, lockstep.job_chunk, lockstep.job_quarantine to ${role}`,
    ];
  const what = hasSchema ? "tables in the schema lockstep" : "the schema lockstep";
  return [
    `${role} may not create ${what}, where the job's ledger is kept.`,
    hasSchema ? `grant all on schema lockstep to ${role}` : `grant create on database ${database} to ${role}`,
  ];
}

// a row that the role does not see is missed without a trace: not even a count shows it
function securityFindings({ relation, role, rowSecurity }: TargetFacts): readonly TargetFinding[] {
  if (rowSecurity === null) return [];
  const { policies, isOwner } = rowSecurity;
  const by = policies.length === 0 ? "without a policy that shows it any" : `by ${policies.join(", ")}`;
  return [
    refuse(
      "row-security",
      `Row-level security of ${relation} counts for ${role} (${by}): rows that it hides would be missed, and no count would tell.`,
      isOwner
        ? `While the job runs: alter table ${relation} no force row level security; or a role with BYPASSRLS.`
        : `Run the job as the owner of ${relation}, or: alter role ${role} bypassrls`,
    ),
  ];
}

function replicationFindings(facts: TargetFacts): readonly TargetFinding[] {
  const { relation, publications, replicaIdentity, logicalSlots, subscriptions } = facts;
  const found: TargetFinding[] = [];
  const list = publications.join(", ");
  if (publications.length > 0 && replicaIdentity === "none")
    found.push(
      refuse(
        "replica-identity",
        `${relation} is published by ${list}, and has no replica identity: the server refuses every update of it.`,
        `alter table ${relation} replica identity using index …`,
      ),
    );
  else if (publications.length > 0)
    found.push(
      warn(
        "publication",
        `Every row that the job changes goes to the subscribers of ${list}${replicaIdentity === "full" ? ", with the values that it had before" : ""}.`,
        "Tell whoever reads them; the throttle watches how much WAL their slots keep.",
      ),
    );
  if (logicalSlots.length > 0)
    found.push(
      warn(
        "logical-slot",
        `Logical slots read the changes of this database: ${logicalSlots.join(", ")}.`,
        "What they hand on depends on their readers; the throttle watches how much WAL they keep.",
      ),
    );
  if (subscriptions.length > 0)
    found.push(
      warn(
        "subscription",
        `${relation} is filled by the subscription ${subscriptions.join(", ")}: what the job writes is written over when the row changes there.`,
        "Run the job where the rows come from.",
      ),
    );
  return found;
}

function pathFindings({ path, relation }: TargetFacts): readonly TargetFinding[] {
  if (path !== "transaction-pooler") return [];
  return [
    warn(
      "pooler",
      `A pooler in transaction mode stands before the server: who waits for rows of ${relation} cannot be told, and a batch in hand cannot be cancelled.`,
      "Set directUrl for the environment to the server itself.",
    ),
  ];
}

function quoted(names: readonly string[]): string {
  return names.map((name) => quoteIdentifier(name)).join(", ");
}
