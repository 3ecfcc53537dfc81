/**
 * What a small team has: a repository, three databases, a webhook of its chat, a health page, and one clock for all of it. It exists while the
 * weeks are played, in a temporary folder and on a server that is started for it.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Temporal } from "temporal-polyfill";
import { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { findDumpClient } from "../../src/project/pg-dump.ts";
import { withClient } from "../../test/support/with-client.ts";
import { SimulatedTime } from "./simulated-time.ts";

/** The team's clocks. */
export const zone = "America/New_York";

const names = ["dev", "staging", "production"] as const;
export type Environment = (typeof names)[number];

/** The world; close it in `finally`. */
export interface TeamWorld {
  readonly folder: string;
  /** What a shell in the folder has. */
  readonly env: Readonly<Record<string, string>>;
  /** `PostgreSQL 18.1`. */
  readonly server: string;
  /** Why no backup is taken here; null where one is. */
  readonly noBackup: string | null;
  /** What the chat has heard, oldest first. */
  readonly heard: readonly { readonly kind: string; readonly title: string; readonly text: string }[];
  /** It is so late on the team's clocks: `2027-01-08T17:05`. */
  readonly at: (local: string) => Promise<void>;
  /** Lets time pass in which nobody asks a database. */
  readonly pass: (ms: number) => void;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Somebody's own psql: the rows of the last statement. */
  readonly psql: (environment: Environment, sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly close: () => Promise<void>;
}

// where `npm install --prefix test/servers` puts the older majors
const olderServers = join(import.meta.dirname, "../../test/servers/node_modules");

/** Makes it, on a server of that major. @throws AppError SCRATCH_UNAVAILABLE, SCRATCH_FAILED */
export async function openTeamWorld(major: number): Promise<TeamWorld> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-twelve-weeks-"));
  const extraRoots = [join(olderServers, `pg${major}`)];
  const server = await ScratchServer.start({ major, env: process.env, origin: "embedded", extraRoots });
  const chat = await openChat();
  const client = await findDumpClient({ env: process.env, cwd: folder });
  for (const name of names) await server.createDatabase(name);
  const urls = names.map((name) => server.url(name));
  await withClient(server.url(), (own) => own.query("create role portal login password 'portal'"));
  for (const name of names)
    await withClient(server.url(name), (own) =>
      own.query(`alter database ${name} owner to portal; alter schema public owner to portal`),
    );
  const urlOf = (name: Environment) => server.url(name).replace(/\/\/[^@]+@/, "//portal:portal@");
  const time = new SimulatedTime(urls);
  return {
    folder,
    env: {
      PATH: process.env.PATH ?? "",
      // caches of its own: under another clock, those of everybody would look old
      HOME: join(folder, "home"),
      LANG: "C.UTF-8",
      LOCKSTEP_ACTOR: "jon",
      DATABASE_URL: urlOf("dev"),
      STAGING_DATABASE_URL: urlOf("staging"),
      PRODUCTION_DATABASE_URL: urlOf("production"),
      TEAM_WEBHOOK_URL: `${chat.url}/hook`,
      HEALTH_URL: `${chat.url}/health`,
    },
    server: `PostgreSQL ${major}.${server.version % 10_000}`,
    noBackup: whyNoBackup(client, major),
    heard: chat.heard,
    at: (local) => time.set(new Date(Temporal.ZonedDateTime.from(`${local}[${zone}]`).epochMilliseconds)),
    pass: (ms) => time.pass(ms),
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    psql: (name, sql) =>
      withClient(urlOf(name), async (own) => {
        const result: unknown = await own.query(sql);
        // with several statements pg returns a list of results, which its types do not say
        const last = (Array.isArray(result) ? result.at(-1) : result) as { readonly rows: readonly Record<string, unknown>[] };
        return last.rows;
      }),
    close: async () => {
      time.close();
      await chat.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function whyNoBackup(client: { readonly major: number } | null, major: number): string | null {
  if (client !== null && client.major >= major) return null;
  const found = client === null ? "there is no pg_dump on this machine" : `the pg_dump of this machine is ${client.major}`;
  return `${found}, and the server is ${major}`;
}

type Heard = TeamWorld["heard"][number];

async function openChat() {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      if (request.url === "/hook") heard.push(JSON.parse(body));
      response.writeHead(200, { connection: "close" }).end(request.url === "/health" ? "all is well" : "ok");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // a TCP listener's address is never a path
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((done) => server.close(() => done()));
  };
  return { url: `http://127.0.0.1:${port}`, heard, close };
}
