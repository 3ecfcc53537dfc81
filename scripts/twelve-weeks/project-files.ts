/** The files of the team's repository, but for the migrations. */

import { type TeamWorld, zone } from "./team-world.ts";

/** Path → text. */
export function projectFiles({ noBackup }: Pick<TeamWorld, "noBackup">): ReadonlyMap<string, string> {
  const checklist = ["tested-on-dev", "tested-on-staging", "idempotent", "rollback", "low-traffic", "teammate", "smoke"];
  const config = {
    cadence: {
      every: "week",
      on: "friday",
      window: "17:00-18:00",
      zone,
      batch: { tables: 3 },
      // Good Friday
      blackout: ["2027-03-26"],
    },
    launch: { date: "2027-03-30" },
    checklist: { production: noBackup === null ? [...checklist, "backup"] : checklist },
    ...(noBackup === null ? { backup: { to: "backups/", keep: 8 } } : {}),
    smoke: ["smoke/*.sql", { kind: "http", url: { kind: "env", name: "HEALTH_URL" }, contains: "well" }],
    load: {
      rate: 20,
      seconds: 2,
      mix: [{ sql: "load/users.sql", weight: 3 }, { sql: "load/accounts.sql" }],
      // whatever else this machine does meanwhile is no fault of the team's
      tolerance: { p95: 20, errors: 0.05 },
    },
    notify: [{ kind: "http", url: { kind: "env", name: "TEAM_WEBHOOK_URL" } }],
  };
  return new Map([
    ["lockstep.config.json", `${JSON.stringify(config, null, 2)}\n`],
    ["smoke/users.sql", "-- Smoke: users can be read\n-- Expect: rows\nselect id, email from users limit 1;\n"],
    [
      "smoke/notes.sql",
      "-- Smoke: nobody has an empty email\n-- Expect: value 0\nselect count(*) from users where email = '';\n",
    ],
    ["load/users.sql", "select id, email from users order by id limit 20;\n"],
    ["load/accounts.sql", "select count(*) from email_accounts;\n"],
    ["db/jobs/tokens.ts", "export const job = 'tokens';\n"],
  ]);
}
