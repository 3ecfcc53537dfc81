/** The words of a line that is about one environment. */

import { AppError } from "../../core/app-error.ts";
import type { Invocation } from "../command.ts";

/** The environment, as a word or with `--env`, then exactly as many words as are wanted. @throws AppError USAGE with an example */
export function wordsOf(
  { environments, positionals }: Invocation,
  wanted: readonly string[],
  example: string,
): { readonly environment: string; readonly rest: readonly string[] } {
  const [environment, ...rest] = [...environments, ...positionals];
  if (environment !== undefined && rest.length === wanted.length) return { environment, rest };
  const takes = ["one environment", ...wanted].join(" and ");
  throw new AppError({ code: "USAGE", message: `${example.split(" ")[1]} takes ${takes}.`, hint: example });
}
