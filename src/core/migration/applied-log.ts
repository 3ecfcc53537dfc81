/**
 * The applied log: one line per migration, kept in git and edited by people too. Whatever a person wrote is read as far
 * as it can be; the journal in the database is the truth, this is its readable copy.
 */

/** One line: a migration that was applied. */
export interface AppliedLogEntry {
  /** As written: usually the file's name. */
  readonly file: string;
  /** Applied date as written, or null. */
  readonly date: string | null;
  readonly by: string | null;
  /** `sha256:…` of the journal's event, or null. */
  readonly hash: string | null;
  /** The event's sequence number, or null. */
  readonly sequence: number | null;
}

/** A parsed log. */
export interface AppliedLog {
  /** What is applied, in file order, with 1-based lines. */
  readonly entries: readonly (AppliedLogEntry & { readonly line: number })[];
  /** What is not applied any more: entries that a later line takes back, and these lines, in file order. */
  readonly undone: readonly (AppliedLogEntry & { readonly line: number })[];
  /** Lines that no reading fits (marks of a merge conflict), and files that stand twice. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** Reads a log: comments, blank lines, CRLF, a byte order mark, and lines of one to five fields. */
export function parseAppliedLog(text: string): AppliedLog {
  let entries: (AppliedLogEntry & { line: number })[] = [];
  const undone: (AppliedLogEntry & { line: number })[] = [];
  const problems: { line: number; message: string }[] = [];
  const seen = new Map<string, number>();
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    const line = index + 1;
    const content = raw.trim();
    const takenBack = /^#\s*rolled back:\s*(?=[^\s|])(.*)$/i.exec(content)?.[1];
    if (takenBack !== undefined) {
      const [file = "", ...rest] = takenBack.split("|").map((field) => field.trim());
      undone.push(...entries.filter((entry) => entry.file === file), { ...readFields(file, rest), line });
      entries = entries.filter((entry) => entry.file !== file);
      seen.delete(file);
      continue;
    }
    if (content === "" || content.startsWith("#")) continue;
    if (/^(<{7}|={7}|>{7}|\|{7})(\s|$)/.test(content)) {
      problems.push({ line, message: "marks of an unresolved merge conflict" });
      continue;
    }
    const fields = content.split("|").map((field) => field.trim());
    const [file = ""] = fields;
    if (file === "") {
      problems.push({ line, message: "no file name" });
      continue;
    }
    const first = seen.get(file);
    if (first !== undefined) problems.push({ line, message: `${file} stands in line ${first} already` });
    else seen.set(file, line);
    entries.push({ ...readFields(file, fields.slice(1)), line });
  }
  return { entries, undone: undone.sort((one, other) => one.line - other.line), problems };
}

/** Hash and sequence are known by their shape, so that a hand-written line may leave any field out. */
function readFields(file: string, fields: readonly string[]): AppliedLogEntry {
  const hash = fields.find((field) => field.startsWith("sha256:")) ?? null;
  const sequence = fields.map((field) => /^#(\d+)$/.exec(field)?.[1]).find((digits) => digits !== undefined);
  const [date = "", by = ""] = fields.filter((field) => !field.startsWith("sha256:") && !/^#\d+$/.test(field));
  return { file, date: date || null, by: by || null, hash, sequence: sequence === undefined ? null : Number(sequence) };
}

/** The comment lines at the head of a new log; `environment` as people write it: `Production`. */
function appliedLogHeader(environment: string): string {
  return `# ${environment} Migration Log\n# Format: YYYYMMDD_name.sql | Applied Date | Applied By\n\n`;
}

/** One line without its line ending; fields after the last known one are left out. */
export function formatAppliedLogEntry(entry: AppliedLogEntry): string {
  const sequence = entry.sequence === null ? null : `#${entry.sequence}`;
  const fields = [entry.file, entry.date, entry.by, entry.hash, sequence].map((field) =>
    (field ?? "").replace(/[|\r\n]+/g, " ").trim(),
  );
  while (fields.length > 1 && fields.at(-1) === "") fields.pop();
  return fields.join(" | ");
}

/** The comment that takes an entry back; it is one, so that older readers and people see a log as before. */
export function formatRolledBack(entry: AppliedLogEntry): string {
  return `# rolled back: ${formatAppliedLogEntry(entry)}`;
}

/** A whole log: header and entries. */
export function formatAppliedLog(environment: string, entries: readonly AppliedLogEntry[]): string {
  return appliedLogHeader(environment) + entries.map((entry) => `${formatAppliedLogEntry(entry)}\n`).join("");
}

/** The log with whole lines appended; what is there stays byte for byte, its line ending is taken over. */
export function appendLines(text: string, lines: readonly string[]): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = text === "" || text.endsWith("\n") ? "" : newline;
  return text + gap + lines.map((line) => line + newline).join("");
}
