/**
 * A program of its own, started by `generateSchemaSql`: loads the user's schema and has the user's drizzle-kit write its
 * DDL. It is a process apart because both are foreign code, which prints, opens connections, or ends the process.
 */

import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { createJiti, type Jiti } from "jiti";
import { messageOf } from "../../core/message-of.ts";
import { findKit } from "./find-kit.ts";

/** What the program is asked, as its one message. Paths are absolute. */
export interface SchemaRequest {
  /** Null: those that the config names. */
  readonly schemaFiles: readonly string[] | null;
  readonly configFile: string | null;
  /** Files from whose folders drizzle-kit is looked for, in order. */
  readonly kitSeekers: readonly string[];
}

/** What it answers, as one message. */
export type SchemaAnswer =
  | { readonly kind: "sql"; readonly statements: readonly string[]; readonly configProblem: string | null }
  /** The config's `schema`, to be expanded and asked again, and where its migrations are. */
  | { readonly kind: "config"; readonly schema: readonly string[]; readonly out: string | null }
  | { readonly kind: "failed"; readonly message: string; readonly file: string; readonly line: number | null }
  | { readonly kind: "no-kit" }
  /** A drizzle-kit whose programming interface is another: its command line remains. */
  | { readonly kind: "no-api"; readonly program: string; readonly casing: string | null }
  | { readonly kind: "nothing-exported" };

/** The part of `drizzle-kit/api` that is used. */
interface KitApi {
  generateDrizzleJson(imports: object, prevId?: string, schemaFilters?: string[], casing?: string): unknown;
  generateMigration(before: unknown, after: unknown): Promise<readonly string[]>;
}

/** Answers one request. */
export async function answerSchemaRequest(request: SchemaRequest): Promise<SchemaAnswer> {
  let config: DrizzleConfig = { schema: [], out: null, casing: null };
  let configProblem: string | null = null;
  if (request.configFile !== null) {
    try {
      config = readConfig(await load(request.configFile));
    } catch (error) {
      const failure = failureOf(error, request.configFile);
      if (request.schemaFiles === null) return failure;
      // it is not needed for the schema, but would have told how names are spelled
      configProblem = `${failure.file}${failure.line === null ? "" : `:${failure.line}`}: ${failure.message}`;
    }
  }
  if (request.schemaFiles === null) return { kind: "config", schema: config.schema, out: config.out };
  const kit = findKit(request.kitSeekers);
  if (kit === null) return { kind: "no-kit" };
  const exported: Record<string, unknown> = {};
  for (const [index, file] of request.schemaFiles.entries()) {
    try {
      // two files may export different tables under one name
      for (const [name, value] of Object.entries(await load(file))) exported[`${index}:${name}`] = value;
    } catch (error) {
      return failureOf(error, file);
    }
  }
  const api = loadApi(kit.require);
  if (api === null) return { kind: "no-api", program: kit.program, casing: config.casing };
  try {
    const statements = await generate(api, exported, config.casing);
    return statements.length === 0 ? { kind: "nothing-exported" } : { kind: "sql", statements, configProblem };
  } catch (error) {
    return failureOf(error, request.schemaFiles[0] ?? "");
  }
}

/** From the empty snapshot nothing can have been renamed, so that there is nothing to be asked. */
async function generate(api: KitApi, exported: Record<string, unknown>, casing: string | null): Promise<readonly string[]> {
  // the same table exported twice would be created twice
  const once = Object.fromEntries(
    [...new Map(Object.entries(exported).map(([name, value]) => [value, name]))].map(([value, name]) => [name, value]),
  );
  const before = await api.generateDrizzleJson({});
  const after = await api.generateDrizzleJson(once, undefined, undefined, casing ?? undefined);
  return await api.generateMigration(before, after);
}

interface DrizzleConfig {
  readonly schema: readonly string[];
  readonly out: string | null;
  readonly casing: string | null;
}

function readConfig(module: object): DrizzleConfig {
  const config: unknown = Reflect.get(module, "default") ?? module;
  const get = (name: string): unknown => (typeof config === "object" && config !== null ? Reflect.get(config, name) : undefined);
  const schema = get("schema");
  const [out, casing] = [get("out"), get("casing")];
  const paths = Array.isArray(schema) ? schema : [schema];
  return {
    schema: paths.filter((path): path is string => typeof path === "string"),
    out: typeof out === "string" ? out : null,
    casing: typeof casing === "string" ? casing : null,
  };
}

async function load(file: string): Promise<object> {
  // path aliases are looked up from the file itself; a cache on disk would be left in the user's project
  const jiti: Jiti = createJiti(file, { fsCache: false, interopDefault: false, tsconfigPaths: true });
  const module: unknown = await jiti.import(file);
  return typeof module === "object" && module !== null ? module : {};
}

function loadApi(require: NodeJS.Require): KitApi | null {
  try {
    const api: unknown = require("drizzle-kit/api");
    return isKitApi(api) ? api : null;
  } catch {
    return null;
  }
}

function isKitApi(value: unknown): value is KitApi {
  return (
    typeof value === "object" &&
    value !== null &&
    "generateDrizzleJson" in value &&
    typeof value.generateDrizzleJson === "function" &&
    "generateMigration" in value &&
    typeof value.generateMigration === "function"
  );
}

/** The first line of what was thrown, and the topmost place in code of the user's. */
function failureOf(error: unknown, file: string): Extract<SchemaAnswer, { readonly kind: "failed" }> {
  const message = messageOf(error);
  const place = error instanceof Error ? userPlace(`${error.message}\n${error.stack ?? ""}`) : null;
  return { kind: "failed", message: message.split("\n")[0]?.trim() ?? "", file: place?.file ?? file, line: place?.line ?? null };
}

function userPlace(text: string): { readonly file: string; readonly line: number } | null {
  const own = fileURLToPath(import.meta.url);
  for (const [, spelled = "", line = ""] of text.matchAll(/((?:file:\/\/)?\/[^\s():]+|[A-Z]:\\[^\s():]+):(\d+):\d+/g)) {
    const path = spelled.startsWith("file:") ? fileURLToPath(spelled) : spelled;
    if (isAbsolute(path) && path !== own && !/[/\\]node_modules[/\\]/.test(path)) return { file: path, line: Number(line) };
  }
  return null;
}

if (process.send !== undefined) {
  process.once("message", (request: SchemaRequest) => {
    void answerSchemaRequest(request).then((answer) => process.send?.(answer));
  });
}
