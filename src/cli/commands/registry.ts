/** Every command, in the order of help. Adding one is a file here and a line below. */

import type { Command } from "../command.ts";
import { applyCommand } from "./apply.ts";
import { auditCommand } from "./audit.ts";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { countsCommand } from "./counts.ts";
import { demoCommand } from "./demo.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { inspectCommand } from "./inspect.ts";
import { lintCommand } from "./lint.ts";
import { newCommand } from "./new.ts";
import { rehearseCommand } from "./rehearse.ts";

/** All commands. */
export const commands: readonly Command[] = [
  demoCommand,
  doctorCommand,
  auditCommand,
  inspectCommand,
  diffCommand,
  newCommand,
  lintCommand,
  rehearseCommand,
  applyCommand,
  countsCommand,
  explainCommand,
  configCommand,
  completionCommand,
];
