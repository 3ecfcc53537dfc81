/** Whether a pg_dump is there that can read the newest server: pg_dump refuses servers newer than itself. */

import type { DoctorCheck } from "../core/report/doctor-text.ts";
import { runProcess } from "../project/run-process.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** One check; `major` is the newest server's, undefined when none was reached. */
export async function checkDumpClient(major: number | undefined, { env, cwd }: WorkflowContext): Promise<DoctorCheck> {
  const name = "pg_dump";
  const result = await runProcess("pg_dump", ["--version"], { env, cwd, deadlineMs: 5_000 });
  if (result.kind !== "exited" || result.code !== 0)
    return {
      name,
      status: "warning",
      detail: "not found: backups need it, audits do not",
      fix: "install the PostgreSQL client package of your system",
    };
  const version = /(\d+)(?:\.\d+)?/.exec(result.stdout)?.[0] ?? "?";
  if (major !== undefined && Number.parseInt(version, 10) < major)
    return {
      name,
      status: "warning",
      detail: `version ${version} cannot dump PostgreSQL ${major}`,
      fix: `install a PostgreSQL ${major} client`,
    };
  return { name, status: "ok", detail: `version ${version}` };
}
