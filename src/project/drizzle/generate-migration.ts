/**
 * Has the user's own drizzle-kit make a migration, because only it can write the journal and the snapshot that it keeps beside its
 * files. Whoever asked then puts other SQL into the file; when anything fails, the folder is as it was.
 */

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import { keepFolder } from "../keep-folder.ts";
import { runProcess } from "../run-process.ts";
import type { SchemaSurroundings } from "./ask-schema-program.ts";
import { findDrizzleConfig, isDrizzleConfig, readDrizzleConfig } from "./drizzle-config.ts";
import { findKit } from "./find-kit.ts";
import { findSchemaFiles } from "./find-schema-files.ts";

/** What to make. Paths are absolute. */
export interface GenerateRequest {
  /** The folder of the migrations. */
  readonly folder: string;
  /** In snake case. */
  readonly name: string;
  /** The schema that it leads to: a file, folder, pattern or `drizzle.config`. */
  readonly schema: string;
  /** The schema stays as drizzle-kit knows it: the SQL is ours alone. */
  readonly isCustom: boolean;
  /** Its questions can be answered on the terminal. */
  readonly isInteractive: boolean;
}

/** What drizzle-kit made. */
export interface GeneratedMigration {
  /** Relative to the folder, with `/`. */
  readonly file: string;
  readonly path: string;
  /** Its own SQL. */
  readonly sql: string;
}

const deadlineMs = 120_000;

/**
 * Makes one and runs `work` on it.
 * @throws AppError DRIZZLE_GENERATE_FAILED, DRIZZLE_SCHEMA_FAILED, CONFIG_INVALID, INTERRUPTED, and what `work` throws
 */
export async function withGeneratedMigration<T>(
  request: GenerateRequest,
  surroundings: SchemaSurroundings,
  work: (made: GeneratedMigration) => Promise<T>,
): Promise<T> {
  const line = await commandLine(request, surroundings);
  const kept = await keepFolder(request.folder);
  try {
    const said = request.isInteractive ? await onTerminal(line, surroundings) : await unasked(line, surroundings);
    const files = (await kept.newFiles()).filter((file) => file.endsWith(".sql"));
    const [file, ...others] = files;
    if (file === undefined || others.length > 0) throw nothingMade(said, files);
    const path = join(request.folder, file);
    return await work({ file, path, sql: await readFile(path, "utf8") });
  } catch (error) {
    await kept.restore();
    throw error;
  }
}

interface CommandLine {
  /** For Node. */
  readonly args: readonly string[];
  readonly cwd: string;
}

async function commandLine(request: GenerateRequest, surroundings: SchemaSurroundings): Promise<CommandLine> {
  const { folder, schema, name, isCustom } = request;
  const config = isDrizzleConfig(schema) ? schema : findDrizzleConfig(schema);
  const kit = findKit([schema, ...(config === null ? [] : [config]), join(surroundings.cwd, "package.json")]);
  if (kit === null)
    throw new AppError({
      code: "DRIZZLE_GENERATE_FAILED",
      message: "drizzle-kit is not installed in the schema's project, and only it can write the snapshots of this folder.",
      hint: "npm install --save-dev drizzle-kit",
    });
  const cwd = config === null ? surroundings.cwd : dirname(config);
  if (config !== null) await refuseOtherConfig(config, request, surroundings);
  // without the project's configuration it takes no absolute paths
  const place =
    config === null ? ["--dialect=postgresql", `--schema=${relative(cwd, schema)}`, `--out=${relative(cwd, folder)}`] : [];
  const where = config === null ? place : [`--config=${relative(cwd, config)}`];
  return { args: [kit.program, "generate", ...where, `--name=${name}`, ...(isCustom ? ["--custom"] : [])], cwd };
}

// Where its configuration means other files or another folder, its snapshot would say something else than our plan.
async function refuseOtherConfig(config: string, request: GenerateRequest, surroundings: SchemaSurroundings): Promise<void> {
  const { schemaFiles, out } = await readDrizzleConfig(config, surroundings);
  const name = relative(surroundings.cwd, config);
  if (out !== request.folder)
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `${name} writes to ${relative(surroundings.cwd, out)}, the migrations are in ${relative(surroundings.cwd, request.folder)}.`,
      hint: `migrations: { dir: "${relative(surroundings.cwd, out)}" } in lockstep.config.ts`,
    });
  const files = isDrizzleConfig(request.schema) ? schemaFiles : findSchemaFiles([request.schema]);
  if (files.join("\n") !== schemaFiles.join("\n"))
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `${name} names other schema files than ${relative(surroundings.cwd, request.schema)}.`,
      hint: `--from ${name}`,
    });
}

/** Runs it where nobody can answer; returns what it said. */
async function unasked({ args, cwd }: CommandLine, { env, signal }: SchemaSurroundings): Promise<string> {
  const result = await runProcess(process.execPath, args, { cwd, env: { ...env, NO_COLOR: "1" }, deadlineMs, signal });
  if (result.kind === "exited") return `${result.stderr}\n${result.stdout}`;
  return result.kind === "timed-out" ? `it took more than ${deadlineMs / 1_000} s` : result.kind;
}

/** Runs it on the user's terminal. It writes to stderr: our stdout is for results. */
function onTerminal({ args, cwd }: CommandLine, { env, signal }: SchemaSurroundings): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...env }, stdio: ["inherit", 2, 2], signal });
    child.on("error", reject).on("close", (code) => resolve(code === 0 ? "" : `it ended with exit code ${code}`));
  });
}

function nothingMade(said: string, files: readonly string[]): AppError {
  const why = files.length > 1 ? `it wrote ${files.join(", ")}` : reasonIn(said);
  const needsAnswer = /TTY|interactive/i.test(said);
  return new AppError({
    code: "DRIZZLE_GENERATE_FAILED",
    message: redact(`drizzle-kit made no migration: ${why}. The folder is as it was.`),
    hint: needsAnswer
      ? "It has a question: run the command on a terminal and without CI set."
      : "npx drizzle-kit generate says more; drizzle-kit compares with its own snapshot, not with what the SQL files do.",
  });
}

/** Its own words: the line with the error, or the last one. */
function reasonIn(said: string): string {
  const lines = said
    .split("\n")
    .map((line) => line.replace(/^[^\p{L}]+/u, "").trim())
    .filter((line) => line !== "");
  const found = lines.find((line) => /error|no schema changes|required/i.test(line)) ?? lines.at(-1) ?? "it said nothing";
  return found.replace(/[\s.]+$/, "");
}
