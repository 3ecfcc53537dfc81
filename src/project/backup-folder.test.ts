import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { digestBackup, openBackupFolder, removeBackup, removeStaleDrafts, stateOfBackup } from "./backup-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("keeps backups out of git, unless somebody has said otherwise or the folder lies elsewhere", async () => {
  await openBackupFolder(join(folder, "safe/backups"), folder);
  expect(readFileSync(join(folder, "safe/backups/.gitignore"), "utf8")).toBe("*\n");
  writeFileSync(join(folder, "safe/backups/.gitignore"), "!keep\n");
  await openBackupFolder(join(folder, "safe/backups"), folder);
  expect(readFileSync(join(folder, "safe/backups/.gitignore"), "utf8")).toBe("!keep\n");
  await openBackupFolder(join(folder, "outside"), join(folder, "project"));
  expect(existsSync(join(folder, "outside/.gitignore"))).toBe(false);
});

it("tells a file that is as it was from one that changed, is gone, or is elsewhere", async () => {
  writeFileSync(join(folder, "a.dump"), "all of it");
  const digest = await digestBackup(join(folder, "a.dump"));
  const record = { file: "a.dump", bytes: digest?.bytes ?? 0, sha256: digest?.sha256 ?? "" };
  expect(await stateOfBackup(record, folder)).toBe("same");
  writeFileSync(join(folder, "a.dump"), "all of_it");
  expect(await stateOfBackup(record, folder)).toBe("changed");
  rmSync(join(folder, "a.dump"));
  expect(await stateOfBackup(record, folder)).toBe("gone");
  expect(await stateOfBackup({ ...record, file: null }, folder)).toBe("elsewhere");
  writeFileSync(join(folder, "secret"), "all of it");
  symlinkSync(join(folder, "secret"), join(folder, "a.dump"));
  expect(await stateOfBackup(record, folder)).toBe("changed");
});

it("takes a folder for another one when a file in it is added, renamed or changed", async () => {
  const digest = async () => (await digestBackup(join(folder, "d")))?.sha256;
  mkdirSync(join(folder, "d"));
  writeFileSync(join(folder, "d/1"), "one");
  const before = await digest();
  writeFileSync(join(folder, "d/2"), "");
  expect(await digest()).not.toBe(before);
  rmSync(join(folder, "d/2"));
  expect(await digest()).toBe(before);
});

it("removes nothing but its own files in its own folder, whatever evidence says", async () => {
  const name = "production-20261120T170500Z-1a2b3c4d";
  mkdirSync(join(folder, "backups"));
  for (const file of [`backups/${name}.dump`, `backups/${name}.snapshot.json`, "backups/notes.dump", `${name}.dump`])
    writeFileSync(join(folder, file), "x");
  expect(await removeBackup(join(folder, "backups"), join(folder, "backups/notes.dump"))).toBe(false);
  expect(await removeBackup(join(folder, "backups"), join(folder, `${name}.dump`))).toBe(false);
  expect(await removeBackup(join(folder, "backups"), join(folder, `backups/../${name}.dump`))).toBe(false);
  expect(await removeBackup(join(folder, "backups"), join(folder, `backups/${name}.dump`))).toBe(true);
  expect(readdirSync(join(folder, "backups"))).toEqual(["notes.dump"]);
  expect(existsSync(join(folder, `${name}.dump`))).toBe(true);
});

it("removes what a killed run left half written, once it is old", async () => {
  const [old, fresh] = [".production-20261119T170500Z-7.partial", ".production-20261120T170500Z-8.partial"];
  for (const name of [old, fresh, "mine.partial"]) writeFileSync(join(folder, name), "x");
  const now = new Date();
  const before = new Date(now.getTime() - 2 * 86_400_000);
  for (const name of [old, "mine.partial"]) utimesSync(join(folder, name), before, before);
  await removeStaleDrafts(folder, now);
  expect(readdirSync(folder).sort()).toEqual([fresh, "mine.partial"]);
});
