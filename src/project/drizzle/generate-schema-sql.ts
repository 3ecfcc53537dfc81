/**
 * A Drizzle schema → the DDL that creates it, written by the user's own drizzle-kit: whatever its version makes of the
 * schema is what the user's migrations will say. Runs in a process of its own, which may print and never asks.
 */

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import type { Variables } from "../run-process.ts";
import { exportByCommandLine } from "./export-by-command-line.ts";
import { findSchemaFiles } from "./find-schema-files.ts";
import type { SchemaAnswer, SchemaRequest } from "./schema-program.ts";

/** Where the program runs. */
export interface SchemaSurroundings {
  readonly cwd: string;
  /** Schemas often read variables while loading; the program gets all. */
  readonly env: Variables;
  readonly signal?: AbortSignal | undefined;
}

/** The DDL of a schema. */
export interface SchemaSql {
  /** In the order in which they run. */
  readonly statements: readonly string[];
  /** Sentences for the user. */
  readonly warnings: readonly string[];
}

const deadlineMs = 60_000;
const configNames = ["ts", "mts", "js", "mjs", "cjs", "json"].map((extension) => `drizzle.config.${extension}`);

/**
 * The DDL of the schema at an absolute path: a file, folder, pattern or `drizzle.config`.
 * @throws AppError DRIZZLE_SCHEMA_FAILED, INTERRUPTED
 */
export async function generateSchemaSql(path: string, surroundings: SchemaSurroundings): Promise<SchemaSql> {
  const isConfig = configNames.some((name) => path.endsWith(`/${name}`) || path.endsWith(`\\${name}`));
  const configFile = isConfig ? path : findConfig(path);
  const ownPlace = join(surroundings.cwd, "package.json");
  let schemaFiles = isConfig ? null : findSchemaFiles([path]);
  if (schemaFiles === null) {
    const answer = await ask({ schemaFiles, configFile, kitSeekers: [] }, surroundings);
    if (answer.kind !== "config") throw failureOf(answer, surroundings);
    schemaFiles = findSchemaFiles(answer.schema.map((one) => resolve(dirname(path), one)));
  }
  const kitSeekers = [...schemaFiles.slice(0, 1), ...(configFile === null ? [] : [configFile]), ownPlace];
  const answer = await ask({ schemaFiles, configFile, kitSeekers }, surroundings);
  if (answer.kind === "no-api") {
    const { program, casing } = answer;
    return { statements: [await exportByCommandLine({ program, casing, schemaFiles }, surroundings)], warnings: [] };
  }
  if (answer.kind !== "sql") throw failureOf(answer, surroundings);
  const problem = answer.configProblem;
  const warning = `The Drizzle configuration could not be read, so names are taken as the schema spells them: ${problem}`;
  return { statements: answer.statements, warnings: problem === null ? [] : [redact(warning)] };
}

/** The nearest `drizzle.config` at or above a path; it tells how column names are spelled. */
function findConfig(path: string): string | null {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (folder === dirname(folder) || existsSync(join(folder, ".git"))) return null;
  }
}

/** Runs the program once. It is killed after its answer: a schema may have left connections open. */
function ask(request: SchemaRequest, { cwd, env, signal }: SchemaSurroundings): Promise<SchemaAnswer> {
  const interrupted = () => new AppError({ code: "INTERRUPTED", message: "Loading the Drizzle schema was stopped." });
  if (signal?.aborted === true) return Promise.reject(interrupted());
  const program = programFile();
  // Node 20 cannot run TypeScript by itself, and our own sources are TypeScript while they are developed
  const jiti = join(dirname(createRequire(import.meta.url).resolve("jiti/package.json")), "lib", "jiti-cli.mjs");
  const [start, ...args] = program.endsWith(".ts") ? [jiti, program] : [program];
  return new Promise((resolvePromise, reject) => {
    const child = fork(start, args, {
      cwd,
      env: { ...env, JITI_FS_CACHE: "false" },
      execArgv: [],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.send(request);
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString("utf8")}`.slice(-4_000);
    });
    const fail = (why: string) => reject(new AppError({ code: "DRIZZLE_SCHEMA_FAILED", message: redact(why) }));
    const timer = setTimeout(() => {
      fail(`Loading the Drizzle schema took more than ${deadlineMs / 1_000} s.`);
      child.kill("SIGKILL");
    }, deadlineMs);
    const onAbort = () => {
      reject(interrupted());
      child.kill("SIGKILL");
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    child.on("message", (answer) => {
      resolvePromise(answer as SchemaAnswer); // the program sends nothing else
      child.kill("SIGKILL");
    });
    child.on("error", (error) => fail(`The program that loads Drizzle schemas did not start: ${error.message}`));
    child.on("close", (code) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      // after an answer this changes nothing
      fail(`Loading the Drizzle schema ended the process (exit code ${code}): ${lastLine(said)}`);
    });
  });
}

/** Beside this file in the sources; an entry of its own in the bundle, whose other files may lie a folder deeper. */
function programFile(): string {
  const places = ["./schema-program.ts", "./project/drizzle/schema-program.js", "../project/drizzle/schema-program.js"];
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new AppError({ code: "INTERNAL", message: "The program that loads Drizzle schemas is not in the package." });
}

function failureOf(answer: SchemaAnswer, { cwd }: SchemaSurroundings): AppError {
  switch (answer.kind) {
    case "failed": {
      const file = relative(cwd, answer.file);
      const place = answer.line === null ? file : `${file}:${answer.line}`;
      return drizzleError(
        `${place}: ${redact(answer.message)}`,
        "The schema is loaded as drizzle-kit would load it; open the file there.",
      );
    }
    case "no-kit":
      return drizzleError("drizzle-kit is not installed in the schema's project.", "npm install --save-dev drizzle-kit");
    case "config":
      return drizzleError("The Drizzle configuration names no schema.", 'schema: "./src/schema.ts"');
    case "nothing-exported":
      return drizzleError(
        "The Drizzle schema exports nothing that Postgres would hold.",
        "Export the tables and enums: what is not exported, drizzle-kit does not see either.",
      );
    case "sql":
    case "no-api":
      return new AppError({ code: "INTERNAL", message: `An answer of kind ${answer.kind} is no failure.` });
  }
}

function drizzleError(message: string, hint: string): AppError {
  return new AppError({ code: "DRIZZLE_SCHEMA_FAILED", message, hint });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
