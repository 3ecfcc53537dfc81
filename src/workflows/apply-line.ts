/** The line that asks for an apply, without flags of consent: hints put those behind it. */

import { shellWord } from "../core/shell-word.ts";

/** What the line tells. */
interface AppliedParts {
  readonly environment: string;
  readonly to: string | null;
  readonly only: readonly string[];
  readonly limit: number | null;
}

/** The line, as it is typed. */
export function applyLine({ environment, to, only, limit }: AppliedParts): string {
  const which = [
    ...(to === null ? [] : ["--to", shellWord(to)]),
    ...only.flatMap((name) => ["--only", shellWord(name)]),
    ...(limit === null ? [] : ["--limit", `${limit}`]),
  ];
  return ["lockstep apply", shellWord(environment), ...which].join(" ");
}
