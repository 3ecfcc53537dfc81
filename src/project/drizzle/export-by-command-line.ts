/**
 * `drizzle-kit export`, for versions whose programming interface is not the one that we know. Slower, and its errors are
 * printed rather than thrown, with exit code 0: only SQL on its stdout counts as success.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import { runProcess, type Variables } from "../run-process.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** What to export. Paths are absolute. */
export interface ExportRequest {
  /** drizzle-kit's `bin.cjs`. */
  readonly program: string;
  readonly casing: string | null;
  readonly schemaFiles: readonly string[];
}

/** The DDL as one text. @throws AppError DRIZZLE_SCHEMA_FAILED, FILE_UNWRITABLE */
export async function exportByCommandLine(
  request: ExportRequest,
  { cwd, env, signal }: { readonly cwd: string; readonly env: Variables; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const folder = await makeTemporaryFolder("lockstep-drizzle");
  try {
    const { casing, schemaFiles } = request;
    const config = join(folder.path, "drizzle.config.json");
    await writeFile(
      config,
      JSON.stringify({ dialect: "postgresql", schema: schemaFiles, ...(casing === null ? {} : { casing }) }),
    );
    const args = [request.program, "export", "--sql", `--config=${config}`];
    const result = await runProcess(process.execPath, args, { cwd, env: { ...env, NO_COLOR: "1" }, deadlineMs: 60_000, signal });
    if (result.kind === "exited" && result.code === 0 && /\bcreate\b/i.test(result.stdout)) return result.stdout;
    const said = result.kind === "exited" ? `${result.stderr}\n${result.stdout}`.trim().split("\n")[0] : result.kind;
    throw new AppError({
      code: "DRIZZLE_SCHEMA_FAILED",
      message: redact(`drizzle-kit export wrote no SQL: ${said ?? ""}`),
      hint: "Run it yourself to see all that it says: npx drizzle-kit export",
    });
  } finally {
    await folder.remove();
  }
}
