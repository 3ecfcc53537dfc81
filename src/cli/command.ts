/**
 * What a command is. The metadata is all that help, completion and parsing need, so it must import nothing heavy; the work
 * is behind `run`, which loads what it needs when it runs.
 */

import type { Finding } from "../core/finding.ts";
import type { TextStyle } from "../core/report/text-style.ts";
import type { RiskLevel } from "../core/risk/risk-level.ts";
import type { WorkflowContext } from "../workflows/workflow-context.ts";

/** Every output format of the tool; each command offers some of them. */
export const formats = ["text", "json", "ndjson", "markdown", "github", "sarif", "html", "junit", "gitlab", "sql"] as const;
export type Format = (typeof formats)[number];

/** A positional argument. */
export interface CommandArgument {
  readonly name: string;
  readonly description: string;
  readonly isRequired?: boolean;
  /** Takes all that follow; only for the last one. */
  readonly isVariadic?: boolean;
  readonly choices?: readonly string[];
}

/** A flag; without `value` it is a switch. */
export interface CommandFlag {
  /** `--column-order` */
  readonly long: string;
  /** `-e` */
  readonly short?: string;
  /** What stands for the value in help: `FILE`. */
  readonly value?: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly isRepeatable?: boolean;
}

/** What was typed, parsed. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** `--env`, in order. */
  readonly environments: readonly string[];
  readonly failOn: RiskLevel | null;
  /** The value of one of the command's own flags. */
  readonly value: (long: string) => string | null;
  readonly values: (long: string) => readonly string[];
  readonly isSet: (long: string) => boolean;
  /** The formats in which the result will be written: what none of them shows need not be made. */
  readonly formats: ReadonlySet<Format>;
  /** Asks yes or no on the terminal; null where nobody can answer. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  /** Asks for a text on the terminal; null where nobody can answer. */
  readonly askText: ((question: string) => Promise<string>) | null;
  /** Writes to stdout before the result, for commands that tell a story; text format only. */
  readonly say: (text: string) => Promise<void>;
  /** Writes to stdout what is no text: neither masked nor changed. */
  readonly writeBytes: (bytes: Uint8Array) => Promise<void>;
  /** Runs another line of Lockstep in another folder and environment, on the same streams; returns its exit code. */
  readonly runLine: (
    words: readonly string[],
    place: { readonly cwd: string; readonly env: WorkflowContext["env"] },
  ) => Promise<number>;
  /** Every command of the tool, for those that speak of the others. */
  readonly commands: readonly Command[];
  readonly context: WorkflowContext;
}

/** What a command has to say; renderers run only for the format that is wanted. */
export interface CommandResult {
  /** 0: fine · 1: some of many failed, and the result says which · 2: it worked and the answer is no. Other failures are thrown. */
  readonly exitCode: 0 | 1 | 2;
  /** The `data` of the JSON document. */
  readonly data: unknown;
  /** The same as JSON text, where its layout matters (snapshots: one object per line). */
  readonly dataText?: string;
  readonly findings: readonly Finding[];
  /** The text is a document of its own (a JSON Schema), so that a file's ending does not choose another one. */
  readonly isDocument?: boolean;
  /** The text is lines of JSON that a program reads back. */
  readonly isJsonText?: boolean;
  readonly text: (style: TextStyle) => string;
  readonly markdown?: () => string;
  readonly github?: () => string;
  readonly sql?: () => string;
  readonly sarif?: () => string;
  readonly junit?: () => string;
  readonly gitlab?: () => string;
}

/** One command. */
export interface Command {
  readonly name: string;
  /** One line without a full stop. */
  readonly summary: string;
  /** More, in paragraphs, for its own help. */
  readonly description?: string;
  readonly arguments: readonly CommandArgument[];
  readonly flags: readonly CommandFlag[];
  readonly formats: readonly Format[];
  readonly examples: readonly { readonly line: string; readonly note: string }[];
  readonly run: (invocation: Invocation) => Promise<CommandResult>;
}
