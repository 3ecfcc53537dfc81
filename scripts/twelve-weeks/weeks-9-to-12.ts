/** Weeks 9 to 12: the four weeks before the launch, with everything that may still happen in them. */

import type { Chapter, Team } from "./chapter.ts";
import { critical, ninthWeek } from "./migrations.ts";
import { appliedTo, passTo, rideOnFriday, shipToStages } from "./routine.ts";

/** Week 9, week −4 of the launch: the freeze, and a Friday on which nobody thinks of the train. */
export const fourWeeksBefore: Chapter = async (team) => {
  const { story } = team;
  story.week("Week 9 (-4): the freeze");
  await passTo(team, "2027-03-01T10:00");
  story.say("Monday. What is to be in the launch is written, and passes dev and staging: more than one train takes.");
  await shipToStages(team, ninthWeek);
  await passTo(team, "2027-03-02T09:00");
  story.say("Tuesday: four weeks to go. From now on the schema is frozen, and every day begins with an audit.");
  await story.lockstep("launch plan", { shows: 30 });
  await story.lockstep("new add_themes", { exit: 3, says: ["FROZEN", "--critical --reason"] });
  await story.lockstep("launch check", { shows: 30 });
  story.say("On Friday everybody was at the offsite. On Monday the reminder in CI is red.");
  await passTo(team, "2027-03-08T09:00");
  const { data } = await story.lockstep("status", { exit: 2, says: ["overdue"], shows: 24 });
  const production = data.environments.find((one: { environment: string }) => one.environment === "production");
  story.check(
    "the train of Friday is overdue, with its files",
    production.trains.overdue.window.opens === "2027-03-05T22:00:00.000Z" && production.trains.overdue.files.length === 5,
    production.trains,
  );
};

/** Week 10, week −3: two weeks' worth in two batches, and parity. */
export const threeWeeksBefore: Chapter = async (team) => {
  const { story, memory } = team;
  story.week("Week 10 (-3): two weeks' worth");
  story.say("Friday. What waits is more than one batch: the same line twice.");
  await rideOnFriday(team, "2027-03-12", { files: 3 });
  await rideOnFriday(team, "2027-03-12", { files: 2, minute: 25 });
  story.check("dev and production are the same", memory.drift.at(-1) === 0, memory.drift);
  story.say("The encryption is a job of the team's own; whoever ran it says so.");
  await story.lockstep("launch check parity --by ana --reason done", {
    exit: 3,
    says: ["LAUNCH_REFUSED", "Nobody's word turns parity green"],
  });
  await story.lockstep('launch check encryption --by ana --reason "tokens encrypted on 12 March, 500 rows"', { shows: 4 });
  await passTo(team, "2027-03-15T12:00");
  await story.lockstep("launch status", { says: ["6 of 14 ready"], shows: 12 });
};

/** Week 11, week −2: a migration that is critical, in a window on the other side of the change of the clocks. */
export const twoWeeksBefore: Chapter = async (team) => {
  const { story, memory } = team;
  story.week("Week 11 (-2): summer time");
  await passTo(team, "2027-03-16T14:00");
  story.say("Tuesday. A page of the launch is slow without an index. It is critical, and somebody says why.");
  await urgent(team, "index_messages_by_thread", "opening a thread takes seconds", critical.lookup);
  await rideOnFriday(team, "2027-03-19", { files: 1 });
  const [before, after] = [memory.windows[0], memory.windows.at(-1)];
  story.check(
    `the window stays at five on the team's clocks: ${before} before, ${after} now`,
    before === "2027-01-08T22:00:00.000Z" && after === "2027-03-19T21:00:00.000Z",
    memory.windows,
  );
  await story.lockstep('launch check encrypted-readable --by ana --reason "read all 500 back on staging and production"', {
    shows: 2,
  });
  await story.lockstep("smoke staging", { shows: 1 });
};

/** Week 12, week −1: everything once more, a Friday without a train, and what cannot wait for the next. */
export const oneWeekBefore: Chapter = async (team) => {
  const { story } = team;
  story.week("Week 12 (-1): everything once more");
  await passTo(team, "2027-03-23T11:00");
  await story.lockstep("load staging --baseline", { shows: 6 });
  await passTo(team, "2027-03-24T11:00");
  const load = await story.lockstep("load staging", { shows: 8 });
  story.check("the load is within its baseline", load.data.verdict?.passed !== false, load.data);
  await story.lockstep("smoke production", { shows: 6 });
  await urgentOnGoodFriday(team);
  await passTo(team, "2027-03-29T17:00");
  await story.lockstep("launch status", { says: ["12 of 14 ready"], shows: 12 });
};

async function urgentOnGoodFriday(team: Team): Promise<void> {
  const { story } = team;
  story.say("The load has shown one more index that is missing.");
  const file = await urgent(team, "index_contacts", "contacts of a user take 400 ms under load", critical.contacts);
  story.say("Friday is Good Friday, a day without trains.");
  await passTo(team, "2027-03-26T17:05");
  await story.lockstep("sync production --confirm production", {
    exit: 3,
    says: ["no window is open; the next opens Fri 2 Apr 17:00"],
  });
  await passTo(team, "2027-03-29T09:00");
  const { data } = await story.lockstep("status", { shows: 4 });
  const production = data.environments.find((one: { environment: string }) => one.environment === "production");
  story.check("a day without trains is nobody's missed train", production.trains.overdue === null, production.trains);
  story.say("The launch is tomorrow: it goes past the window and the checklist, in everybody's sight.");
  const before = (await appliedTo(team)).length;
  await story.lockstep(`apply production --only ${file} --break-glass --reason "needed for the launch" --confirm production`, {
    shows: 8,
  });
  story.check("production has it", (await appliedTo(team)).length === before + 1);
  await story.lockstep("status", { exit: 2, says: ["went past the window and the checklist"], shows: 20 });
  await story.lockstep('checklist attest production break-glass --by ana --reason "an index on a small table; fine"', {
    shows: 3,
  });
  for (const place of ["staging", "production"]) await story.lockstep(`smoke ${place}`, { shows: 1 });
}

/** A migration in spite of the freeze, on dev and staging; its file's name. */
async function urgent(
  team: Team,
  name: string,
  why: string,
  text: { readonly up: string; readonly down: string },
): Promise<string> {
  const { world, story } = team;
  const { data } = await story.lockstep(`new ${name} --critical --reason "${why}"`, { shows: 6 });
  const path: string = data.files[0].path;
  story.check("that it is critical is recorded", data.evidence.length === 1 && world.read(data.evidence[0]).includes(why), data);
  const file = path.split("/").at(-1) ?? "";
  const [head = ""] = world.read(path).split("\n\n");
  await shipToStages(team, [{ file, text: `${head}\n\n${text.up}\n\n-- Rollback (if needed):\n-- ${text.down}\n` }]);
  return file;
}
