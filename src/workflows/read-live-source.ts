/** Reads a source that is a running database: an environment, a URL, or a variable that holds one. */

import { AppError } from "../core/app-error.ts";
import { environmentQueries, readEnvironmentFacts } from "../core/parity/environment-facts.ts";
import { openSession } from "../postgres/connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../postgres/connection-url.ts";
import { inspect } from "../postgres/inspect.ts";
import { databaseIdentityQuery, readDatabaseIdentity } from "../postgres/same-database.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A database to read. `url` is a secret. */
export interface LiveSource {
  readonly name: string;
  readonly url: string;
  /** Role names elsewhere → role names in this database. */
  readonly roles: Readonly<Record<string, string>>;
}

/** What is read beside the objects. */
export interface ReadingDepth {
  /** What depends on what: a plan needs it. */
  readonly dependencies?: boolean;
}

/**
 * Connects and reads everything in one snapshot; the session stays open until `close`.
 *
 * @throws AppError CONNECT_*, URL_INVALID, PERMISSION_DENIED, LOCK_TIMEOUT, SCHEMA_CHANGING, INTERRUPTED
 */
export async function readLiveSource(
  source: LiveSource,
  context: WorkflowContext,
  depth: ReadingDepth = {},
): Promise<SourceReading> {
  const { env, osUser, signal, timeoutMs } = context;
  const target = targetOf(source, env, osUser);
  const session = await openSession(target, {
    ...(signal === undefined ? {} : { signal }),
    ...(timeoutMs === undefined ? {} : { connectTimeoutMs: timeoutMs, statementTimeoutMs: timeoutMs }),
  }).catch((error: unknown) => {
    throw namingSource(error, source.name);
  });
  try {
    const roles = new Map(Object.entries(source.roles).map(([elsewhere, here]) => [here, elsewhere]));
    const { catalog, extra } = await inspect(session, { ...depth, roles, extra: [databaseIdentityQuery, ...environmentQueries] });
    const [identity, ...environment] = extra;
    const warnings = target.warnings.map((message) => ({
      rule: "connection-url",
      level: "low" as const,
      message: `${source.name}: ${message}`,
    }));
    return {
      name: source.name,
      catalog,
      connection: session.tls.note,
      live: {
        session,
        environment: readEnvironmentFacts(environment),
        identity: readDatabaseIdentity({ fields: identity?.fields ?? [], rows: identity?.rows ?? [] }),
      },
      findings: warnings,
      close: () => session.close(),
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function targetOf({ url, name }: LiveSource, env: WorkflowContext["env"], osUser: string): ConnectionTarget {
  try {
    return parseConnectionUrl(url, { env, osUser });
  } catch (error) {
    throw namingSource(error, name);
  }
}

// With several databases at once, a host and port do not say which of them it was.
function namingSource(error: unknown, name: string): unknown {
  if (!(error instanceof AppError) || error.code === "INTERRUPTED") return error;
  const { code, message, hint, retryable, cause } = error;
  return new AppError({ code, message: `${name}: ${message}`, retryable, cause, ...(hint === undefined ? {} : { hint }) });
}
