/**
 * `npm run audit-image`: the picture of an audit in the README. The output is real: the built command line audits the
 * demo's two databases, and its colours become SVG. Run it again after a change of the report.
 */

import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { openDemoWorld } from "../src/workflows/demo/demo-world.ts";
import { terminalSvg } from "./terminal-svg.ts";

const root = join(import.meta.dirname, "..");
const columns = 100;

const world = await openDemoWorld({
  cwd: root,
  env: process.env,
  osUser: userInfo().username,
  learn: () => {},
  progress: () => {},
});
try {
  const env = {
    ...world.env,
    NO_COLOR: undefined,
    FORCE_COLOR: "1",
    COLUMNS: String(columns),
    LANG: "C.UTF-8",
    LC_ALL: undefined,
  };
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, [join(root, "dist/cli/main.js"), "audit"], { cwd: world.folder, env }, (error, stdout) => {
      // Drift is exit 2, and drift is what the picture shows.
      if (error !== null && error.code !== 2) reject(error);
      else resolve(stdout);
    });
  });
  await mkdir(join(root, "docs/images"), { recursive: true });
  await writeFile(join(root, "docs/images/audit.svg"), terminalSvg(`$ npx lockstep audit\n${output.trimEnd()}`, columns));
} finally {
  await world.close();
}
