/** Times and numbers as findings about a running database say them: two digits, since all of them are estimates. */

/** `850 ms`, `12 s`, `5 min`. */
export function roughDuration(seconds: number): string {
  if (seconds < 1) return `${Math.max(1, Math.round(seconds * 1_000))} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** `12`, `0.3`. */
export function rateWords(perSecond: number): string {
  return perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(perSecond < 0.05 ? 0 : 1);
}

/** ` with about 60,000 rows`; nothing where nobody knows. */
export function rowWords(rows: number | null): string {
  return rows === null ? "" : ` with about ${Math.round(rows).toLocaleString("en")} rows`;
}
