/** The journal for people: its last events, and whether it is as it was written. */

import type { ChainVerification } from "../journal/chain-verification.ts";
import type { JournalEvent } from "../journal/journal-event.ts";
import { countOf, listOf, thousands } from "./count-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** Events to show. */
export interface LogReport {
  readonly environment: string;
  readonly total: number;
  readonly events: readonly JournalEvent[];
}

/** The events for a terminal, newest last. */
export function logText({ environment, total, events }: LogReport, { palette, width, isQuiet, isVerbose }: TextStyle): string {
  const more = total - events.length;
  const head = events.at(-1);
  const last = head === undefined ? "empty" : `#${head.seq} ${head.hash}`;
  const digits = String(head?.seq ?? 0).length;
  const lines = events.flatMap((event) => {
    const { seq, at, actor, hash } = event;
    const when = at.slice(0, 19).replace("T", " ");
    const line = `${`#${seq}`.padStart(digits + 1)}  ${when}  ${palette.strong(event.event)} ${printable(subjectOf(event))}`;
    const by = `by ${printable(actor)}${event.payload.host === undefined ? "" : ` on ${printable(event.payload.host)}`}`;
    const detail = [by, hash.slice(0, 19), ...(isVerbose ? detailsOf(event) : [])].join(", ");
    const { reason } = event.payload;
    return [
      line,
      ...(reason === undefined ? [] : [`${" ".repeat(digits + 3)}${printable(reason)}`]),
      `${" ".repeat(digits + 3)}${palette.faint(detail)}`,
    ];
  });
  const shown = isQuiet
    ? []
    : [...(more === 0 ? [] : [palette.faint(`${countOf(more, "older event")} (--limit shows more)`)]), ...lines, ""];
  return wrapLines([...shown, `${environment}: ${countOf(total, "event")}, last ${last}`], width, " ".repeat(digits + 5));
}

/** The events as a table. */
export function logMarkdown({ events }: LogReport): string {
  const rows = events.map(
    (event) =>
      `| #${event.seq} | ${event.at.slice(0, 19).replace("T", " ")} | ${event.event} | ${markdownText(subjectOf(event))} | ${markdownText(event.actor)} | ${markdownCode(event.hash.slice(0, 19))} |`,
  );
  return `${["| Event | Time (UTC) | What | Which | Who | Hash |", "| --- | --- | --- | --- | --- | --- |", ...rows].join("\n")}\n`;
}

function subjectOf({ event, file, version, payload }: JournalEvent): string {
  const { statement, of, environment } = payload;
  if (event === "identified") return `as ${environment ?? "?"}`;
  const down = payload.direction === "down" ? " (going back)" : "";
  const step = statement === undefined ? "" : ` statement ${statement}${of === undefined ? "" : ` of ${of}`}`;
  return `${file ?? version ?? ""}${step}${down}`;
}

function detailsOf({ payload, checksum, attempt }: JournalEvent): readonly string[] {
  const { durationsMs = [], tool, role, importedFrom } = payload;
  const total = durationsMs.reduce((sum, ms) => sum + ms, 0);
  return [
    ...(durationsMs.length === 0 ? [] : [`${thousands(Math.round(total))} ms`]),
    ...(role === undefined ? [] : [`as ${printable(role)}`]),
    ...(tool === undefined ? [] : [printable(tool)]),
    ...(importedFrom === undefined ? [] : [`from ${printable(importedFrom)}`]),
    ...(checksum === null ? [] : [`file ${checksum.slice(0, 19)}`]),
    `attempt ${attempt}`,
  ];
}

/** Whether the chain holds, what that shows and what not. */
export function verificationText(report: ChainVerification, { palette, glyphs, width, isQuiet, isVerbose }: TextStyle): string {
  const { breaks, proves, doesNotProve } = report;
  const few = isVerbose ? breaks : breaks.slice(0, 20);
  const broken = [
    ...few.map(({ what, message }) => `  ${palette.bad(glyphs.bad)} ${what}: ${printable(message)}`),
    ...(few.length === breaks.length ? [] : [`  and ${breaks.length - few.length} more (--verbose)`]),
  ];
  const lines = [
    verificationHead(report),
    ...broken,
    ...proves.map((one) => `  ${palette.good(glyphs.good)} this shows that ${printable(one)}`),
    ...(breaks.length === 0 ? doesNotProve.map((one) => `  ${palette.faint(`it does not show ${printable(one)}`)}`) : []),
  ];
  return wrapLines(isQuiet ? lines.slice(0, 1) : lines, width, "      ");
}

/** The same for a pull request. */
export function verificationMarkdown(report: ChainVerification): string {
  const { breaks, proves, doesNotProve } = report;
  const lines = [
    `**${markdownText(verificationHead(report))}**`,
    "",
    ...breaks.map(({ what, message }) => `- ${what}: ${markdownText(message)}`),
    ...proves.map((one) => `- this shows that ${markdownText(one)}`),
    ...doesNotProve.map((one) => `- it does not show ${markdownText(one)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function verificationHead({ source, events, head, breaks, anchors, against }: ChainVerification): string {
  const compared = against.length === 0 ? "" : `, ${countOf(anchors, "hash")} of ${listOf(against)} compared`;
  const end = head === null ? "" : `, last #${head.seq} ${head.hash}`;
  const verdict = breaks.length === 0 ? "the chain holds" : `${countOf(breaks.length, "break")} in the chain`;
  return `${printable(source)}: ${verdict}: ${countOf(events, "event")}${end}${compared}`;
}
