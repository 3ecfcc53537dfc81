import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProcess } from "./run-process.ts";

const options = { env: { PATH: process.env.PATH }, cwd: tmpdir(), deadlineMs: 20_000 };
const node = process.execPath;

describe("runProcess", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockstep-run-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("returns both streams and the exit code", async () => {
    const script = 'process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3';
    expect(await runProcess(node, ["-e", script], options)).toEqual({ kind: "exited", code: 3, stdout: "out", stderr: "err" });
  });

  it("gives the program the environment named and nothing else", async () => {
    const script = "process.stdout.write(JSON.stringify([process.env.ONLY, process.env.HOME ?? null]))";
    const result = await runProcess(node, ["-e", script], { ...options, env: { ONLY: "this" } });
    expect(result).toMatchObject({ stdout: '["this",null]' });
  });

  it("hands arguments over as they are, without a shell", async () => {
    const result = await runProcess(node, ["-e", "process.stdout.write(process.argv[1])", "$(id); *"], options);
    expect(result).toMatchObject({ stdout: "$(id); *" });
  });

  it("says when there is no such program, or no right to run it", async () => {
    expect(await runProcess("no-such-program-here", [], options)).toEqual({ kind: "not-found" });
    expect(await runProcess("/etc/passwd", [], options)).toMatchObject({ kind: "not-runnable", reason: "EACCES" });
  });

  it("kills the program and its children at the deadline", async () => {
    const marker = join(folder, "late");
    const result = await runProcess("sh", ["-c", `(sleep 2; touch ${marker}) & wait`], { ...options, deadlineMs: 300 });
    expect(result.kind).toBe("timed-out");
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(existsSync(marker)).toBe(false);
  });

  it("rejects with the signal's reason when it is aborted", async () => {
    const controller = new AbortController();
    const running = runProcess("sleep", ["30"], { ...options, signal: controller.signal });
    controller.abort(new Error("stopped"));
    await expect(running).rejects.toThrow("stopped");
    await expect(runProcess("true", [], { ...options, signal: controller.signal })).rejects.toThrow("stopped");
  });

  it("stops a program that floods its output", async () => {
    expect(await runProcess("yes", [], options)).toMatchObject({ kind: "not-runnable", reason: "it printed more than 4 MiB" });
  });
});
