/** What a repository looks like to somebody who is about to set Lockstep up in it. All paths are relative to the working folder, with `/`. */

import type { StatedLayout } from "../migration/folder-style.ts";

export const packageManagers = ["pnpm", "yarn", "bun", "npm"] as const;
export type PackageManager = (typeof packageManagers)[number];

/** Where an environment's URL comes from, as the configuration will say it. Names and places, never values. */
export type UrlPlace =
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "dotenv"; readonly path: string; readonly name: string }
  | { readonly kind: "doppler"; readonly project: string; readonly config: string; readonly name: string };

/** An environment that was recognised. */
export interface FoundEnvironment {
  readonly name: "dev" | "staging" | "production";
  readonly url: UrlPlace;
  /** False where it is only supposed, by the names that everybody uses. */
  readonly isSeen: boolean;
}

/** A folder of migrations that was recognised. */
export interface FoundMigrations {
  readonly dir: string;
  readonly layout: StatedLayout;
  readonly count: number;
  /** The last of them in the order of names. */
  readonly last: string;
}

/** All that was found. */
export interface RepositorySurvey {
  /** The Drizzle schema: a file, several, or a folder of them; empty where there is none. */
  readonly schema: readonly string[];
  /** The `drizzle.config` that named it. */
  readonly drizzleConfig: string | null;
  /** The folders, the one that is taken first; none in a new project. */
  readonly migrations: readonly FoundMigrations[];
  readonly environments: readonly FoundEnvironment[];
  readonly dopplerProject: string | null;
  /** From the working folder to the repository's root: `` or `../..`. */
  readonly toRoot: string;
  /** From the root to the working folder: `` or `apps/api`. */
  readonly fromRoot: string;
  /** Null without a package.json. */
  readonly packageManager: PackageManager | null;
  /** Of a monorepo: what makes it one (`pnpm`, `turbo`), and the package with the schema. */
  readonly workspaces: { readonly by: readonly string[]; readonly schemaPackage: string | null } | null;
  readonly ci: readonly ("github" | "gitlab")[];
  /** Some package.json on the way to the root depends on Lockstep. */
  readonly hasLockstep: boolean;
  readonly smokeFiles: number;
}
