/**
 * Bundles the command line and the library as two entries that share chunks: code splitting keeps what a command does not
 * need on disk. The same sources always give the same bytes.
 */

import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");

/**
 * Packages that travel inside the bundle. Commander does, because finding and reading one more package costs a command about
 * a quarter of what it takes beyond Node's own start; its licence asks that its notice travels along.
 */
export const bundledPackages = ["commander", "pg"] as const;

/** Writes `cli/main.js`, executable, and `index.js` with their chunks into a folder, which need not be empty. */
export async function bundle(outdir: string): Promise<void> {
  const manifest: {
    version: string;
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
  } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const inside = new Set<string>(bundledPackages);
  const external = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }).filter(
    (name) => !inside.has(name),
  );
  await build({
    absWorkingDir: root,
    entryPoints: {
      "cli/main": "src/cli/main.ts",
      index: "src/index.ts",
      // started as a process of its own, so it needs a file that can be named
      "project/drizzle/schema-program": "src/project/drizzle/schema-program.ts",
    },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["pg-native", ...external].flatMap((name) => [name, `${name}/*`]),
    chunkNames: "chunks/[name]-[hash]",
    define: { lockstepVersion: JSON.stringify(manifest.version) },
    // Commander is CommonJS and asks for node:events with `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire as lockstepRequire } from "node:module"; const require = lockstepRequire(import.meta.url);',
    },
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
  });
  const main = join(outdir, "cli/main.js");
  await writeFile(main, `#!/usr/bin/env node\n${await readFile(main, "utf8")}`);
  await chmod(main, 0o755);
}
