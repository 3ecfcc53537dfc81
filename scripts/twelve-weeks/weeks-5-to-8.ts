/** Weeks 5 to 8: what goes wrong, and what becomes of it. */

import type { Chapter } from "./chapter.ts";
import { adopted, dropNotes, fifthWeek, mended } from "./migrations.ts";
import { appliedTo, rideOnFriday, shipToStages } from "./routine.ts";

/** The fifth week: a migration meets production's rows. */
export const fifthTrain: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 5: a migration meets production's rows");
  await world.at("2027-02-03T11:00");
  story.say("Wednesday. Four migrations pass dev and staging. One wants every email once, and production has a person twice.");
  await shipToStages(team, fifthWeek);
  await world.at("2027-02-05T17:05");
  await story.lockstep("checklist attest production teammate --by ana", { shows: 1 });
  const { data } = await story.lockstep("sync production --confirm production", {
    exit: 1,
    says: ["Nothing of the file has happened"],
    shows: 30,
  });
  story.check("the train failed at that file", data.outcome === "failed" && data.failure.message.includes("unique_emails"), data);
  const [index] = await world.psql("production", "select to_regclass('public.users_email') as found");
  story.check("its transaction is gone", index?.found === null, index);
  const applied = await appliedTo(team);
  story.check("the one before it is committed, those after it were not begun", applied.at(-1) === fifthWeek[0]?.file, applied);
  story.check(
    "the way back is proposed, and was not gone unasked",
    data.rollback.verdict === "lossless" && !data.rollback.isDone,
    data,
  );
  story.check("the team's chat has heard of it", world.heard.at(-1)?.kind === "failure", world.heard);
};

/** The sixth week: what has failed stays, what does not need it rides. */
export const sixthTrain: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 6: held back");
  await world.at("2027-02-08T09:00");
  await story.lockstep("status", { exit: 2, says: ["failed"], shows: 20 });
  const { data } = await rideOnFriday(team, "2027-02-12", { files: 1 });
  const staying = data.staying.map(({ file }: { readonly file: string }) => file);
  story.check(
    "the failed one stays, and so does the one that changes the same table",
    staying.join() === [fifthWeek[1]?.file, fifthWeek[2]?.file].join() && data.applied[0].file === fifthWeek[3]?.file,
    data,
  );
};

/** The seventh week: it is mended, repeated where it was, and rides. */
export const seventhTrain: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 7: mended");
  await world.at("2027-02-16T10:00");
  story.say(
    "Tuesday. Who signed up before keeps the email; from now on it is unique. dev and staging have the old text, and are told to repeat it.",
  );
  world.write(`db/migrations/${mended.file}`, mended.text);
  await story.lockstep("status dev", { exit: 2, says: ["edited"], shows: 20 });
  for (const stage of ["dev", "staging"]) {
    await story.lockstep(`rollback ${stage} --only ${mended.file}`, { shows: 4 });
    await story.lockstep(`apply ${stage}`, { shows: 2 });
  }
  await story.lockstep("smoke staging", { shows: 1 });
  await rideOnFriday(team, "2027-02-19", { files: 2 });
  const [row] = await world.psql("production", "select to_regclass('public.users_email')::text as found");
  story.check("the index is there", row?.found === "users_email", row);
  await story.lockstep("status", { shows: 3 });
};

/** The eighth week: a hot-fix by hand is caught and adopted, and a migration of high risk is announced. */
export const eighthTrain: Chapter = async (team) => {
  const { world, story } = team;
  story.week("Week 8: a hot-fix, and a table that goes");
  await world.at("2027-02-23T10:00");
  story.say("Tuesday. A table with a foreign key is to be dropped: high risk, so the team is told of the window.");
  await shipToStages(team, [dropNotes]);
  await world.at("2027-02-24T10:00");
  await story.lockstep("checklist production", { exit: 2, says: ["announcement"], shows: 30 });
  await story.lockstep('checklist announce production --reason "old notes go away; nobody has read them since 2025"', {
    shows: 6,
  });
  const told = world.heard.at(-1);
  story.check("the team's chat has heard of the window", told?.kind === "announcement", told);
  await world.at("2027-02-25T22:40");
  story.say('Thursday night: a page is slow, and somebody types "create index" on production.');
  await world.psql("production", "create index users_by_name on users (name)");
  await world.at("2027-02-26T17:02");
  const refused = await story.lockstep("sync production --confirm production", {
    exit: 3,
    says: ["SCHEMA_DRIFTED", "index:public.users_by_name", "repair production --ran-by-hand"],
  });
  story.check(
    "nothing was done",
    (await appliedTo(team)).every((file) => file !== dropNotes.file),
    refused.text,
  );
  story.say("They keep it: as a migration on dev and staging, and proven to be there on production.");
  await shipToStages(team, [adopted]);
  await story.lockstep(`repair production --ran-by-hand ${adopted.file} --confirm production`, { shows: 4 });
  story.say("The train again. What is lost is acknowledged by its name.");
  await story.lockstep("checklist attest production teammate --by ana", { shows: 1 });
  await story.lockstep("sync production --confirm production", {
    exit: 3,
    says: ["its rollback leaves the rows of public.legacy_notes"],
  });
  await rideOnFriday(team, "2027-02-26", {
    files: 1,
    attests: false,
    minute: 20,
    flags: "--ack drop:table:public.legacy_notes",
  });
  await story.lockstep("log verify production", { shows: 4 });
};
