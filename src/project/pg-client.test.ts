import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findPgClients, fittingClient, requireClient } from "./pg-client.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Programs that say a version and nothing else. */
function install(version: string, programs: readonly string[] = ["pg_dump", "pg_restore"]): string {
  const bin = join(folder, version);
  mkdirSync(bin);
  for (const name of programs) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho '${name} (PostgreSQL) ${version}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

const client = (version: string, restore: string | null = "pg_restore") => ({
  program: `/${version}/pg_dump`,
  restore,
  version,
  major: Number.parseInt(version, 10),
});

it("takes the nearest client that is not older than the server, and has its pg_restore", () => {
  const clients = [client("18.1"), client("14.9"), client("16.4"), client("15.3", null)];
  expect(fittingClient(clients, 15)?.version).toBe("16.4");
  expect(fittingClient(clients, 14)?.version).toBe("14.9");
  expect(fittingClient(clients, 18)?.version).toBe("18.1");
  expect(fittingClient(clients, 19)).toBeNull();
});

it("finds the programs on PATH and asks each for its version", async () => {
  const PATH = [install("90.2"), install("91.1", ["pg_dump"]), install("nonsense")].join(":");
  const found = await findPgClients({ env: { PATH: `${PATH}:/usr/bin:/bin` }, cwd: folder });
  const own = found.filter(({ program }) => program.startsWith(folder));
  expect(own.map(({ version, restore }) => [version, restore === null])).toEqual([
    ["90.2", false],
    ["91.1", true],
  ]);
});

it("says which package to install, and that there is no backup, when none fits", async () => {
  const place = { env: { PATH: `${install("90.2")}:/usr/bin:/bin` }, cwd: folder };
  expect((await requireClient(90, "A backup of production", place)).version).toBe("90.2");
  await expect(requireClient(95, "A backup of production", place)).rejects.toMatchObject({
    code: "BACKUP_CLIENT_MISSING",
    message: "A backup of production needs pg_dump and pg_restore 95 or newer, and the newest here is 90.2. There is no backup.",
    hint: expect.stringContaining("postgresql-client-95"),
  });
});
