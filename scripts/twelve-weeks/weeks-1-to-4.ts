/** Weeks 1 to 4: a team that has drifted apart begins to ride. */

import type { Chapter } from "./chapter.ts";
import { backlog, initial } from "./migrations.ts";
import { appliedTo, killedTrain, rideOnFriday, shipToStages } from "./routine.ts";

/** The first week: the databases are adopted, dev and staging run ahead, and the first train goes. */
export const firstWeek: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 1: how far apart are we?");
  await world.at("2027-01-04T09:30");
  story.say("Monday. Three databases, made by hand from one script. Lockstep is told what they are and what they have.");
  for (const name of ["dev", "staging", "production"] as const) await world.psql(name, initial.text);
  await world.psql("production", "insert into users (email) select 'u' || i || '@example.com' from generate_series(1, 500) i");
  // the same person twice, as production has it and nobody's dev does
  await world.psql("production", "insert into users (email) values ('u7@example.com')");
  for (const name of ["dev", "staging"] as const)
    await world.psql(name, "insert into users (email) values ('one@example.com'), ('two@example.com')");
  world.write(`db/migrations/${initial.file}`, initial.text);
  for (const name of ["dev", "staging", "production"])
    await story.lockstep(`baseline ${name} --confirm ${name}`, { says: ["marked as applied"], shows: 2 });
  await story.lockstep("audit", { says: ["no drift"], shows: 1 });

  story.say("By Thursday eight tables are on dev and staging, and none of them on production.");
  await world.at("2027-01-07T15:00");
  await shipToStages(team, backlog);
  const audit = await story.lockstep("audit", { exit: 2, says: ["pending"], shows: 3 });
  team.memory.drift.push(audit.data.changes.length);
  await story.lockstep("schedule", { says: ["weekly is recommended"], shows: 26 });

  story.say("Are the smoke checks worth anything? Each meets planted faults and has to notice.");
  const proof = await story.lockstep("smoke staging --prove", { says: ["noticed a planted fault"], shows: 8 });
  story.check("every check was seen to fail on a planted fault", proof.data.proven === true, proof.data);

  story.say("Thursday, and somebody is in a hurry.");
  await story.lockstep("checklist attest production teammate --by ana", { says: ["ana"], shows: 4 });
  await story.lockstep("sync production --confirm production", { exit: 3, says: ["OUTSIDE_WINDOW", "no window is open"] });

  story.say("Friday at five. Ana's word was for this window; the checklist is closed, and the first train goes.");
  await rideOnFriday(team, "2027-01-08", { files: 3, attests: false });
  await story.lockstep("status", { says: ["2027-01-08"], shows: 12 });
};

/** The second week: somebody forgets the checklist. */
export const secondWeek: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 2: a word that nobody has given");
  await world.at("2027-01-15T17:02");
  story.say("Friday. Jon starts the train; Ana's word was for last week.");
  const refused = await story.lockstep("sync production --confirm production", {
    exit: 3,
    says: ["CHECKLIST_OPEN", "teammate: what ana said held until", "lockstep checklist attest production teammate --by NAME"],
  });
  story.check("nothing else is open", !/ (?:tested|idempotent|rollback|smoke|backup)[a-z-]*: /.test(refused.text), refused.text);
  story.say("Jon vouches for himself.");
  await story.lockstep("checklist attest production teammate --by jon", { shows: 1 });
  await story.lockstep("sync production --confirm production", { exit: 3, says: ["jon runs this and cannot be their own help"] });
  story.say("Ana is there.");
  await rideOnFriday(team, "2027-01-15", { files: 3 });
};

/** The third week: the rest of the backlog, and a process that is killed. */
export const thirdWeek: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 3: the rest of the backlog, and a laptop that dies");
  await world.at("2027-01-22T17:03");
  await story.lockstep("checklist attest production teammate --by ana", { shows: 1 });
  story.say("The train goes, and the laptop dies right after its commits, before anything was verified.");
  await killedTrain(team, /"step":"verify"/);
  story.say("The same line again, on another laptop.");
  await rideOnFriday(team, "2027-01-22", { files: 2, attests: false, isResumed: true });
  const { drift } = team.memory;
  const isShrinking = drift.every((count, i) => i === 0 || count < (drift[i - 1] ?? 0));
  story.check(`the audit shrank from train to train: ${drift.join(" → ")}`, isShrinking && drift.at(-1) === 0, drift);
  const applied = await appliedTo(team);
  story.check("production's journal has eight files, each once", applied.length === 8 && new Set(applied).size === 8, applied);
};

/** The fourth week: nothing to do. */
export const fourthWeek: Chapter = async ({ world, story }) => {
  story.week("Week 4: nothing is on board");
  await world.at("2027-01-29T17:05");
  const { data } = await story.lockstep("sync production --confirm production");
  story.check("the train closed itself, and left a record", data.outcome === "empty" && data.applied.length === 0, data);
  await world.at("2027-02-01T09:00");
  const { data: after } = await story.lockstep("status", { shows: 3 });
  const production = after.environments.find((one: { environment: string }) => one.environment === "production");
  story.check(
    "no train is overdue on Monday",
    production.trains.overdue === null && production.trains.missed.length === 0,
    after,
  );
};
