/** Which server versions a run tests: `LOCKSTEP_TEST_MAJORS=14,18`, by default 18 alone, which `npm ci` brings along. */
export function testedMajors(): readonly number[] {
  return (process.env.LOCKSTEP_TEST_MAJORS ?? "18").split(",").map(Number);
}
