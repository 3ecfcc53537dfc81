/** One of the benchmark's own programs as a single file, so that it starts as our command line does and not through a TypeScript loader. */

import { join } from "node:path";
import { build } from "esbuild";

/** Bundles a file of `bench/`, `plan-only.ts`, and returns the path of what `node` runs. */
export async function bundleProgram(file: string): Promise<string> {
  // inside node_modules, so that packages that stay outside of the bundle are found
  const outfile = join(import.meta.dirname, "node_modules", ".cache", file.replace(/\.\w+$/, ".mjs"));
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: ["pg-native", "libpg-query"],
    banner: { js: 'import { createRequire as benchRequire } from "node:module"; const require = benchRequire(import.meta.url);' },
    minify: true,
    logLevel: "warning",
  });
  return outfile;
}
