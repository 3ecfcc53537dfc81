import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { commandLine, processNamespace, processStart } from "./process-identity.ts";

it("knows a running process and forgets it once it has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)", "a b"]);
  const pid = child.pid ?? 0;
  await once(child, "spawn");
  expect(processStart(pid)).toMatch(/\d/);
  expect(processStart(pid)).toBe(processStart(pid));
  expect(commandLine(pid)).toContain("setInterval");
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(processStart(pid)).toBeUndefined();
  expect(commandLine(pid)).toBeUndefined();
});

it("gives the same namespace on every call", () => {
  expect(processNamespace()).not.toBe("");
  expect(processNamespace()).toBe(processNamespace());
});
