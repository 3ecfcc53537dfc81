/**
 * The environments of a repository, told by names alone: variables that are set, names in dotenv files, the project in `doppler.yaml`. No
 * value is kept or compared; whether a name has one at all is the most that is looked at.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FoundEnvironment, UrlPlace } from "../../core/release/repository-survey.ts";
import type { Variables } from "../run-process.ts";

/** What was found. */
export interface DetectedEnvironments {
  /** In the order in which changes travel. */
  readonly environments: readonly FoundEnvironment[];
  readonly dopplerProject: string | null;
}

const names = ["dev", "staging", "production"] as const;
type Name = (typeof names)[number];

const variables: Readonly<Record<Name, string>> = {
  dev: "DATABASE_URL",
  staging: "STAGING_DATABASE_URL",
  production: "PRODUCTION_DATABASE_URL",
};
/** Doppler's own names for a new project's configs. */
const dopplerConfigs: Readonly<Record<Name, string>> = { dev: "dev", staging: "stg", production: "prd" };

/** Looks at the variables, and at the dotenv files and the `doppler.yaml` at the top of the folder. Throws nothing. */
export async function detectEnvironments(
  folder: string,
  files: readonly string[],
  env: Variables,
): Promise<DetectedEnvironments> {
  const doppler = readDopplerSetup(await textOf(join(folder, "doppler.yaml")), env);
  const dotenvFiles = files.filter((file) => /^\.env(?:\.[\w.-]+)?$/.test(file) && !/example|sample|template|dist$/i.test(file));
  const dotenvNames = await Promise.all(
    dotenvFiles.map(async (path) => ({ path, names: namesWithValues(await textOf(join(folder, path))) })),
  );
  const placeOf = (name: Name): Pick<FoundEnvironment, "url" | "isSeen"> | null => {
    const variable = variables[name];
    const injected = env.DOPPLER_PROJECT !== undefined && name === "dev";
    if (isSet(env[variable]) && !injected) return { url: { kind: "variable", name: variable }, isSeen: true };
    if (doppler !== null) {
      const config = doppler.configs.find((one) => one.startsWith(dopplerConfigs[name])) ?? null;
      const url: UrlPlace = {
        kind: "doppler",
        project: doppler.project,
        config: config ?? dopplerConfigs[name],
        name: "DATABASE_URL",
      };
      // every project has a place to work and a production; not every one has something between
      if (config !== null || name !== "staging") return { url, isSeen: config !== null };
    }
    const dotenv = dotenvNames.find(({ path, names: own }) => own.includes(nameIn(path, name)));
    return dotenv === undefined
      ? null
      : { url: { kind: "dotenv", path: dotenv.path, name: nameIn(dotenv.path, name) }, isSeen: true };
  };
  const found = names.flatMap((name): readonly FoundEnvironment[] => {
    const place = placeOf(name);
    return place === null ? [] : [{ name, ...place }];
  });
  return { environments: found, dopplerProject: doppler?.project ?? null };
}

/** What a dotenv file would call an environment's URL: `.env.production` says production by its own name. */
function nameIn(path: string, name: Name): string {
  const own = /^\.env\.(prod|stag|stg)/i.exec(path)?.[1]?.toLowerCase();
  const isOwn = name === "production" ? own === "prod" : name === "staging" ? own === "stag" || own === "stg" : own === undefined;
  return isOwn ? "DATABASE_URL" : own === undefined ? variables[name] : "";
}

function namesWithValues(text: string): readonly string[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*\S/gm)].map(([, name = ""]) => name);
}

/** `doppler.yaml`: `setup` is one mapping or a list of them. Only its two keys matter, and they are never nested deeper. */
function readDopplerSetup(
  text: string,
  env: Variables,
): { readonly project: string; readonly configs: readonly string[] } | null {
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^[ \\t]*(?:-[ \\t]+)?${key}:[ \\t]*["']?([\\w.-]+)["']?[ \\t]*(?:#.*)?$`, "gm"))].map(
      ([, value = ""]) => value,
    );
  const project = values("project")[0] ?? env.DOPPLER_PROJECT;
  if (project === undefined || !/^[\w.-]+$/.test(project)) return null;
  const running = env.DOPPLER_PROJECT === project && env.DOPPLER_CONFIG !== undefined ? [env.DOPPLER_CONFIG] : [];
  return { project, configs: [...running, ...values("config")] };
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
