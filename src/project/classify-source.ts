/** What a source on the command line is, by its looks and by what is on disk. */

import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";

/** A source, told apart. `name` is as reports show it, without a password. */
export type ClassifiedSource =
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "url"; readonly name: string; readonly url: string }
  | { readonly kind: "variable"; readonly name: string; readonly variable: string }
  | { readonly kind: "snapshot" | "sql-file" | "migrations" | "drizzle"; readonly name: string; readonly path: string }
  | { readonly kind: "empty"; readonly name: "empty" };

/** Where to look. */
export interface SourceSurroundings {
  readonly cwd: string;
  readonly environments: readonly string[];
}

const wellKnown: readonly string[] = ["dev", "staging", "production"];

/** Classifies. @throws AppError SOURCE_UNKNOWN */
export function classifySource(text: string, { cwd, environments }: SourceSurroundings): ClassifiedSource {
  if (text === "empty") return { kind: "empty", name: "empty" };
  if (/^postgres(ql)?:\/\//i.test(text)) return { kind: "url", name: text.replace(/:\/\/[^/?#]*@/, "://"), url: text };
  if (text.startsWith("env:")) return { kind: "variable", name: text, variable: text.slice("env:".length) };
  if (environments.includes(text) || wellKnown.includes(text)) return { kind: "environment", name: text };
  const path = resolve(cwd, text);
  if (existsSync(path)) {
    if (statSync(path).isDirectory()) return { kind: "migrations", name: text, path };
    if (path.endsWith(".json")) return { kind: "snapshot", name: text, path };
    if (path.endsWith(".sql")) return { kind: "sql-file", name: text, path };
    if (/\.[cm]?[jt]s$/.test(path)) return { kind: "drizzle", name: text, path };
  }
  const near = didYouMean(text, [...environments, ...wellKnown]);
  throw new AppError({
    code: "SOURCE_UNKNOWN",
    message: `"${text}" is neither an environment, a URL, env:NAME nor a file here.${near === null ? "" : ` Did you mean ${near}?`}`,
    hint: "lockstep config print lists the environments.",
  });
}
