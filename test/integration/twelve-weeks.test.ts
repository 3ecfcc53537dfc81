/** The first weeks of the story that `npm run twelve-weeks` plays whole: the simulated clock, the first trains, and a checklist that is forgotten. */

import { expect, it } from "vitest";
import { playWeeks } from "../../scripts/twelve-weeks/play.ts";

it("plays two weeks, and every claim holds", { timeout: 120_000 }, async () => {
  const [real, before] = [Date, Date.now()];
  const told: string[] = [];
  const { checks, error } = await playWeeks({ program: "", count: 2, major: 18, print: (text) => void told.push(text) });
  expect(error).toBeNull();
  expect(checks).toBeGreaterThan(40);
  expect(told.at(-1)).toMatch(/2 weeks in \d+ s: \d+ checks, 0 failed/);
  expect(Date).toBe(real);
  expect(Date.now() - before).toBeLessThan(120_000);
});
