/** A server with one database that holds every mutation suite's objects, for the tests that walk the mutations. */

import { rm } from "node:fs/promises";
import type { Change } from "../../src/core/diff/change.ts";
import type { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import type { Mutation, MutationSuite } from "../mutations/mutation.ts";
import { mutationSuites } from "../mutations/registry.ts";
import { createAuditor } from "./inspect-url.ts";
import { execSql, startServer } from "./postgres.ts";
import { tablespaceFolder } from "./tablespace.ts";

/** A running server with the database `base`. */
export interface MutationBase {
  readonly server: ScratchServer;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a server, makes the roles and the tablespace that suites may use, and loads every setup. */
export async function startMutationBase(major: number): Promise<MutationBase> {
  const settings = { autovacuum: "off", wal_level: "logical", allow_system_table_mods: "on", max_locks_per_transaction: "1024" };
  const server = await startServer(major, { settings });
  const folder = await tablespaceFolder();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await execSql(server.url(), `${createAuditor}; create role m_role_a; create role m_role_b`);
    await execSql(server.url(), `create tablespace lockstep_test location '${folder}'`);
    await server.createDatabase("base");
    const url = server.url("base");
    for (const suite of mutationSuites) await execSql(url, suite.setup(major));
    return { server, url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** True when a server of this major can make the mutation. */
export function runsOn(mutation: Mutation, major: number): boolean {
  return major >= (mutation.since ?? 0) && major <= (mutation.until ?? 99);
}

/** What a mutation wanted to be seen and was not, and what was seen beside it; empty lists when all is well. */
export function missedAndExtra(
  changes: readonly Change[],
  suite: MutationSuite,
  mutation: Mutation,
): { missed: string[]; extra: string[] } {
  const wanted = mutation.expect;
  const kind = wanted.kind ?? suite.kind;
  const isWanted = (change: Change) => {
    if (change.kind !== kind) return false;
    if ("change" in wanted) return change.change === wanted.change;
    return change.change === "alter" && change.facts.some(({ fact }) => fact === wanted.fact);
  };
  const admitted = new Set<string>([kind, ...(mutation.also ?? [])]);
  const wish = "fact" in wanted ? `${kind}.${wanted.fact}` : `${wanted.change} ${kind}`;
  return {
    missed: changes.some(isWanted) ? [] : [wish, ...changes.map(describeChange)],
    extra: changes.filter((change) => !admitted.has(change.kind)).map(describeChange),
  };
}

function describeChange(change: Change): string {
  const facts = "facts" in change ? ` ${change.facts.map(({ fact }) => fact).join(",")}` : "";
  return `${change.change} ${change.id}${facts}`;
}
