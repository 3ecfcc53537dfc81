/**
 * The applied log beside the journal: the text is in git and edited by people, the journal is in the database. Where they disagree, one of
 * them was changed, restored or cut off, and each place is told.
 */

import type { Finding } from "../finding.ts";
import type { AppliedLog } from "../migration/applied-log.ts";
import { loggedName } from "../migration/pending-migrations.ts";
import type { Anchor } from "./hash-chain.ts";
import type { JournalState } from "./journal-state.ts";

/** The hashes that a log has written down; `name` is how the log is called. */
export function anchorsOf(log: AppliedLog, name: string): readonly Anchor[] {
  return [...log.entries, ...log.undone].flatMap(({ sequence, hash, line }) =>
    sequence === null || hash === null ? [] : [{ seq: sequence, hash, where: `${name}:${line}` }],
  );
}

/** What is compared. */
export interface LogAndJournal {
  readonly log: AppliedLog;
  /** As findings name it. */
  readonly name: string;
  readonly environment: string;
  readonly state: JournalState;
  /** Of the events that the log names, as far as the journal has them. */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Where they disagree, in the order of the log; a level above low asks to be settled. */
export function logDisagreements({ log, name, environment, state, hashes }: LogAndJournal): readonly Finding[] {
  const finding = (level: Finding["level"], line: number | null, message: string, fix: string): Finding => ({
    rule: "applied-log",
    level,
    message,
    file: name,
    ...(line === null ? {} : { line }),
    fix,
  });
  const verify = `lockstep log verify ${environment}`;
  const torn = log.problems.map(({ line, message }) =>
    finding("medium", line, `${name}:${line}: ${message}`, "correct the line"),
  );
  const known = new Set(
    [...state.versions].flatMap(([version, standing]) => {
      const file = standing.kind === "under-way" ? null : standing.by.file;
      return [version, ...(file === null ? [] : [loggedName(file)])];
    }),
  );
  const told = log.entries.flatMap(({ file, hash, sequence, line }) => {
    if (hash !== null && sequence !== null) {
      const own = hashes.get(sequence);
      if (own === undefined)
        return [finding("high", line, `${name}:${line} names event #${sequence}, which ${environment} does not have`, verify)];
      if (own !== hash)
        return [finding("high", line, `${name}:${line} has another hash of event #${sequence} than ${environment}`, verify)];
      return [];
    }
    if (known.has(loggedName(file))) return [];
    const message = `${name}:${line} says that ${file} is applied; the journal of ${environment} does not know it`;
    return [finding("medium", line, message, `lockstep import ${environment} --from log, or take the line out`)];
  });
  const logged = new Set(log.entries.map(({ file }) => loggedName(file)));
  const missing = [...state.versions.values()].flatMap((standing) =>
    standing.kind === "applied" &&
    standing.how === "applied" &&
    standing.by.file !== null &&
    !logged.has(loggedName(standing.by.file))
      ? [standing.by.file]
      : [],
  );
  if (missing.length === 0) return [...torn, ...told];
  const few = missing.slice(0, 3).join(", ");
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : "";
  const message = `${name} lacks ${few}${more}, which ${environment} has applied`;
  return [...torn, ...told, finding("low", null, message, "git pull, or the next apply writes it")];
}
