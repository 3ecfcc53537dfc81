/** What became of an encryption, as text: stages, counts by class, rows by their keys, and what is left of the plain text. Never a value. */

import { byteWords } from "../byte-words.ts";
import type { VerificationTally } from "../encryption/column-work.ts";
import { classWords, valueClasses } from "../encryption/stored-value.ts";
import { countOf, listOf, thousands } from "./count-words.ts";
import { durationWords } from "./duration-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines } from "./wrap-text.ts";

/** Rows that were gone through. */
export interface RowsReport {
  readonly ending: string;
  readonly read: number;
  readonly seen: number;
  readonly written: number;
  readonly seconds: number;
  readonly refused: readonly { readonly key: readonly string[]; readonly reason: string }[];
  readonly refusedCount: number;
}

/** A verification. */
export interface VerificationReport extends RowsReport {
  readonly tally: VerificationTally;
  readonly passed: boolean;
}

interface Head {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  readonly next: readonly string[];
}

/** `encrypt run`. */
export interface EncryptRunReport extends Head {
  readonly columns: readonly string[];
  readonly checks: readonly string[];
  readonly stages: readonly { readonly stage: string; readonly state: "done" | "was-done" | "open"; readonly detail: string }[];
  readonly warnings: readonly string[];
  readonly rows: RowsReport | null;
  readonly verification: VerificationReport | null;
  readonly isComplete: boolean;
  readonly isChecked: boolean;
}

/** Stage by stage. */
export function encryptRunText(report: EncryptRunReport, style: TextStyle): string {
  const { palette, glyphs } = style;
  const { stages, warnings, rows, verification, checks } = report;
  const marks = { done: palette.good(glyphs.good), "was-done": palette.faint(glyphs.good), open: palette.bad(glyphs.bad) };
  const mine = [
    ...warnings.map((warning) => `  ${palette.caution("!")} ${printable(warning)}`),
    ...stages.map(({ stage, state, detail }) => `  ${marks[state]} ${stage}: ${printable(detail)}`),
    ...(rows === null || rows.ending !== "blocked" ? [] : refusedLines(rows, style)),
    ...(verification === null ? [] : verificationLines(verification, style)),
    ...checks.map((check) =>
      palette.faint(`  constraint ${printable(check)} belongs to the table from now on: add it to your schema files`),
    ),
  ];
  return inLines(palette.strong(runHead(report)), mine, report, style);
}

function runHead({ environment, relation, columns, isComplete, isChecked, rows, verification }: EncryptRunReport): string {
  const table = `${environment}: ${printable(relation)}`;
  const what = listOf(columns.map(printable));
  if (isComplete) return `${table} is encrypted (${what}).`;
  if (!isChecked) return `${table} is not encrypted yet (${what}).`;
  // it was finished before: what is wrong now is wrong in some rows
  const refusedCount = (verification ?? rows)?.refusedCount ?? 0;
  if (refusedCount === 0) return `${table} is encrypted (${what}), and its rows were not gone through to the end this time.`;
  return `${table} is encrypted (${what}), and ${countOf(refusedCount, "row")} of it ${refusedCount === 1 ? "is not as it" : "are not as they"} should be.`;
}

/** `encrypt verify`. */
export interface EncryptVerifyReport extends Head {
  readonly verification: VerificationReport;
  readonly isChecked: boolean;
}

/** The counts, and rows that are wrong. */
export function encryptVerifyText(report: EncryptVerifyReport, style: TextStyle): string {
  const { environment, relation, verification, isChecked } = report;
  const { passed, refusedCount, ending } = verification;
  const head = passed
    ? `${environment}: every value of ${printable(relation)} opens.`
    : ending === "done" || ending === "blocked"
      ? `${environment}: ${countOf(refusedCount, "row")} of ${printable(relation)} ${refusedCount === 1 ? "is" : "are"} not as they should be.`
      : `${environment}: the look at ${printable(relation)} did not come to its end (${ending}).`;
  const check = isChecked
    ? "the server's own check keeps plain text out"
    : "no check keeps plain text out yet: encrypt run sets it when all rows are done";
  return inLines(
    style.palette.strong(head),
    [...verificationLines(verification, style), style.palette.faint(`  ${check}`)],
    report,
    style,
  );
}

