/**
 * The one sentence that an audit comes down to. It is the same in every format, and it never says "no drift" while
 * something could not be seen.
 */

import type { ParityReport } from "../parity/parity-report.ts";
import { listOf } from "./count-words.ts";

/** The sentence, and what kind of answer it is. */
export interface Verdict {
  /** unseen: nothing differs in what the role may read, and that is not all. */
  readonly status: "in-sync" | "unseen" | "drift";
  readonly text: string;
}

/** What an audit of two sources says. */
export function verdict(report: ParityReport): Verdict {
  const { source, target, summary } = report;
  const { add, remove, alter, rename } = summary;
  const counts = [
    add > 0 && `lacks ${add}`,
    remove > 0 && `has ${remove} too many`,
    alter > 0 && `${alter} ${alter === 1 ? "differs" : "differ"}`,
    rename > 0 && `${rename} renamed`,
  ].filter((part) => part !== false);
  if (counts.length > 0) return { status: "drift", text: `${target.name} differs from ${source.name}: ${counts.join(", ")}` };
  const differing = report.parity.filter((check) => check.status === "differs").map((check) => check.check.replaceAll("-", " "));
  if (differing.length > 0)
    return { status: "drift", text: `${target.name} differs from ${source.name}: same schema, other ${listOf(differing)}` };
  if (!report.inSync) return { status: "drift", text: `${target.name} differs from ${source.name}` };
  if (report.notCompared.some((gap) => gap.forWantOfRights === true))
    return { status: "unseen", text: `no drift in what could be seen: ${target.name} and ${source.name}` };
  return { status: "in-sync", text: `no drift: ${target.name} matches ${source.name}` };
}
