/**
 * The words of `lockstep.config.ts` besides the secret sources: plain constructors of tagged data. They do nothing,
 * so that loading a configuration never has an effect.
 */

import type { CronReference } from "../core/release/cadence.ts";
import type { AttestedReference, ConfigFile, EmailReference, HttpReference, SecretText, SlackReference } from "./config-file.ts";

/** Returns its argument; gives editors the types. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}

/** A request that must answer, for `smoke` and `notify`. */
export function http(url: SecretText, options: Omit<HttpReference, "kind" | "url"> = {}): HttpReference {
  return { kind: "http", url, ...options };
}

/** A Slack incoming webhook, for `notify`. */
export function slack(webhook: SecretText): SlackReference {
  return { kind: "slack", webhook };
}

/** A mail, for `notify`. */
export function email(
  smtp: SecretText,
  message: { readonly from: string; readonly to: string | readonly string[] },
): EmailReference {
  return { kind: "email", smtp, from: message.from, to: typeof message.to === "string" ? [message.to] : message.to };
}

/** A schedule in cron's five fields, for `cadence.every`; the window stays open for `minutes` (60). */
export function cron(expression: string, options: { readonly minutes?: number } = {}): CronReference {
  return { kind: "cron", expression, minutes: options.minutes ?? 60 };
}

/** A backup that a person vouches for, for `backup`; an attestation counts for `maxAgeHours` (24). */
export function attested(options: { readonly maxAgeHours?: number } = {}): AttestedReference {
  return { kind: "attested", maxAgeHours: options.maxAgeHours ?? 24 };
}
