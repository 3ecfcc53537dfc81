/**
 * PL/pgSQL bodies by Postgres' own parser (the same WebAssembly as SQL). The server compiles a body together with the function's
 * arguments and result; here only the body is at hand, so whatever variable it misses is declared and it is read again.
 */

import { messageOf } from "../message-of.ts";
import { dollarQuote } from "./dollar-quote.ts";
import { plpgsqlParser } from "./parse-sql.ts";
import { isFields, listOf, nodeOf, type SqlFields, type SqlTree } from "./sql-tree.ts";

/** A body: its variables and its outermost block, in the shape of `plpgsql.h`. */
export interface PlpgsqlBody {
  /** `PLpgSQL_var`, `PLpgSQL_rec` … */
  readonly datums: readonly SqlTree[];
  readonly action: SqlTree;
}

/** What came of it; `problem` in Postgres' words. */
export type PlpgsqlOutcome = { readonly ok: true; readonly body: PlpgsqlBody } | { readonly ok: false; readonly problem: string };

// which one a body was written for shows in what it returns
const results = ["void", "text", "setof record", "table (result_column int)", "trigger"] as const;
const mostVariables = 200;

/** Parses the text between the quotes of a DO block, function or procedure; line numbers count from its first line. */
export function parsePlpgsql(source: string): PlpgsqlOutcome {
  let problem = "";
  for (const result of results) {
    const outcome = parseReturning(source, result);
    if (outcome.ok) return outcome;
    problem = problem === "" ? outcome.problem : problem;
  }
  return { ok: false, problem };
}

function parseReturning(source: string, result: string): PlpgsqlOutcome {
  const parse = plpgsqlParser();
  const missing = new Map<string, string>();
  while (missing.size <= mostVariables) {
    const parameters = [...missing].map(([name, type]) => `"${name}" ${type}`).join(", ");
    try {
      const tree = parse(`create function body(${parameters}) returns ${result} language plpgsql as ${dollarQuote(source)}`);
      return bodyOf(tree);
    } catch (error) {
      const message = messageOf(error);
      const [, name, field] = /^"([^".]+)(\.[^"]*)?" is not a known variable$/.exec(message) ?? [];
      const type = field === undefined ? "text" : "record";
      if (name === undefined || missing.get(name) === type) return { ok: false, problem: message };
      missing.set(name, type);
    }
  }
  return { ok: false, problem: `more than ${mostVariables} variables that are not declared` };
}

function bodyOf(tree: SqlTree): PlpgsqlOutcome {
  const functions = isFields(tree) ? listOf(tree.plpgsql_funcs) : [];
  const first: SqlFields | null = nodeOf(functions[0], "PLpgSQL_function");
  if (first === null) return { ok: false, problem: "no PL/pgSQL in it" };
  return { ok: true, body: { datums: listOf(first.datums), action: first.action ?? null } };
}
