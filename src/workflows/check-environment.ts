/** One environment's health for `doctor`: its secret, connection, version, encryption, rights, clock and the way to it. */

import type { DoctorCheck } from "../core/report/doctor-text.ts";
import { openSession } from "../postgres/connect.ts";
import { parseConnectionUrl } from "../postgres/connection-url.ts";
import { detectPooler } from "../postgres/pooler.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import { failedCheck } from "./failed-check.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The checks of one environment; `major` is null when it cannot be reached. */
export interface EnvironmentCheckup {
  readonly checks: readonly DoctorCheck[];
  readonly major: number | null;
}

const slowestClockMs = 5_000;

const factsQuery = `
    select pg_catalog.current_setting('server_version') as version, current_user::text as "user", r.rolsuper as is_superuser,
           pg_catalog.clock_timestamp()::text as clock, extract(epoch from pg_catalog.clock_timestamp())::pg_catalog.float8 as seconds
    from pg_catalog.pg_roles r
    where r.rolname = current_user`;

/** Never throws: what fails is a check. */
export async function checkEnvironment(
  environment: Environment,
  project: Project,
  context: WorkflowContext,
): Promise<EnvironmentCheckup> {
  const { name } = environment;
  let session: Session | null = null;
  try {
    const { value, describedAs } = await resolveSecret(environment.url, project.secrets);
    const target = parseConnectionUrl(value, { env: context.env, osUser: context.osUser, whose: name });
    session = await openSession(target, {
      ...(context.signal === undefined ? {} : { signal: context.signal }),
      connectTimeoutMs: context.timeoutMs ?? 5_000,
    });
    const major = Math.floor(session.serverVersion / 10_000);
    return {
      checks: [
        ...(await describe(environment, session, describedAs)),
        ...target.warnings.map((detail): DoctorCheck => ({ name, status: "warning", detail })),
      ],
      major,
    };
  } catch (error) {
    return { checks: [failedCheck(name, error)], major: null };
  } finally {
    await session?.close();
  }
}

async function describe(environment: Environment, session: Session, describedAs: string): Promise<readonly DoctorCheck[]> {
  const { name } = environment;
  const before = Date.now();
  const { rows } = await session.query(factsQuery);
  const halfway = (before + Date.now()) / 2;
  const [facts] = rows;
  const role = `role ${String(facts?.user)}${facts?.is_superuser === true ? ", a superuser" : ""}`;
  const replica = session.inReplica ? ", a read replica: reading works, applying does not" : "";
  const checks: DoctorCheck[] = [
    {
      name,
      status: "ok",
      detail: `PostgreSQL ${String(facts?.version)}, ${role}, ${session.tls.note}${replica}; URL from ${describedAs}`,
    },
  ];
  const pooler = await detectPooler(session);
  if (pooler.path === "transaction-pooler" && environment.directUrl === null)
    checks.push({
      name: `${name} pooler`,
      status: "warning",
      detail: pooler.detail,
      fix: `set environments.${name}.directUrl to the server itself: apply needs it, reading does not`,
    });
  else if (pooler.path !== "direct") checks.push({ name: `${name} pooler`, status: "ok", detail: pooler.detail });
  const offMs = Math.abs(Number(facts?.seconds) * 1_000 - halfway);
  if (offMs > slowestClockMs)
    checks.push({
      name: `${name} clock`,
      status: "warning",
      detail: `the server's clock and this machine's are ${Math.round(offMs / 1_000)} s apart`,
      fix: "windows and logs follow this machine's clock: synchronise it",
    });
  return checks;
}
