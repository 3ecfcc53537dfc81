/** What a statement does to a name: the one thing that the readers of statements report. */

/** What happens to an object; comments and privileges are objects of their own and are noted at their target. */
export type Effect = "create" | "alter" | "drop" | "comment" | "privileges";

/** Notes that something is touched. */
export type Touch = (effect: Effect, space: string, names: readonly string[]) => void;
