/** The extra item of a batch of high risk: the team was told of this very window, for exactly these files. */

import type { BatchFile, ItemVerdict } from "../core/release/checklist.ts";
import { announcementOf, parseNoticeRecord } from "../core/release/notice-record.ts";
import { readEvidence } from "../project/evidence.ts";
import type { Migrating } from "./migrating.ts";

/** Judges. @throws AppError CONFIG_INVALID for a cadence that is none */
export async function announcementVerdict(
  files: readonly BatchFile[],
  { environment, folder, project }: Pick<Migrating, "environment" | "folder" | "project">,
  now: Date,
): Promise<ItemVerdict> {
  const { cadence } = project.config;
  const fix = `lockstep checklist announce ${environment.name} --reason "what happens, and for whom"`;
  const open = (why: string): ItemVerdict => ({ state: "open", why, doesNotProve: "", fix });
  if (cadence === null) return open("there is no window that could be announced");
  const { windowAt } = await import("../core/release/train-windows.ts");
  const { open: opened, next } = windowAt(cadence, now);
  const window = opened ?? next;
  if (window === null) return open("there is no window that could be announced");
  const stored = (await readEvidence(folder, "notice", environment.name)).flatMap(({ at, file, data }) => {
    const record = parseNoticeRecord(data);
    return record === null ? [] : [{ at, file, record }];
  });
  const { found, why } = announcementOf(stored, { window, files, now });
  if (found === null) return open(why ?? "nobody was told of the window");
  return {
    state: "attested",
    why: `the team was told on ${found.at.slice(0, 10)}: ${found.record.title}`,
    doesNotProve: "that anybody has read it",
    fix: null,
  };
}
