/**
 * Bundles the command line and the library as two entries that share chunks: code splitting keeps what a command does not
 * need on disk. The same sources always give the same bytes.
 */

import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");

/**
 * Packages that travel inside the bundle: finding and reading each of their files costs a command more than running them. Their
 * licences ask that their notices travel along; what they bring themselves is found by the bundler.
 */
const inside: ReadonlySet<string> = new Set(["@inquirer/confirm", "commander", "pg", "zod"]);

/**
 * Entry points, by what is bundled together. The command line and the library are nearly the same code: sharing it makes the package two
 * fifths smaller, and costs a command one or two files more of the eighty that it reads.
 */
const entries: readonly Readonly<Record<string, string>>[] = [
  { "cli/main": "src/cli/main.ts", index: "src/index.ts" },
  // an application loads this one, and nothing of the rest
  { encryption: "src/encryption.ts" },
  // started as a process of its own, so it needs a file that can be named
  { "project/drizzle/schema-program": "src/project/drizzle/schema-program.ts" },
];

/**
 * Writes `cli/main.js`, executable, `index.js` and `encryption.js` with their chunks into a folder, which need not be empty.
 * Returns the names of the packages that are inside, sorted.
 */
export async function bundle(outdir: string): Promise<readonly string[]> {
  const manifest: {
    version: string;
    dependencies: Record<string, string>;
    optionalDependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  const external = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).filter(
    (name) => !inside.has(name),
  );
  const results = await Promise.all(entries.map((entryPoints) => bundleEntry(entryPoints, outdir, manifest.version, external)));
  const main = join(outdir, "cli/main.js");
  await writeFile(main, `#!/usr/bin/env node\n${await readFile(main, "utf8")}`);
  await chmod(main, 0o755);
  return [...new Set(results.flat())].sort();
}

async function bundleEntry(
  entryPoints: Readonly<Record<string, string>>,
  outdir: string,
  version: string,
  external: readonly string[],
): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...entryPoints },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // pg asks for the native driver only when it is told to use it
    external: ["pg-native", ...external].flatMap((name) => [name, `${name}/*`]),
    chunkNames: "chunks/[name]-[hash]",
    define: { lockstepVersion: JSON.stringify(version) },
    // CommonJS packages ask for Node's modules with `require`, which an ES module does not have.
    banner: {
      js: 'import { createRequire as lockstepRequire } from "node:module"; const require = lockstepRequire(import.meta.url);',
    },
    legalComments: "none",
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: "warning",
    metafile: true,
  });
  return Object.keys(metafile.inputs).flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? [],
  );
}
