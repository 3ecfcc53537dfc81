/**
 * A throw-away PostgreSQL on this machine, for replaying files, rehearsing migrations and proving plans. It listens on
 * 127.0.0.1 only, keeps nothing safe from a crash (that is what makes it fast) and ends with the process that started it,
 * however that ends:
 *
 *     const server = await ScratchServer.start({ major: 17, env: process.env });
 *     try { await server.createDatabase("left"); … server.url("left") … } finally { await server.stop(); }
 */

import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../core/app-error.ts";
import type { ServerVersion } from "../../core/catalog/server-version.ts";
import { messageOf } from "../../core/message-of.ts";
import { quoteIdentifier } from "../../core/sql/quote.ts";
import { loadPg } from "../load-pg.ts";
import { removeAbandonedDrafts } from "./cache-draft.ts";
import { type CacheFolder, openCacheFolder } from "./cache-folder.ts";
import { type BinariesChoice, chooseBinaries } from "./choose-binaries.ts";
import { type DataTemplate, discardDataTemplate, openDataTemplate, scratchSuperuser } from "./data-template.ts";
import { launchPostmaster, type Postmaster } from "./postmaster.ts";
import { forgetServer, reapServers, recordServer } from "./running-servers.ts";
import { scratchSettings } from "./scratch-settings.ts";
import { chooseServerAccount, type ServerAccount } from "./server-account.ts";

/** What a scratch server should be. */
export interface ScratchServerOptions {
  /** The wanted major version; without one, the newest that can be had. */
  readonly major?: number;
  /** Searched for PATH, HOME and XDG_CACHE_HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `embedded` leaves the machine's own PostgreSQL aside; `any` prefers it. Default `any`. */
  readonly origin?: "any" | "embedded";
  /** Folders of further npm packages with PostgreSQL under `native/`. */
  readonly extraRoots?: readonly string[];
  /** Server settings over the fast defaults, e.g. `{ wal_level: "logical" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where to keep data; default the user's cache folder. */
  readonly cacheFolder?: string;
  /** Keeps data on the disk even where memory would be faster: for data of the size of a real database. */
  readonly onDisk?: boolean;
}

/** A running scratch server; the owner must stop it. */
export class ScratchServer {
  /** Where its programs are; an embedded one has no psql or pg_dump. */
  readonly binDir: string;
  readonly version: ServerVersion;
  /** Set when the server's major is not the wanted one; to be shown to the user. */
  readonly warning: string | undefined;
  readonly port: number;
  readonly #place: ServerPlace;
  readonly #password: string;
  readonly #postmaster: Postmaster;

  private constructor(choice: BinariesChoice, place: ServerPlace, template: DataTemplate, postmaster: Postmaster) {
    this.binDir = choice.binaries.binDir;
    this.version = choice.binaries.version;
    this.warning = choice.warning;
    this.port = postmaster.port;
    this.#place = place;
    this.#password = template.password;
    this.#postmaster = postmaster;
  }

  /**
   * Starts a server, and removes what earlier processes may have left. Throws AppError SCRATCH_UNAVAILABLE when there
   * is no PostgreSQL to run, SCRATCH_FAILED when it does not start.
   */
  static async start(options: ScratchServerOptions): Promise<ScratchServer> {
    assertSupportedPlatform();
    const account = chooseServerAccount();
    const cache = openCacheFolder({ env: options.env, folder: options.cacheFolder, account, onDisk: options.onDisk });
    const now = new Date();
    await reapServers(cache, now);
    await removeAbandonedDrafts(cache, now);
    const { major, env, origin = "any", extraRoots = [] } = options;
    const choice = await chooseBinaries({ major, env, origin, extraRoots, cache, account });
    const settings = { ...scratchSettings(choice.binaries.major), ...options.settings };
    const started = await startOnTemplate({ choice, cache, account, settings });
    liveServers.add(started.postmaster);
    return new ScratchServer(choice, started.place, started.template, started.postmaster);
  }