function verificationLines(report: VerificationReport, style: TextStyle): readonly string[] {
  const { tally, read, seen, seconds } = report;
  const counts = valueClasses
    .filter((name) => tally.classes[name] > 0)
    .map((name) => [thousands(tally.classes[name]), classWords[name]]);
  const table = textTable([{ heading: "values", align: "right" }, { heading: "" }], counts, style);
  const proofs = [
    `${thousands(tally.compared)} compared with a digest of what stood there`,
    ...(tally.writtenSince === 0 ? [] : [`${thousands(tally.writtenSince)} written since by the application, which open`]),
    `${thousands(tally.swapped)} tried in another place`,
    ...(tally.indexes === 0 ? [] : [`${countOf(tally.indexes, "blind index")} computed again`]),
  ];
  return [
    ...(counts.length === 0 ? [] : table.map((line) => `  ${line}`)),
    ...(seen < read
      ? [style.palette.faint(`  values of ${countOf(seen, "row")}; the others were looked at before it went on`)]
      : []),
    style.palette.faint(`  ${countOf(read, "row")} in ${durationWords(seconds * 1_000)}; ${proofs.join(", ")}`),
    ...refusedLines(report, style),
  ];
}

function refusedLines({ refused, refusedCount }: RowsReport, { palette, glyphs }: TextStyle): readonly string[] {
  const shown = refused.map(
    ({ key, reason }) => `  ${palette.bad(glyphs.bad)} row ${printable(key.join(", "))}: ${printable(reason)}`,
  );
  const more = refusedCount - refused.length;
  return [...shown, ...(more > 0 && refused.length > 0 ? [palette.faint(`    and ${thousands(more)} more`)] : [])];
}

/** `encrypt rotate`. */
export interface EncryptRotateReport extends Head {
  readonly did: "rewrapped" | "announced" | "rotated" | "nothing";
  readonly kids: readonly string[];
  readonly rows: RowsReport | null;
  readonly verification: VerificationReport | null;
  readonly retired: readonly string[];
  readonly isComplete: boolean;
}

/** What was changed. */
export function encryptRotateText(report: EncryptRotateReport, style: TextStyle): string {
  const { environment, relation, did, kids, rows, verification, retired, isComplete } = report;
  const keys = countOf(kids.length, "data key");
  const heads = {
    rewrapped: `${keys} wrapped by the new master key; no row was touched.`,
    announced: `${keys} made, and not used yet.`,
    rotated: isComplete ? "every value carries the new data keys." : "not every value carries the new data keys yet.",
    nothing: "every data key is wrapped by this master key already.",
  };
  const lines = [
    ...(rows === null ? [] : [`  ${countOf(rows.read, "row")} seen, ${countOf(rows.written, "row")} written`]),
    ...(rows === null ? [] : refusedLines(rows, style)),
    ...(verification === null ? [] : verificationLines(verification, style)),
    ...(retired.length === 0 ? [] : [style.palette.faint(`  no row needs ${retired.join(", ")}; backups do, so keep them`)]),
  ];
  return inLines(style.palette.strong(`${environment}: ${printable(relation)}: ${heads[did]}`), lines, report, style);
}

/** `encrypt decrypt`. */
export interface EncryptDecryptReport extends Head {
  readonly rows: RowsReport;
  readonly left: number;
  readonly isComplete: boolean;
}

/** How far it came. */
export function encryptDecryptText(report: EncryptDecryptReport, style: TextStyle): string {
  const { environment, relation, rows, left, isComplete } = report;
  const head = isComplete
    ? `${environment}: ${printable(relation)} is plain text again.`
    : `${environment}: ${countOf(left, "value")} of ${printable(relation)} ${left === 1 ? "is" : "are"} still encrypted.`;
  const lines = [`  ${countOf(rows.read, "row")} seen, ${countOf(rows.written, "row")} written`, ...refusedLines(rows, style)];
  return inLines(style.palette.strong(head), lines, report, style);
}

