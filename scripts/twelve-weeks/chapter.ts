/** A chapter of the story: what happens in one of the weeks, to a team that goes on from the one before. */

import type { Story } from "./story.ts";
import type { TeamWorld } from "./team-world.ts";

/** The team, and what it remembers from week to week. */
export interface Team {
  readonly world: TeamWorld;
  readonly story: Story;
  /** The built command line, which a child process runs. */
  readonly program: string;
  readonly memory: {
    /** Differences between dev and production, audit by audit. */
    readonly drift: number[];
    /** When windows opened, train by train: ISO 8601, UTC. */
    readonly windows: string[];
    /** The last morning on which CI has audited; at first the day before the freeze. */
    audited: string;
  };
}

export type Chapter = (team: Team) => Promise<void>;
