/** One form of a statement, run on real servers and predicted from its text. */
export interface StatementCase {
  /** One statement or more: a migration. */
  readonly sql: string;
  /** First and last major that know it. */
  readonly since?: number;
  readonly until?: number;
  /** It cannot run in a transaction block: watched from another session while it is held up at every lock. */
  readonly outside?: true;
  /** Of an outside case: what sessions do first and hold until the statement waits for them, where it locks without writing anything. */
  readonly holders?: readonly string[];
  /** Run before, and committed: what the statement finds. */
  readonly setup?: string;
  /** The session's TimeZone; default UTC. */
  readonly timeZone?: string;
}

/** Forms that belong together. */
export interface StatementFamily {
  readonly family: string;
  /** Each case in a session of its own: plans and bounds that a session remembers hide the locks of the first time. */
  readonly ownSession?: true;
  /** How rows are found depends on how many there are; only locks are compared. */
  readonly locksOnly?: true;
  readonly cases: readonly StatementCase[];
}
