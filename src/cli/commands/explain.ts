/** `lockstep explain`: what an error code means, offline. */

import { AppError } from "../../core/app-error.ts";
import { didYouMean } from "../../core/did-you-mean.ts";
import { type ErrorPage, errorPages } from "../../core/error-codes.ts";
import type { TextStyle } from "../../core/report/text-style.ts";
import { wrapText } from "../../core/report/wrap-text.ts";
import type { Command } from "../command.ts";

const pages: ReadonlyMap<string, ErrorPage> = new Map(Object.entries(errorPages));

const narrow = 84;

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
      const longest = Math.max(...all.map(({ code }) => code.length));
      // on a narrow terminal a column of codes leaves no room for what they mean
      const rowOf = (width: number) =>
        width < narrow ? { pad: 0, hang: "    " } : { pad: longest, hang: " ".repeat(longest + 12) };
      const text = ({ width }: TextStyle) =>
        all
          .flatMap(({ code, exit, summary }) => {
            const { pad, hang } = rowOf(width);
            const status = `exit ${exit}`;
            return wrapText(`${code.padEnd(pad)}  ${pad === 0 ? status : status.padEnd(8)}  ${summary}`, width, hang);
          })
          .map((line) => `${line}\n`)
          .join("");
      return { exitCode: 0, data: { codes: all }, findings: [], text };
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
