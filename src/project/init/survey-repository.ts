/** Looks a repository over for `init`. Only reads; what cannot be read is as if it were not there. */

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { type PackageManager, packageManagers, type RepositorySurvey } from "../../core/release/repository-survey.ts";
import type { Variables } from "../run-process.ts";
import { detectEnvironments } from "./detect-environments.ts";
import { detectMigrations } from "./detect-migrations.ts";
import { detectSchema } from "./detect-schema.ts";
import { findRepositoryRoot, listRepositoryFiles } from "./list-repository-files.ts";

/** The survey of a folder. Throws nothing but the signal's reason. */
export async function surveyRepository(
  folder: string,
  { env, signal }: { readonly env: Variables; readonly signal?: AbortSignal | undefined },
): Promise<RepositorySurvey> {
  const root = findRepositoryRoot(folder);
  const files = await listRepositoryFiles(folder);
  const [{ schema, config, out }, environments] = await Promise.all([
    detectSchema({ folder, files, env, signal }),
    detectEnvironments(folder, files, env),
  ]);
  signal?.throwIfAborted();
  const upwards = foldersBetween(folder, root);
  const manifests = await Promise.all(upwards.map((one) => readManifest(join(one, "package.json"))));
  const by = workspaceTools(root, manifests.at(-1) ?? null);
  return {
    schema,
    drizzleConfig: config,
    migrations: detectMigrations(files, out),
    ...environments,
    toRoot: relative(folder, root).split(sep).join("/"),
    fromRoot: relative(root, folder).split(sep).join("/"),
    packageManager: manifests.every((one) => one === null) ? null : managerOf(upwards, manifests),
    workspaces: by.length === 0 ? null : { by, schemaPackage: packageOf(schema[0], folder) },
    ci: [
      ...(existsSync(join(root, ".github")) ? (["github"] as const) : []),
      ...(existsSync(join(root, ".gitlab-ci.yml")) ? (["gitlab"] as const) : []),
    ],
    hasLockstep: manifests.some((one) => one?.dependencies.has("lockstep") === true),
    smokeFiles: files.filter((file) => /^smoke\/.*\.(?:sql|[mc]?[jt]s)$/.test(file)).length,
  };
}

interface Manifest {
  readonly dependencies: ReadonlySet<string>;
  readonly packageManager: string;
  readonly hasWorkspaces: boolean;
}

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    const get = (key: string): unknown => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined);
    const dependencies = ["dependencies", "devDependencies"].flatMap((key) => Object.keys(Object(get(key))));
    return {
      dependencies: new Set([...dependencies, ...(get("name") === "lockstep" ? ["lockstep"] : [])]),
      packageManager: String(get("packageManager") ?? ""),
      hasWorkspaces: get("workspaces") !== undefined,
    };
  } catch {
    return null; // none, or none that npm could read either
  }
}

/** From the folder up to the root, both included. */
function foldersBetween(folder: string, root: string): readonly string[] {
  return folder === root ? [folder] : [folder, ...foldersBetween(dirname(folder), root)];
}

const lockFiles: Readonly<Record<PackageManager, readonly string[]>> = {
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"],
  bun: ["bun.lock", "bun.lockb"],
  npm: ["package-lock.json", "npm-shrinkwrap.json"],
};

function managerOf(folders: readonly string[], manifests: readonly (Manifest | null)[]): PackageManager {
  const stated = manifests.map((one) => packageManagers.find((name) => one?.packageManager.startsWith(`${name}@`)));
  const locked = folders.map((folder) =>
    packageManagers.find((name) => lockFiles[name].some((file) => existsSync(join(folder, file)))),
  );
  return [...stated, ...locked].find((name) => name !== undefined) ?? "npm";
}

function workspaceTools(root: string, manifest: Manifest | null): readonly string[] {
  const byFile = [
    ["pnpm-workspace.yaml", "pnpm"],
    ["turbo.json", "turbo"],
    ["nx.json", "nx"],
    ["lerna.json", "lerna"],
  ] as const;
  return [
    ...(manifest?.hasWorkspaces === true ? ["workspaces"] : []),
    ...byFile.flatMap(([file, tool]) => (existsSync(join(root, file)) ? [tool] : [])),
  ];
}

/** The nearest folder with a package.json above a file, relative; null where that is the folder itself. */
function packageOf(file: string | undefined, folder: string): string | null {
  if (file === undefined) return null;
  for (let at = dirname(file); at !== "." && basename(at) !== ""; at = dirname(at))
    if (existsSync(join(folder, at, "package.json"))) return at;
  return null;
}
