/** `lockstep explain`: what an error code means, offline. */

import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { type ErrorPage, errorPages } from "../../core/error-codes.ts";
import { wrapText } from "../../core/report/wrap-text.ts";
import type { Command } from "../command.ts";

const pages: ReadonlyMap<string, ErrorPage> = new Map(Object.entries(errorPages));

/** The command. */
export const explainCommand: Command = {
  name: "explain",
  summary: "what an error code means and what to do",
  arguments: [{ name: "code", description: "as an error shows it; without one, all codes" }],
  flags: [],
  formats: ["text", "json"],
  examples: [{ line: "lockstep explain CONNECT_REFUSED", note: "the page of one code" }],
  run: async ({ positionals }) => {
    const [typed] = positionals;
    if (typed === undefined) {
      const all = [...pages].map(([code, { exit, summary }]) => ({ code, exit, summary }));
      const width = Math.max(...all.map(({ code }) => code.length));
      const text = all
        .map(({ code, exit, summary }) => `${code.padEnd(width)}  exit ${String(exit).padEnd(3)}  ${summary}\n`)
        .join("");
      return { exitCode: 0, data: { codes: all }, findings: [], text: () => text };
    }
    const code = typed.toUpperCase().replaceAll("-", "_");
    const page = pages.get(code);
    if (page === undefined) throw unknownCode(typed, code);
    return {
      exitCode: 0,
      data: { code, ...page },
      findings: [],
      text: ({ palette, width }) =>
        `${[
          ...wrapText(`${palette.strong(code)}  ${palette.faint(`exit ${page.exit}`)}  ${page.summary}`, width, "  "),
          "",
          ...wrapText(page.explanation, width),
        ].join("\n")}\n`,
    };
  },
};

function unknownCode(typed: string, code: string): AppError {
  const near = didYouMean(code, pages.keys());
  return new AppError({
    code: "USAGE",
    message: `There is no code "${typed}".${near === null ? "" : ` Did you mean ${near}?`}`,
    hint: near === null ? "lockstep explain" : `lockstep explain ${near}`,
  });
}
