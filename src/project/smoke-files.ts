/** The smoke checks of a configuration: its SQL and TypeScript files read, its HTTP requests named, and each with a checksum of its wording. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { parseSmokeScript, type SmokeScript } from "../core/release/smoke-check.ts";
import type { CheckIdentity } from "../core/release/smoke-record.ts";
import { redact } from "../core/report/redact.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { Config } from "./config.ts";
import type { HttpReference } from "./config-file.ts";
import { configVocabulary } from "./config-vocabulary.ts";
import type { SmokeCheckDefinition } from "./define-smoke-check.ts";
import { requestName } from "./request-name.ts";
import { readSqlText } from "./sql-text.ts";
import { definitionChecksum } from "./wording.ts";

/** A check that can be run. `file` is relative to the configuration's folder. */
export type SmokeCheck = CheckIdentity &
  (
    | { readonly kind: "sql"; readonly file: string; readonly script: SmokeScript }
    | { readonly kind: "http"; readonly file: null; readonly request: HttpReference }
    | { readonly kind: "typescript"; readonly file: string; readonly definition: SmokeCheckDefinition }
  );

/** All checks, in the configuration's order, and patterns under which nothing was found. */
export interface SmokeChecks {
  readonly checks: readonly SmokeCheck[];
  readonly unmatched: readonly string[];
}

/** Reads them. TypeScript files are run as far as they export. @throws AppError SMOKE_INVALID, SQL_SYNTAX, FILE_UNREADABLE */
export async function loadSmokeChecks({ smoke, directory }: Pick<Config, "smoke" | "directory">): Promise<SmokeChecks> {
  if (smoke.length > 0) await loadParser();
  const checks: SmokeCheck[] = [];
  const unmatched: string[] = [];
  const seen = new Set<string>();
  for (const entry of smoke) {
    if (typeof entry !== "string") {
      checks.push(httpCheck(entry));
      continue;
    }
    const files = matchingFiles(directory, entry);
    if (files.length === 0) unmatched.push(entry);
    for (const file of files) {
      if (seen.has(file)) continue; // two patterns may mean the same file
      seen.add(file);
      checks.push(await fileCheck(directory, file));
    }
  }
  refuseSameNames(checks);
  return { checks, unmatched };
}

function httpCheck(request: HttpReference): SmokeCheck {
  return { kind: "http", file: null, name: requestName(request), checksum: definitionChecksum(request), request };
}

async function fileCheck(directory: string, file: string): Promise<SmokeCheck> {
  const path = join(directory, file);
  if (file.endsWith(".sql")) {
    const { text, problem } = readSqlText(path);
    if (problem !== null) throw invalid(`${file}:${problem.line}:${problem.column}: ${problem.message}`);
    const script = parseSmokeScript(text, file);
    return { kind: "sql", file, name: script.name, checksum: sha256Of(text), script };
  }
  if (!/\.[cm]?[jt]s$/.test(file))
    throw invalid(`${file} is neither SQL nor TypeScript.`, "smoke takes .sql and .ts files, and http(…).");
  const definition = await loadDefinition(path, file);
  return { kind: "typescript", file, name: definition.name, checksum: sha256Of(readFileSync(path, "utf8")), definition };
}

async function loadDefinition(path: string, file: string): Promise<SmokeCheckDefinition> {
  const { createJiti } = await import("jiti"); // nobody pays for it who has no such check
  const jiti = createJiti(path, {
    fsCache: false, // a check may hold secrets, and a cache on disk would keep them
    interopDefault: false,
    moduleCache: false,
    virtualModules: { lockstep: { ...configVocabulary } },
  });
  const loaded: unknown = await jiti.import(path).catch((cause: unknown) => {
    const [why = ""] = messageOf(cause).split("\n");
    throw new AppError({ code: "SMOKE_INVALID", message: `${file} could not be loaded: ${redact(why)}`, cause });
  });
  const exported: unknown = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
  if (isDefinition(exported)) return exported;
  throw invalid(
    `${file} exports no smoke check.`,
    'export default defineSmokeCheck({ name: "…", run: async ({ query, expect }) => { … } })',
  );
}

function isDefinition(value: unknown): value is SmokeCheckDefinition {
  if (typeof value !== "object" || value === null) return false;
  const { name, run, timeoutMs }: Partial<Record<keyof SmokeCheckDefinition, unknown>> = value;
  const isTime = timeoutMs === undefined || (typeof timeoutMs === "number" && timeoutMs > 0);
  return typeof name === "string" && name.trim() !== "" && typeof run === "function" && isTime;
}

/** Files that a pattern means, sorted; `*` stands for anything inside a name, `**` for any folders. */
export function matchingFiles(directory: string, pattern: string): readonly string[] {
  const clean = pattern.replaceAll("\\", "/").replace(/^\.\//, "");
  if (!/[*?]/.test(clean)) {
    if (existsSync(join(directory, clean))) return [clean];
    throw new AppError({ code: "FILE_UNREADABLE", message: `${clean} could not be read: there is no such file.` });
  }
  const parts = clean.split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const root = join(directory, ...fixed);
  if (!existsSync(root)) return [];
  const matches = new RegExp(`^${parts.map(partPattern).join("/")}$`.replaceAll("(?:.*)/", "(?:.*/)?"));
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => matches.test(file) && !file.endsWith(".d.ts"))
    .sort();
}

function partPattern(part: string): string {
  if (part === "**") return "(?:.*)";
  return part
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
}

function refuseSameNames(checks: readonly SmokeCheck[]): void {
  const known = new Map<string, SmokeCheck>();
  for (const check of checks) {
    const other = known.get(check.name);
    if (other !== undefined)
      throw invalid(
        `Two smoke checks are called "${check.name}"${check.file === null ? "" : `: ${other.file} and ${check.file}`}.`,
        "Reports and evidence know checks by their names: give each its own.",
      );
    known.set(check.name, check);
  }
}

function invalid(message: string, hint?: string): AppError {
  return new AppError({ code: "SMOKE_INVALID", message, ...(hint === undefined ? {} : { hint }) });
}
