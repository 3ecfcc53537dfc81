/**
 * An event that the journal did not keep: a trigger on its table may throw the row away without a word, and a migration without its event
 * would run a second time. Whoever appends makes the server fail there; this is how that failure is said, and known again.
 */

/** What the statement that appends raises; COMMIT stands behind it in the same message, so that nothing of the transaction has happened. */
export const lostEvent = "lockstep.journal kept no row of its event";

/** In words. */
export const lostEventWords = {
  message: "lockstep.journal did not keep the event: a trigger on that table threw the row away",
  hint: "Its triggers: select tgname, tgfoid::regproc from pg_trigger where tgrelid = 'lockstep.journal'::regclass. Take it away (alter table lockstep.journal disable trigger NAME), and run the same command again.",
} as const;

/** Whether the server's words, or ours, are about such an event. */
export function isLostEvent(said: string): boolean {
  return said.includes(lostEvent) || said.includes(lostEventWords.message);
}
