/** The demo shows commands with their output: each is run again here, one by one, by the built program, and must say the same. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoSteps } from "../../src/workflows/demo/demo-steps.ts";
import { type DemoWorld, openDemoWorld } from "../../src/workflows/demo/demo-world.ts";

const run = promisify(execFile);
const main = join(import.meta.dirname, "../../dist/cli/main.js");
const plain = { ...process.env, NO_COLOR: "1", COLUMNS: "100", LANG: "C.UTF-8" };

/** The story as the demo prints it: what follows each `$ lockstep …` line, up to the next blank line and sentence. */
async function tellStory(): Promise<string> {
  const { stdout } = await run(process.execPath, [main, "demo"], { env: plain });
  return stdout;
}

describe("the demo", () => {
  let story: string;
  let world: DemoWorld;
  const started = Date.now();
  let took = 0;

  beforeAll(async () => {
    story = await tellStory();
    took = Date.now() - started;
    const silent = { cwd: process.cwd(), env: plain, osUser: "nobody", learn: () => undefined, progress: () => undefined };
    world = await openDemoWorld(silent);
  });
  afterAll(async () => {
    await world?.close();
  });

  it("ends within a minute", () => {
    expect(took).toBeLessThan(60_000);
  });

  it("shows what each of its commands says when it is run alone", async () => {
    for (const step of demoSteps) {
      if (step.kind === "apply") await world.apply(step.environment, step.file);
      if (step.kind !== "command") continue;
      const outcome = await run(process.execPath, [main, ...step.words], { cwd: world.folder, env: world.env }).catch(
        (error: { stdout: string; code: number }) => error,
      );
      const line = `$ lockstep ${step.words.join(" ")}\n`;
      expect(story).toContain(`${line}${outcome.stdout}`);
      // the next occurrence of the same command is a later state of the world
      story = story.replace(`${line}${outcome.stdout}`, "");
    }
    expect(story).not.toContain("$ lockstep audit");
  });

  it("finds drift first and none at the end", async () => {
    const told = await tellStory();
    const audits = told.split("$ lockstep audit\n").slice(1);
    expect(audits.map((text) => text.split("\n")[0])).toEqual([
      "✗ production differs from dev: lacks 16, has 1 too many, 3 differ",
      "✗ production differs from dev: has 1 too many, 1 differs",
      "✓ no drift: production matches dev",
    ]);
  });
});
