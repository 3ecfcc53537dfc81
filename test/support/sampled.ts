/**
 * Every n-th of many like cases, where a run says `LOCKSTEP_TEST_SAMPLE=n`: the gate takes the newest major whole and a sample of the
 * oldest. Without it, all of them.
 */
export function sampled<Case>(cases: readonly Case[]): readonly Case[] {
  const every = Number(process.env.LOCKSTEP_TEST_SAMPLE ?? "1");
  return cases.filter((_, i) => i % every === 0);
}
