/** `npm run test:full`: unit tests once, integration tests on every PostgreSQL major that Lockstep supports. */

import { spawnSync } from "node:child_process";

const majors = "14,15,16,17,18";
const steps = [
  ["npm", ["ci", "--prefix", "test/servers", "--no-audit", "--no-fund"], {}],
  ["npx", ["vitest", "run", "--project", "unit"], {}],
  ["npx", ["vitest", "run", "--project", "integration"], { LOCKSTEP_TEST_MAJORS: majors }],
] as const;

for (const [command, args, env] of steps) {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}
