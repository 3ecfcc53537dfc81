/** Reads a job's file, `db/jobs/NAME.ts`: loaded as the configuration is, and asked what sort of job it holds. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { messageOf } from "../core/message-of.ts";
import { redact } from "../core/report/redact.ts";
import { sha256Of } from "../core/sha256-of.ts";
import type { Config } from "./config.ts";
import { configVocabulary } from "./config-vocabulary.ts";

/** A job's file, loaded. */
export interface JobFile {
  readonly name: string;
  /** Relative to the configuration's folder: `db/jobs/tokens.ts`. */
  readonly file: string;
  /** Of the file's text. */
  readonly checksum: string;
  /** What it exports, tagged by what defined it. */
  readonly definition: { readonly kind: string } & Readonly<Record<string, unknown>>;
}

/** Names of the jobs that there are, sorted. */
export function listJobs({ directory, jobs }: Pick<Config, "directory" | "jobs">): readonly string[] {
  const folder = join(directory, jobs);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.endsWith(".d.ts") && !/\.(?:test|spec)\./.test(file))
    .map((file) => basename(file).replace(/\.[^.]+$/, ""))
    .sort();
}

/** Loads a job by its name. @throws AppError JOB_MISSING, JOB_INVALID */
export async function readJob(config: Pick<Config, "directory" | "jobs">, name: string): Promise<JobFile> {
  const path = ["ts", "mts", "js", "mjs"]
    .map((ending) => join(config.directory, config.jobs, `${name}.${ending}`))
    .find(existsSync);
  if (!/^[\w.-]+$/.test(name) || path === undefined) throw missing(config, name);
  const file = `${config.jobs}/${basename(path)}`;
  const { createJiti } = await import("jiti"); // commands without jobs do not pay for it
  const jiti = createJiti(path, {
    fsCache: false, // a job may hold secrets, and a cache on disk would keep them
    interopDefault: false,
    moduleCache: false,
    virtualModules: { lockstep: { ...configVocabulary } },
  });
  const loaded: unknown = await jiti.import(path).catch((cause: unknown) => {
    const [why = ""] = messageOf(cause).split("\n");
    throw new AppError({ code: "JOB_INVALID", message: `${file} could not be loaded: ${redact(why)}`, cause });
  });
  const exported: unknown = typeof loaded === "object" && loaded !== null ? Reflect.get(loaded, "default") : undefined;
  if (!isTagged(exported))
    throw new AppError({
      code: "JOB_INVALID",
      message: `${file} exports no job.`,
      hint: 'export default defineBackfill({ table: "public.users", set: { email_lower: "lower(email)" }, where: "email_lower is null" })',
    });
  return { name, file, checksum: sha256Of(readFileSync(path, "utf8")), definition: exported };
}

function isTagged(value: unknown): value is JobFile["definition"] {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
}

function missing(config: Pick<Config, "directory" | "jobs">, name: string): AppError {
  const names = listJobs(config);
  const near = didYouMean(name, names);
  return new AppError({
    code: "JOB_MISSING",
    message: `There is no job "${name}" in ${config.jobs}.${near === null ? "" : ` Did you mean "${near}"?`}`,
    hint:
      names.length === 0
        ? `A job is a file: ${config.jobs}/${/^[\w.-]+$/.test(name) ? name : "NAME"}.ts`
        : `There are: ${names.join(" · ")}`,
  });
}
