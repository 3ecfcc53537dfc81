/**
 * A part of what a test would do again and again, where a run says `LOCKSTEP_TEST_SAMPLE=n`: the gate takes a sample of the largest suites, as
 * it must end; `npm run test:full` takes all of it. Without it, everything.
 */

const every = Number(process.env.LOCKSTEP_TEST_SAMPLE ?? "1");

/** Every n-th of many like cases; of such as differ more from each other, no fewer than every `coarsest`-th. */
export function sampled<Case>(cases: readonly Case[], coarsest = Number.POSITIVE_INFINITY): readonly Case[] {
  const stride = Math.min(every, coarsest);
  return cases.filter((_, i) => i % stride === 0);
}

/** So many times, or the n-th part of it. */
export function times(count: number): number {
  return Math.ceil(count / every);
}
