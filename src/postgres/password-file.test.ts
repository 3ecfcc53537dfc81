import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findPassword, readPasswordFile } from "./password-file.ts";

const question = { host: "db.example.com", port: 5432, database: "app", user: "alice" };

test("the first line that matches wins, and a star matches everything", () => {
  const text = "# comment\nother:*:*:*:no\ndb.example.com:5432:*:alice:first\n*:*:*:*:second\n";
  expect(findPassword(text, question)).toBe("first");
  expect(findPassword(text, { ...question, user: "bob" })).toBe("second");
  expect(findPassword("h:1:d:u:p", question)).toBeNull();
});

test("colons and backslashes are written with a backslash before them", () => {
  expect(findPassword("\\:\\:1:*:*:*:a\\:b\\\\c", { ...question, host: "::1" })).toBe("a:b\\c");
});

test("a connection through a socket is found as localhost", () => {
  expect(findPassword("localhost:*:*:*:p", { ...question, host: "/var/run/postgresql" })).toBe("p");
});

test.skipIf(process.platform === "win32")("a file that others may read is ignored, as by libpq", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-pgpass-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "pgpass");
  writeFileSync(path, "*:*:*:*:p\n");
  chmodSync(path, 0o644);
  expect(await readPasswordFile(path, question)).toBeNull();
  chmodSync(path, 0o600);
  expect(await readPasswordFile(path, question)).toBe("p");
  expect(await readPasswordFile(join(folder, "absent"), question)).toBeNull();
});
