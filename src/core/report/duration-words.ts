/** Times that people read: `12 ms`, `3.4 s`, `2 min 5 s`. */

/** The time with its unit. */
export function durationWords(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  // rounded first: 59.97 s are a minute, and no time has 60 s beside its minutes
  const seconds = Math.round(ms / 1_000);
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
