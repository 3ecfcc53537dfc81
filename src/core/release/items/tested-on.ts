/**
 * Tested on dev, tested on staging: that environment's own journal says that exactly these files took effect there. A database that went
 * through the files which a checkpoint holds never runs the checkpoint; there those files stand for it.
 */

import type { EventSummary } from "../../journal/journal-event.ts";
import { journalState, type VersionState } from "../../journal/journal-state.ts";
import type { BatchFile, ItemVerdict } from "../checklist.ts";

/** What is known of an environment that a batch passes through first. */
export type Stage =
  | { readonly kind: "asked"; readonly environment: string; readonly events: readonly EventSummary[] }
  /** It could not be asked, or is not what it should be. */
  | { readonly kind: "unanswered"; readonly environment: string; readonly why: string }
  /** There is no such environment. */
  | null;

/** A file as a stage's journal can know it. */
export type TestedFile = Pick<BatchFile, "file" | "version" | "checksum" | "meaning">;

/** What is to be tested. */
export interface TestedBatch {
  readonly files: readonly TestedFile[];
  /** Version of a checkpoint among them → the files whose schema it holds. */
  readonly held: ReadonlyMap<string, readonly TestedFile[]>;
  /** The database's own identity, which a stage must not have; null where nobody has marked it. */
  readonly target: string | null;
}

/** Judges. */
export function testedOn(stage: Stage, { files, held, target }: TestedBatch): ItemVerdict {
  if (stage === null)
    return {
      state: "not-applicable",
      why: "there is no such environment",
      doesNotProve: "that it would have run there",
      fix: null,
    };
  const { environment } = stage;
  if (stage.kind === "unanswered") return open(stage.why, `lockstep status ${environment}`);
  const { identity } = journalState(stage.events);
  if (identity === null) return open(`${environment} has no journal`, `lockstep apply ${environment}`);
  if (identity.environment !== environment)
    return open(
      `the database of ${environment} says that it is ${identity.environment}: a journal that a copy inherited proves nothing`,
      `lockstep identify ${environment} --was ${identity.environment}`,
    );
  if (identity.database === target) return open(`${environment} is the same database`, "lockstep doctor");
  const { versions } = journalState(ownEvents(stage.events));
  for (const one of files) {
    const { file, version } = one;
    const known = versions.get(version);
    if (known === undefined && held.get(version)?.every((each) => isOfText(each, versions.get(each.version))) === true) continue;
    if (known?.kind !== "applied" || known.how !== "applied")
      return open(
        `${file} has not been applied on ${environment}${inherited(stage.events, version)}`,
        `lockstep apply ${environment}`,
      );
    if (!isOfText(one, known))
      return open(
        `${file} was applied on ${environment} with another text`,
        `undo and repeat it there: lockstep rollback ${environment} --only ${version}, then lockstep apply ${environment}`,
      );
  }
  const what = files.length === 1 ? "this very file" : `these ${files.length} files`;
  const standIns = files.filter(({ version }) => !versions.has(version));
  const instead = standIns.map(({ file }) => `, for ${file} the files that it holds`).join("");
  return {
    state: "proven",
    why: `the journal of ${environment} has ${what}${instead}`,
    doesNotProve: `that ${environment} holds rows and traffic like those of the target`,
    fix: null,
  };
}

/** In effect, and with this text or one that means the same. */
function isOfText({ checksum, meaning }: TestedFile, known: VersionState | undefined): boolean {
  if (known?.kind !== "applied") return false;
  const { by } = known;
  return by.checksum === checksum || (by.payload.meaning !== undefined && by.payload.meaning === meaning);
}

/** What happened since the database is what it says it is: a copy inherits the journal of its original. */
export function ownEvents(events: readonly EventSummary[]): readonly EventSummary[] {
  const { identity } = journalState(events);
  const from = events.findIndex(
    ({ event, payload }) => event === "identified" && payload.database !== undefined && payload.database === identity?.database,
  );
  return from === -1 ? [] : events.slice(from);
}

function inherited(events: readonly EventSummary[], version: string): string {
  const wasThere = events.some((one) => one.event === "applied" && one.version === version);
  return wasThere ? ": its journal has it from the database of which it is a copy, or it was undone" : "";
}

function open(why: string, fix: string): ItemVerdict {
  return { state: "open", why, doesNotProve: "", fix };
}
