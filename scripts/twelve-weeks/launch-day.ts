/** The thirteenth Tuesday: the code is deployed, the signals are watched, and the report shows it all. */

import { launchWatchText } from "../../src/core/report/launch-watch-text.ts";
import { plainStyle } from "../../src/core/report/text-style.ts";
import { launchWatch } from "../../src/workflows/launch-watch.ts";
import type { Chapter } from "./chapter.ts";
import { appliedTo, passTo } from "./routine.ts";

/** Launch day. */
export const launchDay: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Launch day");
  await passTo(team, "2027-03-30T09:00");
  await story.lockstep('launch check deployed --by jon --reason "portal 1.0.0"', { shows: 4 });
  await world.at("2027-03-30T09:05");
  const outcome = await launchWatch(
    {
      environment: "production",
      forMs: null,
      everyMs: 60_000,
      clock: () => new Date(),
      sleep: async (ms) => world.pass(ms),
    },
    { cwd: world.folder, env: world.env, osUser: "tester", learn: () => undefined, progress: () => undefined },
  );
  const said = { code: outcome.kind === "go" ? 0 : 2, text: launchWatchText(outcome, plainStyle) };
  story.tell("launch watch production --every 1m", said, { shows: 24 });
  await world.at("2027-03-30T10:00");
  await story.lockstep("launch status", { says: ["14 of 14 ready"], shows: 20 });
  const trains = world.heard.filter(({ kind }) => kind === "train").length;
  story.check(`the team's chat has heard of ${trains} trains`, trains === team.memory.windows.length, world.heard);
  const applied = await appliedTo(team);
  story.check(`production has ${applied.length} files, each once`, new Set(applied).size === applied.length, applied);
  await story.lockstep("log verify production", { says: ["the chain holds"], shows: 4 });
  await story.lockstep("audit", { says: ["no drift"], shows: 1 });
  story.say("The report.");
  const { data } = await story.lockstep("launch check", { says: ["14 of 14 ready"], shows: 80 });
  story.check(
    "every item of the road is closed, by its evidence or by a named person",
    data.isDone === true && data.late.length === 0 && data.blocking.length === 0,
    data,
  );
};
