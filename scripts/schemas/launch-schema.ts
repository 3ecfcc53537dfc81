/** What `launch` prints: the plan, the road as it stands, what somebody has said, and the watch. */

import * as z from "zod";
import { type LaunchPlan, launchItemIds, launchStations } from "../../src/core/release/launch-plan.ts";
import type { LaunchOutcome } from "../../src/workflows/launch.ts";
import type { LaunchVouched } from "../../src/workflows/launch-vouch.ts";
import type { LaunchWatchOutcome } from "../../src/workflows/launch-watch.ts";
import { count, flag, text, texts } from "./schema-parts.ts";
import { freeze } from "./train-parts.ts";

const number = z.number();
const item = z.enum(launchItemIds);
const station = z.strictObject({
  id: z.enum(launchStations),
  title: text,
  from: text,
  until: text,
  opens: text,
  closes: text,
});
const planned = {
  id: item,
  station: z.enum(launchStations),
  title: text,
  doesNotProve: text,
  isVouched: flag,
  due: text,
  dueDay: text,
};

const plan: z.ZodType<LaunchPlan> = z.strictObject({
  date: text,
  zone: text,
  stations: z.array(station),
  items: z.array(z.strictObject({ ...planned, provenBy: text })),
});

const standing: z.ZodType<Omit<LaunchOutcome, "findings">> = z.strictObject({
  environment: text,
  date: text,
  zone: text,
  now: text,
  daysLeft: z.int(),
  station: station.nullable(),
  items: z.array(
    z.strictObject({
      ...planned,
      state: z.enum(["proven", "attested", "waived", "open", "waits", "not-applicable"]),
      why: text,
      fix: text.nullable(),
      isLate: flag,
    }),
  ),
  ready: z.strictObject({ done: count, of: count }),
  blocking: z.array(item),
  late: z.array(item),
  next: station.nullable(),
  isDone: flag,
  freeze: freeze.nullable(),
  evidence: texts,
  notSeen: texts,
});

const vouched: z.ZodType<LaunchVouched> = z.strictObject({
  environment: text,
  item,
  title: text,
  act: z.enum(["attested", "waived"]),
  name: text,
  reason: text,
  until: text.nullable(),
  doesNotProve: text,
  evidence: text,
});

const watched: z.ZodType<LaunchWatchOutcome> = z.strictObject({
  environment: text,
  kind: z.enum(["go", "stop"]),
  reasons: z.array(z.strictObject({ signal: text, value: number, limit: number, message: text })),
  unseen: z.array(z.strictObject({ signal: text, why: text })),
  from: text,
  until: text,
  looks: count,
  baseline: z.record(text, number),
  signals: z.array(
    z.strictObject({
      name: text,
      unit: z.enum(["share", "seconds", "number"]),
      limit: number.nullable(),
      middle: number.nullable(),
      worst: number.nullable(),
    }),
  ),
  blindTo: texts,
  samples: z.array(z.strictObject({ at: text, values: z.record(text, number.nullable()) })),
  evidence: text,
  next: z.array(z.strictObject({ label: text, command: text })),
});

/** Of every verb. */
export const launch = z.union([plan, standing, vouched, watched]);
