import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checksumOf } from "../core/migration/checksum.ts";
import { appliedLogName, loadMigrations } from "./migrations-folder.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-migrations-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

test("migrations come in order with text, checksum, path and what undoes them", async () => {
  await write({
    "20251010_b.sql": "select 2;",
    "20251009_a.sql": "\uFEFFselect 1;",
    "20251010_b.down.sql": "select 3;",
    "applied_to_prod.log": "",
  });
  const { migrations, problems, layout } = await loadMigrations(folder);
  expect(layout).toBe("plain");
  expect(problems).toEqual([]);
  expect(migrations.map(({ file, text, downText, path, checksum }) => ({ file, text, downText, path, checksum }))).toEqual([
    {
      file: "20251009_a.sql",
      text: "select 1;",
      downText: null,
      path: join(folder, "20251009_a.sql"),
      checksum: checksumOf("select 1;"),
    },
    {
      file: "20251010_b.sql",
      text: "select 2;",
      downText: "select 3;",
      path: join(folder, "20251010_b.sql"),
      checksum: checksumOf("select 2;"),
    },
  ]);
});

test("drizzle's journal and Prisma's folders are found on disk", async () => {
  await write({
    "meta/_journal.json": '{"entries":[{"idx":0,"tag":"0001_b"},{"idx":1,"tag":"0000_a"}]}',
    "0000_a.sql": "",
    "0001_b.sql": "",
  });
  expect((await loadMigrations(folder)).migrations.map(({ file }) => file)).toEqual(["0001_b.sql", "0000_a.sql"]);
  await rm(join(folder, "meta"), { recursive: true });
  await write({ "20240101000000_x/migration.sql": "select 1;" });
  expect((await loadMigrations(folder)).layout).toBe("folders");
});

test("a file in another encoding and a link that leads out are problems, the others are still there", async () => {
  const outside = await mkdtemp(join(tmpdir(), "lockstep-outside-"));
  try {
    await writeFile(join(outside, "secret.sql"), "select 'secret';");
    await symlink(join(outside, "secret.sql"), join(folder, "3_c.sql"));
    await write({ "1_a.sql": Buffer.from("select 1;\n-- caf\xe9", "latin1"), "2_b.sql": "select 2;" });
    await symlink(join(folder, "2_b.sql"), join(folder, "4_d.sql"));
    const { migrations, problems } = await loadMigrations(folder);
    expect(migrations.map(({ file }) => file)).toEqual(["1_a.sql", "2_b.sql", "4_d.sql"]);
    expect(problems.map(({ rule, file, line, column }) => [rule, file, line, column])).toEqual([
      ["outside-folder", "3_c.sql", 1, 1],
      ["not-utf8", "1_a.sql", 2, 7],
    ]);
  } finally {
    await rm(outside, { recursive: true, force: true });
  }
});

test("a folder that is not there is an error that names it", async () => {
  await expect(loadMigrations(join(folder, "nope"))).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: expect.stringContaining("nope"),
  });
});

test("production's log is applied_to_prod.log, others carry the environment's name", () => {
  expect(appliedLogName("production")).toBe("applied_to_prod.log");
  expect(appliedLogName("staging")).toBe("applied_to_staging.log");
});
