/** Starts the program that loads Drizzle schemas, asks it once, and says what its failures mean. */

import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../../core/app-error.ts";
import { redact } from "../../core/report/redact.ts";
import type { Variables } from "../run-process.ts";
import type { SchemaAnswer, SchemaRequest } from "./schema-program.ts";

/** Where the program runs. */
export interface SchemaSurroundings {
  readonly cwd: string;
  /** Schemas often read variables while loading; the program gets all. */
  readonly env: Variables;
  readonly signal?: AbortSignal | undefined;
}

const deadlineMs = 60_000;

/** Runs the program once. It is killed after its answer: a schema may have left connections open. @throws AppError DRIZZLE_SCHEMA_FAILED, INTERRUPTED */
export function askSchemaProgram(request: SchemaRequest, { cwd, env, signal }: SchemaSurroundings): Promise<SchemaAnswer> {
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

/** What an answer that is no success means. */
export function schemaFailure(answer: SchemaAnswer, { cwd }: SchemaSurroundings): AppError {
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
