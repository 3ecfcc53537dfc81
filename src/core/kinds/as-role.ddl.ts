/**
 * Statements that must run as a certain role. RESET ROLE would drop the role that the session may have taken on before, so that a block
 * gives it back.
 */

import { dollarQuote } from "../sql/dollar-quote.ts";

/** A block that runs the statements as `role` (quoted) and then as whoever ran it before. */
export function asRole(role: string, statements: readonly string[]): string {
  const lines = [
    `SET LOCAL ROLE ${role};`,
    ...statements.map((sql) => `${sql};`),
    "EXECUTE pg_catalog.format('SET LOCAL ROLE %I', me);",
  ];
  return `DO ${dollarQuote(`\nDECLARE\n  me text := current_user;\nBEGIN\n${lines.map((line) => `  ${line}\n`).join("")}END\n`)}`;
}
