/** What of a history becomes an event, and what about it somebody has to know. */

import type { Finding } from "../finding.ts";
import type { MigrationFile } from "../migration/migration-file.ts";
import type { HistoryEntry } from "./histories/history.ts";
import type { JournalState } from "./journal-state.ts";

/** A history beside the journal. */
export interface TakeOver {
  /** Applied by the history, unknown to the journal; in the folder's order. */
  readonly files: readonly { readonly migration: MigrationFile; readonly entry: HistoryEntry }[];
  /** Known to the journal as applied already. */
  readonly known: readonly string[];
  readonly findings: readonly Finding[];
}

/** Decides. `title` is the source's name in sentences. */
export function takeOver(
  entries: readonly HistoryEntry[],
  migrations: readonly MigrationFile[],
  state: JournalState,
  { title, environment }: { readonly title: string; readonly environment: string },
): TakeOver {
  const files = new Map<MigrationFile, HistoryEntry>();
  const known: string[] = [];
  const findings: Finding[] = [];
  for (const entry of entries) {
    const { name, migration } = entry;
    if (entry.state === "rolled-back") continue;
    if (entry.state === "failed") {
      findings.push(failed(name, title, environment));
      continue;
    }
    if (migration === null) {
      findings.push(withoutFile(name, title));
      continue;
    }
    if (state.versions.get(migration.version)?.kind === "applied") known.push(migration.file);
    else if (!files.has(migration)) files.set(migration, entry);
    if (entry.isSame === false) findings.push(edited(migration, title));
  }
  const inOrder = migrations.flatMap((migration) => {
    const entry = files.get(migration);
    return entry === undefined ? [] : [{ migration, entry }];
  });
  return { files: inOrder, known, findings };
}

function withoutFile(name: string, title: string): Finding {
  return {
    rule: "history-without-file",
    level: "medium",
    message: `${title} says that ${name} is applied; the folder has no such file`,
    why: "Nothing can be marked without its text. A database that is made from the folder lacks what it did.",
    fix: "bring the file back, or leave it: what it made stays in the database",
  };
}

function edited({ file }: MigrationFile, title: string): Finding {
  return {
    rule: "history-edited-file",
    level: "medium",
    message: `${file} is not the file that ${title} applied: its checksum is another one`,
    why: "It was changed after it was applied, and is taken over as it is now.",
    file,
    fix: "compare it with the version in git of the day on which it was applied",
  };
}

function failed(name: string, title: string, environment: string): Finding {
  return {
    rule: "history-failed",
    level: "high",
    message: `${title} began ${name} and did not finish it: some of it may be there`,
    why: "It stays pending. Whatever of it is there would make it fail.",
    fix: `undo by hand what is there; or finish it by hand, then lockstep repair ${environment} --ran-by-hand FILE`,
  };
}
