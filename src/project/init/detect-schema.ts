/**
 * The Drizzle schema of a repository. A `drizzle.config` knows best, but may need variables or packages that are not there; then its text
 * is looked at, and then what files are called and import.
 */

import { readFile } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { isDrizzleConfig, readDrizzleConfig } from "../drizzle/drizzle-config.ts";
import { findSchemaFiles } from "../drizzle/find-schema-files.ts";
import type { Variables } from "../run-process.ts";

/** What was found; paths are relative to the folder, with `/`. */
export interface DetectedSchema {
  /** Files, or one folder of them; empty where there is no schema. */
  readonly schema: readonly string[];
  /** The `drizzle.config`. */
  readonly config: string | null;
  /** Where drizzle-kit writes migrations, as far as its configuration says. */
  readonly out: string | null;
}

/** Where to look. */
export interface SchemaPlace {
  readonly folder: string;
  /** All files of the folder. */
  readonly files: readonly string[];
  readonly env: Variables;
  readonly signal?: AbortSignal | undefined;
}

const usualNames = [
  "shared/schema.ts",
  "src/db/schema.ts",
  "db/schema.ts",
  "src/schema.ts",
  "drizzle/schema.ts",
  "schema.ts",
  "schema/index.ts",
];
/** More are not written down one by one. */
const filesListed = 4;
/** More files are not opened in search of one. */
const filesRead = 200;

/** Looks; throws nothing. */
export async function detectSchema(place: SchemaPlace): Promise<DetectedSchema> {
  const { files } = place;
  const configs = files.filter(isDrizzleConfig).sort((a, b) => a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  for (const config of configs) {
    const read = (await byLoading(config, place)) ?? (await byItsText(config, place));
    if (read !== null) return { ...read, config };
  }
  return { schema: await byName(place), config: configs[0] ?? null, out: null };
}

async function byLoading(config: string, { folder, env, signal }: SchemaPlace): Promise<Omit<DetectedSchema, "config"> | null> {
  try {
    const { schemaFiles, out } = await readDrizzleConfig(join(folder, config), { cwd: folder, env, signal });
    const schema = shortened(schemaFiles.map((file) => relativeTo(folder, file)));
    return schema.length === 0 ? null : { schema, out: relativeTo(folder, out) };
  } catch {
    return null; // a package that is not installed, a variable that is not set: its text may still tell
  }
}

async function byItsText(config: string, { folder }: SchemaPlace): Promise<Omit<DetectedSchema, "config"> | null> {
  const text = await readFile(join(folder, config), "utf8").catch(() => "");
  const textAt = (key: string) => new RegExp(`\\b${key}["']?\\s*:\\s*\\[?\\s*["'\`]([^"'\`$]+)["'\`]`).exec(text)?.[1] ?? null;
  const [schema, out] = [textAt("schema"), textAt("out")];
  if (schema === null) return null;
  const base = posix.dirname(config);
  const path = posix.normalize(posix.join(base, schema));
  if (path.startsWith("..") || !leadsSomewhere(join(folder, path))) return null;
  return { schema: [path.replace(/\/+$/, "")], out: posix.normalize(posix.join(base, out ?? "drizzle")).replace(/\/+$/, "") };
}

function leadsSomewhere(path: string): boolean {
  try {
    return findSchemaFiles([path]).length > 0;
  } catch {
    return false;
  }
}

async function byName({ folder, files }: SchemaPlace): Promise<readonly string[]> {
  const code = files.filter((file) => /schema/i.test(file) && /(?<!\.(?:test|spec|d))\.[mc]?ts$/.test(file));
  const rank = (file: string) => {
    const exact = usualNames.indexOf(file);
    if (exact >= 0) return exact;
    const within = usualNames.findIndex((name) => file.endsWith(`/${name}`));
    return within >= 0 ? 100 + within : 200;
  };
  const ranked = [...code].sort((a, b) => rank(a) - rank(b) || a.split("/").length - b.split("/").length || (a < b ? -1 : 1));
  const holding: string[] = [];
  for (const file of ranked.slice(0, filesRead)) {
    const text = await readFile(join(folder, file), "utf8").catch(() => "");
    if (!/["']drizzle-orm\/pg-core["']/.test(text)) continue;
    if (rank(file) < 200) return [file];
    holding.push(file);
  }
  const [first] = holding;
  // a schema in several files is one folder of them
  return first === undefined ? [] : shortened(holding.filter((file) => posix.dirname(file) === posix.dirname(first)));
}

function shortened(files: readonly string[]): readonly string[] {
  const folders = new Set(files.map((file) => posix.dirname(file)));
  const [folder = "."] = folders;
  return files.length > filesListed && folders.size === 1 ? [folder] : files;
}

function relativeTo(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}
