/**
 * The configuration as the rest of the program sees it: complete, typed, with every default filled in. Most
 * repositories have no configuration file; then nothing but variables decides, and neither zod nor a TypeScript
 * loader is loaded.
 */

import { basename, dirname, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { Cadence } from "../core/release/cadence.ts";
import { type ChecklistItemId, checklistItems } from "../core/release/checklist.ts";
import type { BackupFile, CadenceFile, ConfigFile, CopyFile, LoadFile, MigrationLayout, WatchFile } from "./config-file.ts";
import type { Environment, LogPlaces } from "./environments.ts";
import { environmentsFromFile } from "./environments-from-file.ts";
import { environmentsFromVariables } from "./environments-from-variables.ts";
import { findConfigFile } from "./find-config-file.ts";
import { readConfigFile } from "./read-config-file.ts";
import type { Variables } from "./run-process.ts";
import type { SecretReference } from "./secrets/secret-reference.ts";
import { toSecretReference } from "./secrets/to-secret-reference.ts";

/** The configuration. Paths are as written, relative to `directory`. */
export interface Config {
  /** The absolute path of the file; null without one. */
  readonly file: string | null;
  /** The folder that relative paths start from: the file's, else the working directory. */
  readonly directory: string;
  readonly schema: readonly string[];
  readonly migrations: LogPlaces & {
    /** Null: found out by looking. */
    readonly layout: MigrationLayout | null;
  };
  /** In the order in which changes travel. */
  readonly environments: readonly Environment[];
  readonly scratch: { readonly url: SecretReference } | { readonly on: string } | null;
  /** The server that is named for production's data; null: one is started for it. */
  readonly productionScratch: SecretReference | null;
  readonly compare: { readonly columnOrder: boolean };
  /** Null when no cadence is configured: then nothing is ever overdue. */
  readonly cadence: Cadence | null;
  readonly launch: { readonly date: string } | null;
  readonly ignore: readonly string[];
  readonly lookup: readonly string[];
  /** Environment → items; every protected environment has an entry. */
  readonly checklist: Readonly<Record<string, readonly ChecklistItemId[]>>;
  readonly smoke: NonNullable<ConfigFile["smoke"]>;
  /** Null where none is configured. */
  readonly load: LoadFile | null;
  readonly watch: { readonly [K in keyof WatchFile]-?: NonNullable<WatchFile[K]> };
  readonly backup: BackupFile | null;
  readonly jobs: string;
  readonly copy: CopyFile & { readonly masking: string };
  readonly notify: NonNullable<ConfigFile["notify"]>;
  /** What the file says, before defaults; null without a file. */
  readonly written: ConfigFile | null;
  /** Sentences for stderr. */
  readonly warnings: readonly string[];
}

/** Where to look for the configuration. */
export interface LoadConfigOptions {
  readonly cwd: string;
  readonly env: Variables;
  /** `--config`, relative to `cwd`. */
  readonly explicitPath?: string | undefined;
}

/**
 * The configuration for a working directory.
 * @throws AppError CONFIG_UNREADABLE when the file cannot be loaded, CONFIG_INVALID when it says something impossible
 */
export async function loadConfig({ cwd, env, explicitPath }: LoadConfigOptions): Promise<Config> {
  const file = explicitPath === undefined ? findConfigFile(cwd) : resolve(cwd, explicitPath);
  if (file === null) return buildConfig({}, null, resolve(cwd), env);
  const { checkConfigFile } = await import("./check-config-file.ts");
  return buildConfig(checkConfigFile(await readConfigFile(file), basename(file)), file, dirname(file), env);
}

function buildConfig(written: ConfigFile, file: string | null, directory: string, env: Variables): Config {
  const dir = (written.migrations?.dir ?? "db/migrations").replace(/(.)\/+$/, "$1");
  const places = { dir, log: written.migrations?.log ?? `${dir}/applied_to_prod.log` };
  const name = file === null ? "lockstep.config.ts" : basename(file);
  const environments =
    written.environments === undefined
      ? environmentsFromVariables(env, places)
      : environmentsFromFile(written.environments, places, name);
  const config = {
    file,
    directory,
    schema: typeof written.schema === "string" ? [written.schema] : (written.schema ?? []),
    migrations: { ...places, layout: written.migrations?.layout ?? null },
    environments,
    scratch: scratchOf(written.scratch, name),
    productionScratch:
      written.scratch?.production === undefined
        ? null
        : toSecretReference(written.scratch.production, "scratch.production", name),
    compare: { columnOrder: written.compare?.columnOrder ?? false },
    cadence: written.cadence === undefined ? null : cadenceOf(written.cadence),
    launch: written.launch ?? null,
    ignore: written.ignore ?? [],
    lookup: written.lookup ?? [],
    checklist: checklistOf(written.checklist ?? {}, environments),
    smoke: written.smoke ?? [],
    load: written.load ?? null,
    watch: { every: written.watch?.every ?? 10, minutes: written.watch?.minutes ?? 15, signals: written.watch?.signals ?? [] },
    backup: written.backup ?? null,
    jobs: written.jobs ?? "db/jobs",
    copy: { ...written.copy, masking: written.copy?.masking ?? "db/masking.json" },
    notify: written.notify ?? [],
    written: file === null ? null : written,
    warnings: passwordWarnings(environments, name),
  };
  checkReferences(config, written.checklist ?? {}, name);
  return config;
}

function scratchOf(scratch: ConfigFile["scratch"], file: string): Config["scratch"] {
  if (scratch?.on !== undefined) return { on: scratch.on };
  return scratch?.url === undefined ? null : { url: toSecretReference(scratch.url, "scratch.url", file) };
}

function cadenceOf({ every, on, window, zone, batch, blackout }: CadenceFile): Cadence {
  return {
    every,
    on: on ?? (every === "month" ? "last friday" : "friday"),
    window: window ?? "17:00-18:00",
    zone: zone ?? "UTC",
    batch: { tables: batch?.tables ?? null, migrations: batch?.migrations ?? null },
    blackout: blackout ?? [],
  };
}

function checklistOf(written: NonNullable<ConfigFile["checklist"]>, environments: readonly Environment[]): Config["checklist"] {
  const guarded = environments.filter((environment) => environment.protected);
  return { ...Object.fromEntries(guarded.map((environment) => [environment.name, [...checklistItems]])), ...written };
}

function passwordWarnings(environments: readonly Environment[], file: string): readonly string[] {
  return environments.flatMap(({ name, url, directUrl, fleet }) =>
    [url, directUrl, ...(fleet?.kind === "urls" ? fleet.urls : []), fleet?.kind === "tenants" ? fleet.url : null].some(
      (reference) => reference?.kind === "literal" && /:\/\/[^/?#\s]*:[^/?#\s]*@/.test(reference.value),
    )
      ? [`${file}: the password of ${name} stands in the file; put it into a variable and write env("NAME").`]
      : [],
  );
}

/** Names of environments inside the file must exist in it. */
function checkReferences(config: Config, checklist: NonNullable<ConfigFile["checklist"]>, file: string): void {
  const names = config.environments.map((environment) => environment.name);
  const on = config.scratch !== null && "on" in config.scratch ? [["scratch.on", config.scratch.on] as const] : [];
  const uses = [...on, ...Object.keys(checklist).map((name) => [`checklist.${name}`, name] as const)];
  // Without `environments` a name may be one whose variable is not set today.
  const unknown = config.written?.environments === undefined ? undefined : uses.find(([, name]) => !names.includes(name));
  if (unknown === undefined) return;
  throw new AppError({
    code: "CONFIG_INVALID",
    message: `${file}: ${unknown[0]} names the environment "${unknown[1]}", which environments does not have.`,
    hint: `Known: ${names.join(", ")}.`,
  });
}
