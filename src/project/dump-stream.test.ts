import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileReceiver, programReceiver, writerReceiver } from "./dump-receivers.ts";
import { streamDump } from "./dump-stream.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lockstep-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const run = (script: string, signal?: AbortSignal) => ({
  program: "/bin/sh",
  args: ["-c", script],
  env: { PATH: process.env.PATH },
  cwd: folder,
  signal,
  onBytes: () => undefined,
});
const place = () => ({ cwd: folder, env: { PATH: process.env.PATH } });
const keep = (file: string) => ["/bin/sh", "-c", `cat > ${file}.part && mv ${file}.part ${file} && echo kept`];

it("counts and hashes what it passes on, into a file for this user alone", async () => {
  const path = join(folder, "dump");
  const result = await streamDump(run("head -c 3000000 /dev/zero"), fileReceiver(path));
  const bytes = readFileSync(path);
  expect(result).toEqual({ bytes: 3_000_000, sha256: createHash("sha256").update(bytes).digest("hex"), failure: null });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it("keeps nothing of a dump that did not come to its end, and says what was said", async () => {
  const path = join(folder, "dump");
  const result = await streamDump(run("echo half; echo 'pg_dump: error: no' >&2; exit 1"), fileReceiver(path));
  expect(result.failure).toBe("pg_dump: error: no");
  expect(existsSync(path)).toBe(false);
  expect((await streamDump({ ...run(""), program: join(folder, "missing") }, fileReceiver(path))).failure).toMatch(/ENOENT/);
  expect(existsSync(path)).toBe(false);
});

it("does not let a program that reads it take half a dump for a whole one", async () => {
  const whole = programReceiver(keep("whole"), place());
  expect(await streamDump(run("echo all of it"), whole)).toMatchObject({ failure: null });
  expect([readFileSync(join(folder, "whole"), "utf8"), whole.said()]).toEqual(["all of it\n", "kept\n"]);
  const half = programReceiver(keep("half"), place());
  expect((await streamDump(run("echo half; exit 1"), half)).failure).toMatch(/ended with 1/);
  expect(existsSync(join(folder, "half"))).toBe(false);
});

it("fails when the program does, even one that stops reading", async () => {
  const refusing = programReceiver(["/bin/sh", "-c", "echo no room >&2; exit 4"], place());
  expect((await streamDump(run("head -c 3000000 /dev/zero"), refusing)).failure).not.toBeNull();
  const late = programReceiver(["/bin/sh", "-c", "cat > /dev/null; echo no room >&2; exit 4"], place());
  expect((await streamDump(run("echo all"), late)).failure).toBe("/bin/sh ended with 4: no room");
  const missing = programReceiver([join(folder, "missing")], place());
  expect((await streamDump(run("echo all"), missing)).failure).not.toBeNull();
});

it("keeps nothing when it is stopped", async () => {
  const stop = new AbortController();
  const path = join(folder, "dump");
  const running = streamDump(run("echo begun; sleep 60", stop.signal), fileReceiver(path));
  await expect.poll(() => existsSync(path)).toBe(true);
  stop.abort(new Error("stopped"));
  await expect(running).rejects.toThrow("stopped");
  expect(existsSync(path)).toBe(false);
});

it("waits for whoever takes the bytes", async () => {
  const parts: number[] = [];
  const slow = writerReceiver(async (bytes) => {
    await new Promise((done) => setTimeout(done, 1));
    parts.push(bytes.length);
  });
  expect(await streamDump(run("head -c 500000 /dev/zero"), slow)).toMatchObject({ bytes: 500_000, failure: null });
  expect(parts.reduce((sum, length) => sum + length, 0)).toBe(500_000);
});
