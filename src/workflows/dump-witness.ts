/**
 * pg_dump as a second judge of a proof: it sees the goal and the copy with other eyes than ours. Asked where both sides are live
 * databases of one major version and a pg_dump for it is installed; how the copy differs from the start does not count.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import { majorOf } from "../core/catalog/catalog.ts";
import { type DumpDifference, dumpDifferences } from "../core/plan/dump-differences.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { ConnectionTarget } from "../postgres/connection-url.ts";
import { libpqEnvironment } from "../postgres/libpq-environment.ts";
import { type DumpClient, findDumpClient, runDumpClient } from "../project/pg-dump.ts";
import type { ScratchCopy } from "./scratch-copy.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

const deadlineMs = 120_000;

/** Both sides of a plan. */
export interface WitnessedSides {
  readonly from: SourceReading;
  readonly to: SourceReading;
}

/** Looks at databases only when it is asked; close nothing. */
export class DumpWitness {
  /** `pg_dump 16.4` */
  readonly name: string;
  readonly #dump: (target: ConnectionTarget) => Promise<string | null>;
  readonly #start: ConnectionTarget;
  readonly #goal: ConnectionTarget;

  private constructor(parts: {
    readonly name: string;
    readonly dump: (target: ConnectionTarget) => Promise<string | null>;
    readonly start: ConnectionTarget;
    readonly goal: ConnectionTarget;
  }) {
    this.name = parts.name;
    this.#dump = parts.dump;
    this.#start = parts.start;
    this.#goal = parts.goal;
  }

  /** Calls a witness; null where there is none. */
  static async call({ from, to }: WitnessedSides, copy: ScratchCopy, context: WorkflowContext): Promise<DumpWitness | null> {
    const [start, goal] = [from.live?.session.target, to.live?.session.target];
    const majors = new Set([majorOf(from.catalog), majorOf(to.catalog), copy.database.major]);
    if (start === undefined || goal === undefined || majors.size !== 1 || !copy.isComplete) return null;
    const client = await findDumpClient(context);
    if (client === null || client.major < copy.database.major) return null;
    const args = argumentsFor(from.catalog, to.catalog);
    return new DumpWitness({
      name: `pg_dump ${client.version}`,
      dump: (target) => takeDump(client, target, args, context),
      start,
      goal,
    });
  }

  /** What it sees between the goal and a copy that has gone there; null where it could not look. */
  differences(copy: ScratchCopy): Promise<readonly DumpDifference[] | null> {
    return this.#between(this.#goal, copy);
  }

  /** Those of the differences that are none between the start and the copy after it has come back; null where it could not look. */
  async newOnes(found: readonly DumpDifference[], copy: ScratchCopy): Promise<readonly DumpDifference[] | null> {
    const before = await this.#between(this.#start, copy);
    if (before === null) return null;
    const known = [...before];
    return found.filter((line) => {
      const at = known.indexOf(line);
      if (at >= 0) known.splice(at, 1);
      return at < 0;
    });
  }

  async #between(target: ConnectionTarget, copy: ScratchCopy): Promise<readonly DumpDifference[] | null> {
    const [wanted, reached] = await Promise.all([this.#dump(target), this.#dump(copy.database.target)]);
    if (wanted === null || reached === null) return null;
    await loadParser();
    return dumpDifferences(wanted, reached);
  }
}

/** Rights and owners are compared by us by what roles mean; where the owners have other names, the texts differ everywhere. */
function argumentsFor(from: Catalog, to: Catalog): readonly string[] {
  const sameOwner = from.server?.owner === to.server?.owner;
  return [
    "--schema-only",
    "--no-subscriptions",
    "--no-security-labels",
    "--lock-wait-timeout=2000",
    ...(sameOwner ? [] : ["--no-owner", "--no-privileges"]),
  ];
}

/** Null for whatever keeps it from looking: a lock, a missing right, a cluster that it cannot reach. */
async function takeDump(
  client: DumpClient,
  target: ConnectionTarget,
  args: readonly string[],
  { env, cwd, signal }: WorkflowContext,
): Promise<string | null> {
  const result = await runDumpClient(client, { connection: libpqEnvironment(target), args, env, cwd, deadlineMs, signal });
  return result.kind === "exited" && result.code === 0 ? result.stdout : null;
}
