/** What to do where something fails on a scratch copy: correct it, unless the copy may be to blame. */

import { lackingParts } from "../core/plan/lacking-parts.ts";
import type { RehearsedFiles } from "./rehearse-files.ts";

const mostNamed = 3;

/** The hint; `otherwise` where nothing that was left out has to do with the failure. */
export function lackingHint(
  { leftOut }: Pick<RehearsedFiles, "leftOut">,
  failure: { readonly message: string; readonly sql: string },
  environment: string,
  otherwise: string,
): string {
  const lacking = lackingParts(leftOut, failure);
  if (lacking.length === 0) return otherwise;
  const named = lacking.slice(0, mostNamed).map(({ id, why }) => `${id} (${why})`);
  const more = lacking.length > mostNamed ? `, and ${lacking.length - mostNamed} more` : "";
  return `It may be that the copy lacks what ${environment} has: ${named.join(", ")}${more}. scratch.url in the configuration may name a server that has it. Else: ${otherwise}`;
}