/** `encrypt scrub`. */
export interface EncryptScrubReport extends Head {
  readonly encrypted: { readonly from: string; readonly to: string | null; readonly wal: string | null };
  readonly reindexed: readonly string[];
  readonly isRewritten: boolean;
  readonly samples: number;
  readonly untraced: number;
  readonly files: readonly {
    readonly kind: string;
    readonly name: string;
    readonly bytes: number;
    readonly found: number | null;
  }[];
  readonly statistics: readonly { readonly relation: string; readonly column: string; readonly values: number }[];
  readonly wal: { readonly position: string | null; readonly slots: readonly string[]; readonly archiving: string };
  readonly backups: readonly string[];
  readonly isClean: boolean;
}

/** Where plain text is left, and what holds it still. */
export function encryptScrubText(report: EncryptScrubReport, style: TextStyle): string {
  const { palette } = style;
  const { environment, relation, files, statistics, isClean, isRewritten, samples, untraced } = report;
  const isSeen = files.every(({ found }) => found !== null);
  const head = isClean
    ? `${environment}: no plain text is left in the files of ${printable(relation)}.`
    : statistics.length > 0 || files.some(({ found }) => found !== null && found > 0)
      ? `${environment}: plain text is left in the files of ${printable(relation)}.`
      : isSeen
        ? `${environment}: no plain text was found in the files of ${printable(relation)}, and not all of it could be looked for.`
        : `${environment}: the files of ${printable(relation)} were not seen.`;
  const cell = (found: number | null) =>
    found === null ? "not seen" : found === 0 ? palette.good("none") : palette.bad(`${found} of ${samples}`);
  const table = textTable(
    [{ heading: "" }, { heading: "file" }, { heading: "size", align: "right" }, { heading: "samples found" }],
    files.map(({ kind, name, bytes, found }) => [kind, printable(name), byteWords(bytes), cell(found)]),
    style,
  );
  const lines = [
    ...table.map((line) => `  ${line}`),
    statistics.length === 0
      ? palette.faint("  statistics: no plain text")
      : `  statistics: ${statistics.map(({ relation: of, column, values }) => `${countOf(values, "value")} of ${printable(column)} (${printable(of)})`).join(", ")} in plain text`,
    ...(untraced === 0 || isRewritten || !isSeen
      ? []
      : [
          `  ${thousands(untraced)} of ${thousands(samples)} samples repeat themselves so much that they are not known again where the server has compressed them`,
        ]),
    ...(isSeen ? [] : ["  reading files takes a superuser, or the role pg_read_server_files"]),
    ...stillLines(report),
  ];
  return inLines(palette.strong(head), lines, report, style);
}

function stillLines({ encrypted, wal, backups }: EncryptScrubReport): readonly string[] {
  const until = encrypted.to ?? "now";
  return [
    "  still plain text, out of reach from here:",
    `    WAL up to ${until}${encrypted.wal === null ? "" : ` (rows of before; encryption began at ${encrypted.wal})`}${wal.archiving === "off" ? "" : ", and its archive"}`,
    ...wal.slots.map((slot) => `    slot ${printable(slot)} keeps WAL`),
    backups.length === 0
      ? `    every backup taken before ${until}`
      : `    ${countOf(backups.length, "backup")} known here from before ${until}, and others of that time`,
    "    replicas' and the file system's freed blocks, and the server's log, if it had the statements",
  ];
}

function inLines(head: string, lines: readonly string[], { next }: Head, style: TextStyle): string {
  const steps = next.map((line) => `next: ${line}`);
  const all = [head, ...(style.isQuiet ? [] : [...lines, ...steps])];
  return wrapLines(all, style.width, (line) => `${/^ */.exec(line)?.[0] ?? ""}    `);
}
