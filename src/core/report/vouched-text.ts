/** What a person has said for a checklist, as it was kept; and what the team was told. */

import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What was kept. */
export interface VouchedReport {
  readonly environment: string;
  readonly item: string;
  readonly kind: "attestation" | "waiver";
  readonly name: string;
  readonly untilInWords: string;
  readonly files: readonly { readonly file: string }[];
  readonly path: string;
}

/** For a terminal. */
export function vouchedText(
  { environment, item, kind, name, untilInWords, files, path }: VouchedReport,
  style: TextStyle,
): string {
  const deed = kind === "attestation" ? "vouches for" : "lets pass";
  return lines(
    [
      `${name} ${deed} ${item} on ${environment} until ${untilInWords}.`,
      `It is about ${files.map(({ file }) => file).join(", ")}; another file, or another text of one, is not covered.`,
      `evidence: ${path} (commit it)`,
    ],
    style,
  );
}

/** What went past the gate, and who has looked at it. */
export interface ReviewedReport {
  readonly environment: string;
  readonly name: string;
  readonly files: readonly string[];
  readonly path: string;
}

/** For a terminal. */
export function reviewedText({ environment, name, files, path }: ReviewedReport, style: TextStyle): string {
  const told = `${name} has reviewed what went past the checklist on ${environment}: ${files.join(", ")}.`;
  return lines([told, `evidence: ${path} (commit it)`], style);
}

/** What was announced. */
export interface AnnouncedReport {
  readonly notice: { readonly title: string };
  readonly isAnnounced: boolean;
  readonly deliveries: readonly { readonly service: string; readonly ok: boolean; readonly why: string | null }[];
}

/** For a terminal. */
export function announcedText({ notice, isAnnounced, deliveries }: AnnouncedReport, style: TextStyle): string {
  const told = deliveries.map(({ service, ok, why }) => `  ${service}: ${ok ? "told" : `not told, ${why}`}`);
  return lines([isAnnounced ? `Announced: ${notice.title}` : `Nobody was reached: ${notice.title}`, ...told], style);
}

function lines(texts: readonly string[], { width }: TextStyle): string {
  return wrapLines(texts.map(printable), width, "  ");
}
