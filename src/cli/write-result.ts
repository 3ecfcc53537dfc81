/** A command's result in the format that was asked for. */

import { jsonDocument, jsonEnvelope } from "../core/report/json-document.ts";
import type { TextStyle } from "../core/report/text-style.ts";
import type { CommandResult, Format } from "./command.ts";

/** Formats that are JSON, whatever their name: what is changed in them must leave them JSON. */
export const jsonFormats: ReadonlySet<Format> = new Set(["json", "ndjson", "sarif", "gitlab"]);

/** The whole document as text, with a final line feed unless it is empty. */
export function formatResult(command: string, result: CommandResult, format: Format, style: TextStyle): string {
  switch (format) {
    case "json":
      return resultJson(command, result);
    case "ndjson":
      return resultEvents(command, result);
    case "markdown":
      return result.markdown?.() ?? result.text(style);
    case "sql":
      return result.sql?.() ?? "";
    case "github":
      return result.github?.() ?? result.text(style);
    case "sarif":
      return result.sarif?.() ?? "";
    case "junit":
      return result.junit?.() ?? "";
    case "gitlab":
      return result.gitlab?.() ?? "";
    default:
      return result.text(style);
  }
}

function resultJson(command: string, { exitCode, data, dataText, findings }: CommandResult): string {
  const ok = exitCode === 0;
  if (dataText === undefined) return jsonDocument({ command, ok, data, findings });
  const head = JSON.stringify({ schemaVersion: 1, command, ok, findings });
  return `${head.slice(0, -1)},"data":${dataText.trim()}}\n`;
}

function resultEvents(command: string, { exitCode, data, dataText, findings }: CommandResult): string {
  const whole: unknown = dataText === undefined ? data : JSON.parse(dataText);
  const result = { type: "result", ...jsonEnvelope({ command, ok: exitCode === 0, data: whole, findings }) };
  return [...findings.map((finding) => ({ type: "finding", ...finding })), result]
    .map((event) => `${JSON.stringify(event)}\n`)
    .join("");
}
