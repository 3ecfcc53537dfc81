/** Whether a pg_dump is there that can read the newest server: pg_dump refuses servers newer than itself. */

import type { DoctorCheck } from "../core/report/doctor-text.ts";
import { findDumpClient } from "../project/pg-dump.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** One check; `major` is the newest server's, undefined when none was reached. */
export async function checkDumpClient(major: number | undefined, { env, cwd }: WorkflowContext): Promise<DoctorCheck> {
  const name = "pg_dump";
  const client = await findDumpClient({ env, cwd });
  if (client === null)
    return {
      name,
      status: "warning",
      detail: "not found: backups need it, audits do not; where there is one, it judges plans too",
      fix: "install the PostgreSQL client package of your system",
    };
  const { version } = client;
  if (major !== undefined && client.major < major)
    return {
      name,
      status: "warning",
      detail: `version ${version} cannot dump PostgreSQL ${major}`,
      fix: `install a PostgreSQL ${major} client`,
    };
  return { name, status: "ok", detail: `version ${version}` };
}