  /** The superuser's URL of a database; it holds a password. */
  url(database = "postgres"): string {
    return `postgres://${scratchSuperuser}:${this.#password}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  /** Creates a database, as a copy of another one when `template` is given; nobody may be connected to that. */
  async createDatabase(name: string, template = "template1"): Promise<void> {
    await this.#run(`create database ${quoteIdentifier(name)} template ${quoteIdentifier(template)}`);
  }

  /** Drops a database and ends the sessions in it; one that is not there is fine. */
  async dropDatabase(name: string): Promise<void> {
    await this.#run(`drop database if exists ${quoteIdentifier(name)} with (force)`);
  }

  /** Stops the server and removes its files; a second call does nothing. */
  async stop(): Promise<void> {
    await this.#postmaster.stop();
    liveServers.delete(this.#postmaster);
    await removeServer(this.#place);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(sql: string): Promise<void> {
    const { Client } = await loadPg();
    const client = new Client({ connectionString: this.url() });
    try {
      await client.connect();
      await client.query(sql);
    } catch (error) {
      throw new AppError({ code: "SQL_ERROR", message: `scratch server: ${sql}: ${messageOf(error)}`, cause: error });
    } finally {
      await client.end();
    }
  }
}

/** Where a server's record and files are. */
interface ServerPlace {
  readonly cache: CacheFolder;
  readonly name: string;
  readonly folder: string;
}

interface StartPlan {
  readonly choice: BinariesChoice;
  readonly cache: CacheFolder;
  readonly account: ServerAccount | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

interface Started {
  readonly place: ServerPlace;
  readonly template: DataTemplate;
  readonly postmaster: Postmaster;
}

const portAttempts = 5;

// ended once more on exit: should a watchdog have been killed, its server must not outlive this process
const liveServers = new Set<Postmaster>();
process.on("exit", () => {
  for (const { pid } of liveServers) {
    try {
      process.kill(pid, "SIGQUIT");
    } catch {
      // it is gone already
    }
  }
});

async function startOnTemplate(plan: StartPlan, isRetry = false): Promise<Started> {
  const template = await openDataTemplate(plan.choice.binaries, plan.cache, plan.account);
  const started = await tryStart(plan, template);
  if (typeof started !== "string") return started;
  if (template.wasCached && !isRetry) {
    // a cleaner of old files or a full disk may have damaged the template
    await discardDataTemplate(template);
    return startOnTemplate(plan, true);
  }
  throw new AppError({
    code: "SCRATCH_FAILED",
    message: `PostgreSQL ${plan.choice.binaries.major} did not start: ${started}`,
    hint: "Check the space left on the disk and the settings given, or set scratch.url in the configuration.",
  });
}

/** A started server, or why there is none. */
async function tryStart(plan: StartPlan, template: DataTemplate): Promise<Started | string> {
  for (let attempt = 0; attempt < portAttempts; attempt++) {
    const name = randomBytes(6).toString("hex");
    const place: ServerPlace = { cache: plan.cache, name, folder: join(plan.cache.servers, name) };
    recordServer(plan.cache, name, place.folder);
    const result = await launchPostmaster({
      binDir: plan.choice.binaries.binDir,
      templateData: join(template.folder, "data"),
      folder: place.folder,
      settings: { ...plan.settings, ...socketSettings(place.folder) },
      account: plan.account,
    });
    if (result.kind === "running") return { place, template, postmaster: result.postmaster };
    await removeServer(place);
    if (result.kind === "failed") return result.why;
  }
  return `${portAttempts} ports in a row were taken`;
}

/** The socket lies in the server's private folder; its path has to fit into sun_path, 104 bytes on macOS. */
function socketSettings(folder: string): Readonly<Record<string, string>> {
  return { unix_socket_directories: Buffer.byteLength(`${folder}/.s.PGSQL.65535.lock`) < 104 ? folder : "" };
}

async function removeServer(place: ServerPlace): Promise<void> {
  await rm(place.folder, { recursive: true, force: true });
  forgetServer(place.cache, place.name);
}

function assertSupportedPlatform(): void {
  if (process.platform !== "win32") return;
  throw new AppError({
    code: "SCRATCH_UNAVAILABLE",
    message: "Scratch servers are started on Linux and macOS only.",
    hint: "Set scratch.url in the configuration, or run Lockstep in WSL.",
  });
}
