/** Builds `dist/` from nothing: the bundle, the library's declarations, JSON Schemas, and the notices of what travels inside. */

import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { writeJsonSchemas } from "./json-schemas.ts";
import { pruneDeclarations } from "./prune-declarations.ts";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([bundle(dist).then(notices), declarations(), writeJsonSchemas(join(dist, "schemas"))]);
await pruneDeclarations([join(dist, "index.d.ts"), join(dist, "encryption.d.ts")], dist);

async function declarations(): Promise<void> {
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  const child = spawn(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("exit", resolve));
  if (code !== 0) throw new Error(`tsc ended with ${code}`);
}

async function notices(names: readonly string[]): Promise<void> {
  const texts = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, "node_modules", name);
      const { version, license }: { version: string; license: string } = JSON.parse(
        await readFile(join(folder, "package.json"), "utf8"),
      );
      const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
      // a few small packages state their licence in the manifest alone
      const text = file === undefined ? `Licensed under ${license}.\n` : await readFile(join(folder, file), "utf8");
      return `${name} ${version} (${license})\n\n${text}`;
    }),
  );
  await writeFile(join(dist, "THIRD-PARTY"), texts.join("\n\n"));
}
