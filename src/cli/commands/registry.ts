/** Every command, in the order of help. Adding one is a file here and a line below. */

import type { Command } from "../command.ts";
import { amendCommand } from "./amend.ts";
import { applyCommand } from "./apply.ts";
import { auditCommand } from "./audit.ts";
import { backfillCommand } from "./backfill.ts";
import { backupCommand } from "./backup.ts";
import { baselineCommand } from "./baseline.ts";
import { checklistCommand } from "./checklist.ts";
import { completionCommand } from "./completion.ts";
import { configCommand } from "./config.ts";
import { contractCommand } from "./contract.ts";
import { copyCommand } from "./copy.ts";
import { countsCommand } from "./counts.ts";
import { demoCommand } from "./demo.ts";
import { diffCommand } from "./diff.ts";
import { doctorCommand } from "./doctor.ts";
import { encryptCommand } from "./encrypt.ts";
import { expandCommand } from "./expand.ts";
import { explainCommand } from "./explain.ts";
import { identifyCommand } from "./identify.ts";
import { importCommand } from "./import.ts";
import { initCommand } from "./init.ts";
import { inspectCommand } from "./inspect.ts";
import { launchCommand } from "./launch.ts";
import { lintCommand } from "./lint.ts";
import { loadCommand } from "./load.ts";
import { logCommand } from "./log.ts";
import { newCommand } from "./new.ts";
import { rehearseCommand } from "./rehearse.ts";
import { repairCommand } from "./repair.ts";
import { rollbackCommand } from "./rollback.ts";
import { scheduleCommand } from "./schedule.ts";
import { smokeCommand } from "./smoke.ts";
import { statusCommand } from "./status.ts";
import { switchCommand } from "./switch.ts";
import { syncCommand } from "./sync.ts";
import { verifyCommand } from "./verify.ts";
import { workCommand } from "./work.ts";

/** All commands. */
export const commands: readonly Command[] = [
  initCommand,
  demoCommand,
  doctorCommand,
  auditCommand,
  inspectCommand,
  diffCommand,
  newCommand,
  lintCommand,
  rehearseCommand,
  statusCommand,
  scheduleCommand,
  applyCommand,
  syncCommand,
  checklistCommand,
  launchCommand,
  workCommand,
  expandCommand,
  switchCommand,
  contractCommand,
  rollbackCommand,
  verifyCommand,
  backfillCommand,
  encryptCommand,
  logCommand,
  baselineCommand,
  importCommand,
  identifyCommand,
  amendCommand,
  repairCommand,
  backupCommand,
  copyCommand,
  countsCommand,
  smokeCommand,
  loadCommand,
  explainCommand,
  configCommand,
  completionCommand,
];
