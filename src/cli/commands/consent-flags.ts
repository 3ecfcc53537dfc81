/** The flags by which somebody consents to a change of a protected environment; `apply` and `rollback` share them. */

import { AppError } from "../../core/app-error.ts";
import type { Consent } from "../../workflows/consent.ts";
import type { CommandFlag, Invocation } from "../command.ts";

/** In the order of help. */
export const consentFlags: readonly CommandFlag[] = [
  { long: "--confirm", value: "ENV", description: "the protected environment's name, in place of typing it" },
  { long: "--approve", value: "HASH", description: "the plan's hash as --dry-run prints it; another plan is refused" },
  {
    long: "--ack",
    value: "ID",
    description: "acknowledge one loss by its name: drop:column:public.users.email",
    isRepeatable: true,
  },
  { long: "--break-glass", description: "one file past the window and the checklist; takes --only and --reason" },
  { long: "--reason", value: "TEXT", description: "why the glass was broken, for the journal" },
];

/** What was said. `only` are the files that were named. @throws AppError USAGE */
export function consentOf({ value, values, isSet, askText }: Invocation, only: readonly string[]): Consent {
  const reason = value("--reason");
  const breaks = isSet("--break-glass");
  if (breaks && (reason === null || reason.trim() === "" || only.length !== 1))
    throw new AppError({
      code: "USAGE",
      message: "--break-glass takes a reason and exactly one file.",
      hint: '--break-glass --reason "why it cannot wait" --only FILE',
    });
  if (!breaks && reason !== null) throw new AppError({ code: "USAGE", message: "--reason belongs to --break-glass." });
  return {
    confirm: value("--confirm"),
    approve: value("--approve"),
    acknowledged: values("--ack"),
    breakGlass: breaks ? reason : null,
    askText,
  };
}
