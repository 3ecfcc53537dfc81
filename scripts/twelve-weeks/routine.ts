/** What the team does every week: new migrations go to dev and staging, and on Friday a train goes to production. */

import { killAt } from "../../test/support/kill-at.ts";
import type { Team } from "./chapter.ts";
import type { Said } from "./story.ts";

/** Writes files, applies them to dev and staging, and runs the smoke checks of staging. */
export async function shipToStages(
  { world, story }: Team,
  migrations: readonly { readonly file: string; readonly text: string }[],
): Promise<void> {
  for (const { file, text } of migrations) world.write(`db/migrations/${file}`, text);
  for (const stage of ["dev", "staging"]) {
    const { data } = await story.lockstep(`apply ${stage}`, { shows: 1 });
    story.check(
      `${stage} is as it was predicted`,
      data.prediction?.kind === "held" && data.applied.length === migrations.length,
      data,
    );
  }
  await story.lockstep("smoke staging", { says: ["3 smoke checks passed"], shows: 1 });
}

/** What is expected of a train. */
export interface Train {
  /** How many are applied. */
  readonly files: number;
  /** Somebody says that they are there to help; default true. */
  readonly attests?: boolean;
  /** It goes on where one was killed: its files may be in the journal already. */
  readonly isResumed?: boolean;
  /** What the line has beside the confirmation. */
  readonly flags?: string;
  /** Minutes after five; default 5. */
  readonly minute?: number;
}

/** A train that comes to its end: five minutes past five on the team's clocks, then the audit. */
export async function rideOnFriday(team: Team, day: string, train: Train): Promise<Said> {
  const { world, story, memory } = team;
  const { files, attests = true, isResumed = false, flags = "", minute = 5 } = train;
  await passTo(team, `${day}T17:${String(minute).padStart(2, "0")}`);
  if (attests) await story.lockstep("checklist attest production teammate --by ana", { shows: 1 });
  const before = await appliedTo(team);
  const said = await story.lockstep(`sync production --confirm production${flags === "" ? "" : ` ${flags}`}`, { shows: 20 });
  const { data } = said;
  const states = new Map<string, string>(data.steps.map(({ step, state }: Step) => [step, state]));
  story.check(`the train came to its end: ${data.train}`, data.outcome === "done" && data.train === `production ${day}`, data);
  story.check(
    "it was verified, smoked and logged",
    ["verify", "smoke", "log"].every((step) => states.get(step) === "done"),
    data.steps,
  );
  if (world.noBackup !== null) story.say(`  the backup step did not run here: ${world.noBackup}`);
  else if (!isResumed) story.check("a backup was taken and restored before it", states.get("backup") === "done", data.steps);
  const after = await appliedTo(team);
  const added = after.length - (isResumed ? after.length - files : before.length);
  story.check(`production has ${files} more, each once`, added === files && new Set(after).size === after.length, after);
  const log = world.read("db/migrations/applied_to_prod.log");
  story.check(
    "the applied log names them all",
    after.every((file) => log.includes(file)),
    log,
  );
  memory.windows.push(data.window.opens);
  const { data: audit } = await story.quietly("audit");
  memory.drift.push(audit.changes.length);
  story.say(`  (lockstep audit: ${audit.changes.length} differences from dev)`);
  return said;
}

interface Step {
  readonly step: string;
  readonly state: string;
}

/** Time passes; since the freeze began CI audits on every morning of it. */
export async function passTo({ world, story, memory }: Team, local: string): Promise<void> {
  for (let day = dayAfter(memory.audited); `${day}T07:00` <= local; day = dayAfter(day)) {
    await world.at(`${day}T07:00`);
    const { data } = await story.quietly("launch check daily-audit");
    story.check(`${day}: audited at seven`, data.items[0].state === "proven", data);
    memory.audited = day;
  }
  await world.at(local);
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** Files that production's own journal has as applied, in order. */
export async function appliedTo({ world }: Team): Promise<readonly string[]> {
  const rows = await world.psql("production", "select file from lockstep.journal where event = 'applied' order by seq");
  return rows.map(({ file }) => String(file));
}

/** The train in a process of its own, which is killed as soon as it has said so. */
export async function killedTrain({ world, story, program }: Team, at: RegExp): Promise<void> {
  const line = "sync production --confirm production --format ndjson";
  const isKilled = await killAt({
    command: process.execPath,
    words: [program, ...line.split(" ")],
    cwd: world.folder,
    env: world.env,
    at,
  });
  story.say(`$ lockstep ${line}\n  killed (SIGKILL)`);
  story.check("the process was killed in the middle", isKilled);
}
