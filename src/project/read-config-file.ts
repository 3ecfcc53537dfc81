/** Loads a configuration file, code or JSON, into an unchecked value. */

import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { redact } from "../core/report/redact.ts";
import { systemReason } from "../core/system-reason.ts";
import { configVocabulary } from "./config-vocabulary.ts";

/**
 * The value that a configuration file exports, or that a JSON file holds.
 * @throws AppError CONFIG_UNREADABLE with the error that loading raised, and its line
 */
export async function readConfigFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    const code = systemReason(error);
    throw unreadable(path, null, code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`, error);
  });
  return path.endsWith(".json") ? parseJson(path, text.replace(/^\uFEFF/, "")) : loadModule(path, text);
}

async function loadModule(path: string, text: string): Promise<unknown> {
  // Loaded on demand: without a configuration file nobody pays for a TypeScript loader.
  const { createJiti } = await import("jiti");
  const jiti = createJiti(path, {
    fsCache: false, // a configuration may hold secrets, and a cache on disk would keep them
    interopDefault: false, // it would make the whole module stand in for a default export that is not there
    moduleCache: false, // the dashboard reads it again after an edit
    virtualModules: { lockstep: { ...configVocabulary } },
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(path);
  } catch (error) {
    throw unreadable(path, lineOf(error, path, text), messageOf(error), error);
  }
  const exported: unknown = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
  if (exported !== undefined) return exported;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${basename(path)} has no default export.`,
    hint: "export default defineConfig({ … })",
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    const line = text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length;
    // V8 quotes the text around the mistake, which may be a password: only what it says about it is kept.
    const said =
      error instanceof Error
        ? error.message.replace(/,? \.{0,3}".*" is not valid JSON$/s, "").replace(/ at position.*$/s, "")
        : "";
    throw unreadable(path, line, `it is not JSON: ${said}`, error);
  }
}

/** The line that an error points at: a position of the parser, or the topmost stack frame in the file. */
function lineOf(error: unknown, path: string, text: string): number | null {
  if (!(error instanceof Error)) return null;
  const frame = `${error.message}\n${error.stack ?? ""}`.split(path).slice(1);
  for (const rest of frame) {
    const line = Number(/^:(\d+)/.exec(rest)?.[1] ?? Number.NaN);
    if (line >= 1 && line <= text.split("\n").length) return line;
  }
  const parsed = /\((\d+):\d+\)/.exec(error.message)?.[1];
  return parsed === undefined ? null : Number(parsed);
}

function unreadable(path: string, line: number | null, why: string, cause: unknown): AppError {
  const where = line === null ? basename(path) : `${basename(path)}:${line}`;
  return new AppError({
    code: "CONFIG_UNREADABLE",
    message: `${where} could not be loaded: ${redact(firstLine(why))}`,
    hint: `Open ${path}${line === null ? "" : ` at line ${line}`}.`,
    cause,
  });
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.trim() ?? "";
}
