/** Plays the weeks one after the other in one world, and says at the end how many claims held. */

import type { Chapter, Team } from "./chapter.ts";
import { launchDay } from "./launch-day.ts";
import { projectFiles } from "./project-files.ts";
import { Story } from "./story.ts";
import { openTeamWorld } from "./team-world.ts";
import { firstWeek, fourthWeek, secondWeek, thirdWeek } from "./weeks-1-to-4.ts";
import { eighthTrain, fifthTrain, seventhTrain, sixthTrain } from "./weeks-5-to-8.ts";
import { fourWeeksBefore, oneWeekBefore, threeWeeksBefore, twoWeeksBefore } from "./weeks-9-to-12.ts";

/** In order. */
export const weeks: readonly Chapter[] = [
  firstWeek,
  secondWeek,
  thirdWeek,
  fourthWeek,
  fifthTrain,
  sixthTrain,
  seventhTrain,
  eighthTrain,
  fourWeeksBefore,
  threeWeeksBefore,
  twoWeeksBefore,
  oneWeekBefore,
  launchDay,
];

/** What came of it. */
export interface Played {
  readonly checks: number;
  /** The claim that did not hold, or what went wrong otherwise; null where all is well. */
  readonly error: unknown;
}

/** How to play. */
export interface PlayWish {
  /** The built command line; only the third week starts it. */
  readonly program: string;
  /** So many weeks from the first; the launch comes after the twelfth. */
  readonly count: number;
  /** Of the server. */
  readonly major: number;
  readonly print: (text: string) => void;
}

/** Plays. Everything that it made is gone afterwards. */
export async function playWeeks({ program, count, major, print }: PlayWish): Promise<Played> {
  const start = performance.now();
  const world = await openTeamWorld(major);
  const story = new Story(world, print);
  const team: Team = { world, story, program, memory: { drift: [], windows: [], audited: "2027-03-01" } };
  let error: unknown = null;
  try {
    story.say(`Twelve weeks to a launch, on ${world.server}, in ${world.folder} while this runs.`);
    if (world.noBackup !== null) story.say(`The backup step did not run here: ${world.noBackup}.`);
    for (const [path, text] of projectFiles(world)) world.write(path, text);
    for (const week of weeks.slice(0, count)) await week(team);
  } catch (thrown) {
    error = thrown;
  } finally {
    await world.close();
  }
  const seconds = Math.round((performance.now() - start) / 1_000);
  story.say(`${Math.min(count, 12)} weeks in ${seconds} s: ${story.checks} checks, ${error === null ? 0 : 1} failed`);
  return { checks: story.checks, error };
}
