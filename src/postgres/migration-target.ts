/**
 * A database that migrations run on: the session that holds the runner's lock and runs everything, a second one that watches, and the way
 * back to both when the connection breaks. Close it in `finally`.
 */

import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { openSession } from "./connect.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import { detectPooler } from "./pooler.ts";
import { describeRunner, type LockWaiting, releaseRunnerLock, takeRunnerLock } from "./runner-lock.ts";
import type { Session } from "./session.ts";

/** How to open one. */
export interface TargetOptions {
  readonly applicationName: string;
  readonly signal?: AbortSignal;
  readonly connectTimeoutMs?: number;
  readonly waiting: Omit<LockWaiting, "onWait">;
  readonly onWait: (holder: string) => void;
}

/** Tries to reach a server that went away, in milliseconds between tries. */
const reconnectPauses = [100, 200, 500, 1_000, 2_000, 3_000, 5_000, 5_000, 5_000];

/** Open one, and close it in `finally`. */
export class MigrationTarget {
  readonly #target: ConnectionTarget;
  readonly #options: TargetOptions;
  #session: Session;
  #observer: Promise<Session> | null = null;
  /** The server can be told to look whether its client is still there (Linux, macOS and the like). */
  #canNoticeDeadClient = false;

  private constructor(target: ConnectionTarget, options: TargetOptions, session: Session) {
    this.#target = target;
    this.#options = options;
    this.#session = session;
  }

  /**
   * Connects and takes the runner's lock.
   *
   * @throws AppError CONNECT_*, READ_ONLY_SERVER, POOLER_NEEDS_DIRECT_URL, RUNNER_BUSY, INTERRUPTED
   */
  static async open(target: ConnectionTarget, options: TargetOptions): Promise<MigrationTarget> {
    const session = await connect(target, options);
    const opened = new MigrationTarget(target, options, session);
    try {
      await opened.#prepare();
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  get session(): Session {
    return this.#session;
  }

  get canNoticeDeadClient(): boolean {
    return this.#canNoticeDeadClient;
  }

  /** A second session to the same database, opened when it is first needed. */
  readonly observer = (): Promise<Session> => {
    this.#observer ??= openSession(this.#target, {
      applicationName: "lockstep observer",
      connectTimeoutMs: 2_000,
      statementTimeoutMs: 2_000,
    });
    return this.#observer;
  };

  /** Connects anew and takes the lock again, which an orphan of the old session keeps until it ends. @throws AppError OUTCOME_UNKNOWN, RUNNER_BUSY */
  async reconnect(): Promise<void> {
    await this.#closeSessions();
    for (const [attempt, pauseMs] of reconnectPauses.entries()) {
      await this.#options.waiting.sleep(pauseMs);
      try {
        this.#session = await connect(this.#target, this.#options);
        await this.#prepare();
        return;
      } catch (error) {
        const mayComeBack =
          error instanceof AppError && error.code.startsWith("CONNECT_") && error.code !== "CONNECT_AUTHENTICATION";
        if (!mayComeBack || attempt === reconnectPauses.length - 1) throw unknownOutcome(this.#target.display, error);
      }
    }
  }

  /** Ends both sessions, and the lock with them. Never throws. */
  async close(): Promise<void> {
    await releaseRunnerLock(this.#session).catch(() => undefined);
    await this.#closeSessions();
  }

  async #closeSessions(): Promise<void> {
    await this.#session.close();
    const observer = await this.#observer?.catch(() => null);
    this.#observer = null;
    await observer?.close();
  }

  async #prepare(): Promise<void> {
    const session = this.#session;
    if (session.inReplica)
      throw new AppError({
        code: "READ_ONLY_SERVER",
        message: `${session.display} is a read replica: nothing can be applied there.`,
        hint: "Use the URL of the primary.",
      });
    if (session.readsByDefault) {
      const { rows } = await session.query("select pg_catalog.quote_ident(current_user) as role");
      throw new AppError({
        code: "READ_ONLY_SERVER",
        message: `${session.display}: transactions are read-only by default there, for the role or the database. Nothing was done.`,
        hint: `If migrations may write: alter role ${String(rows[0]?.role)} set default_transaction_read_only = off`,
      });
    }
    const { path, detail } = await detectPooler(session);
    if (path === "transaction-pooler")
      throw new AppError({
        code: "POOLER_NEEDS_DIRECT_URL",
        message: `${session.display}: ${detail}`,
        hint: "Set directUrl of the environment to the server itself: locks and settings of a session do not survive this pooler.",
      });
    const { waiting, onWait } = this.#options;
    await takeRunnerLock(session, { ...waiting, onWait: (holder) => onWait(describeRunner(holder)) });
    this.#canNoticeDeadClient = (await session.attempt(["set client_connection_check_interval = 0"])) === null;
  }
}

function connect(target: ConnectionTarget, { applicationName, signal, connectTimeoutMs }: TargetOptions): Promise<Session> {
  return openSession(target, {
    readOnly: false,
    applicationName,
    ...(signal === undefined ? {} : { signal }),
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
  });
}

// The lock may be with our own old backend, which still works at what it was last sent.
function unknownOutcome(display: string, cause: unknown): AppError {
  return new AppError({
    code: "OUTCOME_UNKNOWN",
    message: `${display}: the connection was lost, and what came of the migration cannot be looked up yet: ${messageOf(cause)}`,
    hint: "Run the same command again later: the journal tells what has happened, and the run goes on.",
    cause,
  });
}
