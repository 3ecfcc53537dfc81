/**
 * What a person has to say before a protected environment is changed: its name, typed or as a flag, or the hash of the very plan that they
 * approved; and each loss by its own name.
 */

import { AppError } from "../core/app-error.ts";
import { type Loss, unacknowledged } from "../core/release/loss.ts";
import { shellWord } from "../core/shell-word.ts";
import type { Environment } from "../project/environments.ts";

/** What has been said so far. */
export interface Consent {
  /** `--confirm`: the environment's name. */
  readonly confirm: string | null;
  /** `--approve`: a plan's hash. */
  readonly approve: string | null;
  /** `--ack`, each by its name. */
  readonly acknowledged: readonly string[];
  /** Why it may go past the window and the checklist. */
  readonly breakGlass: string | null;
  /** Asks for a text on the terminal; null where nobody can answer. */
  readonly askText: ((question: string) => Promise<string>) | null;
}

/** Nothing has been said, and nobody can be asked. */
export const noConsent: Consent = { confirm: null, approve: null, acknowledged: [], breakGlass: null, askText: null };

/** What is about to happen, for the question and for the hints. */
export interface ConsentSubject {
  readonly environment: Environment;
  readonly verb: "apply" | "rollback" | "sync";
  readonly planHash: string;
  /** The command with what it was told to take, without flags of consent: `lockstep apply production --only FILE`. */
  readonly line: string;
  /** `3 migrations`. */
  readonly what: string;
}

/** Refuses at once what no answer could heal. @throws AppError CONFIRMATION_MISSING */
export function refuseWithoutConsent(consent: Consent, { environment, planHash, line }: ConsentSubject): void {
  const { confirm, approve, askText } = consent;
  const { name } = environment;
  const again = [line, ...saidSoFar({ ...consent, confirm: null, approve: null })].join(" ");
  if (approve !== null && approve !== planHash)
    throw missing(
      `${name}: --approve names another plan than the one of now: its files or the schema of ${name} have changed since.`,
      `Look at what it is now: ${line} --dry-run`,
    );
  if (confirm !== null && confirm !== name)
    throw missing(`--confirm says ${confirm}, and this is ${name}. Nothing was done.`, `${again} --confirm ${name}`);
  if (approve === null && confirm === null && askText === null)
    throw missing(
      `${name} is protected, and nobody has confirmed this. Nothing was done.`,
      `${again} --confirm ${name}, or in CI --approve ${planHash}`,
    );
}

/** Refuses to call a database that nobody has marked a protected environment, unless somebody has said so. @throws AppError CONFIRMATION_MISSING */
export function refuseUnsaid({ confirm, approve, askText }: Consent, { name }: Environment): void {
  if (confirm === name || (confirm === null && (approve !== null || askText !== null))) return;
  throw missing(
    `This database is not marked as ${name} yet, and nobody has confirmed that it is. Nothing was done.`,
    `lockstep apply ${name} --confirm ${name}, or in CI --approve with the plan's hash: lockstep apply ${name} --dry-run`,
  );
}

/** Has the name typed, unless a flag said it. @throws AppError CONFIRMATION_MISSING */
export async function confirmByName(consent: Consent, { environment, verb, what, line }: ConsentSubject): Promise<void> {
  if (consent.confirm !== null || consent.approve !== null || consent.askText === null) return;
  const { name } = environment;
  const typed = await consent.askText(`${verb === "rollback" ? "Roll back" : "Apply"} ${what} on ${name}? Type ${name} to go on`);
  if (typed.trim() === name) return;
  throw missing(`${name} was not confirmed. Nothing was done.`, [line, ...saidSoFar(consent)].join(" "));
}

/** Whose losses they are. */
export interface LossSubject {
  /** The environment's name. */
  readonly environment: string;
  /** The command with what it was told to take: `lockstep apply production --only FILE`. */
  readonly line: string;
}

/** The flags of a consent, so that the line can be typed again. */
export function saidSoFar({ confirm, approve, acknowledged, breakGlass }: Consent): readonly string[] {
  return [
    ...(confirm === null ? [] : ["--confirm", shellWord(confirm)]),
    ...(approve === null ? [] : ["--approve", approve]),
    ...(breakGlass === null ? [] : ["--break-glass", "--reason", shellWord(breakGlass)]),
    ...acknowledged.map(ackFlag),
  ];
}

/** Refuses losses that nobody has acknowledged. @throws AppError ACKNOWLEDGEMENT_MISSING, with the line that acknowledges all of them */
export function refuseLosses(losses: readonly Loss[], consent: Consent, { environment, line }: LossSubject): void {
  const open = unacknowledged(losses, consent.acknowledged);
  if (open.length === 0) return;
  throw new AppError({
    code: "ACKNOWLEDGEMENT_MISSING",
    message: `${environment}: ${open.map(({ name, file, why }) => `${file} ${why} (${name})`).join("; ")}. Nothing was done.`,
    hint: [line, ...saidSoFar(consent), ...open.map(({ name }) => ackFlag(name))].join(" "),
  });
}

/** What a rollback would lose, with the flags that accept it. */
export function lossyRollback(losses: readonly string[], { environment, line }: LossSubject, consent: Consent): AppError {
  return new AppError({
    code: "ROLLBACK_REFUSED",
    message: `${environment}: going back would lose what has been stored since: ${losses.join(", ")}. Nothing has happened.`,
    hint: [line, ...saidSoFar(consent), ...losses.map(ackFlag)].join(" "),
  });
}

/** As it can be typed. */
export function ackFlag(name: string): string {
  return `--ack ${shellWord(name)}`;
}

function missing(message: string, hint: string): AppError {
  return new AppError({ code: "CONFIRMATION_MISSING", message, hint });
}
