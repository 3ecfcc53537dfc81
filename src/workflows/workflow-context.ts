/** What every workflow is given by the surface that runs it: where, with which environment, and whom to tell. */

/** One step of a workflow, for progress lines and the dashboard. */
export interface ProgressEvent {
  readonly step: string;
  /** `progress` tells how far a step is that has started. */
  readonly state: "start" | "progress" | "done" | "warning";
  readonly detail?: string;
  /** From 0 to 1, where it can be told. */
  readonly fraction?: number;
}

/** Surroundings of a workflow; nothing below reads them from the process. */
export interface WorkflowContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name of the operating system's user: libpq's default for the user of a URL. */
  readonly osUser: string;
  /** --config, when given. */
  readonly configPath?: string;
  /** Aborted by Ctrl-C. */
  readonly signal?: AbortSignal;
  /** --timeout: for connecting and for each statement, in milliseconds. */
  readonly timeoutMs?: number;
  /** Called with every secret that is resolved, so that the redactor knows it. */
  readonly learn: (secret: string) => void;
  /** Masks what has been learnt, for sinks that a workflow owns: messages to the team. */
  readonly redact?: (text: string) => string;
  readonly progress: (event: ProgressEvent) => void;
}
