/** The public library: what `import … from "lockstep"` gives. Named re-exports only. */

export { AppError, type AppErrorFields } from "./core/app-error.ts";
export type { Catalog, Dependency, NotCompared, ServerFacts } from "./core/catalog/catalog.ts";
export { fingerprint } from "./core/catalog/fingerprint.ts";
export { kindOf, nameOf, type ObjectId, objectId } from "./core/catalog/object-id.ts";
export { type ObjectKind, objectKinds } from "./core/catalog/object-kind.ts";
export type { Facts, FactValue, SchemaObject } from "./core/catalog/schema-object.ts";
export { formatSnapshot, parseSnapshot } from "./core/catalog/snapshot.ts";
export type { RenameCandidate } from "./core/diff/change.ts";
export { type ErrorCode, errorPages } from "./core/error-codes.ts";
export type { ErrorPage } from "./core/error-page.ts";
export type { Finding } from "./core/finding.ts";
export type { LintedMigration, LintedStatement } from "./core/lint/linted-migration.ts";
export type { RehearsalVerdict, RehearsedMigration } from "./core/lint/rehearsal.ts";
export type { Cause, ParityChange, ParityCheck, ParityReport, ParitySide } from "./core/parity/parity-report.ts";
export type { PlanData, PlanJson, RollbackJson } from "./core/plan/plan-json.ts";
export type { CronReference } from "./core/release/cadence.ts";
export { type Verdict, verdict } from "./core/report/verdict.ts";
export type { RiskLevel } from "./core/risk/risk-level.ts";
export { type ApplyOptions, apply } from "./library/apply.ts";
export { type AuditOptions, audit, type ComparedSources } from "./library/audit.ts";
export { type BackfillOptions, backfill, verifyBackfill } from "./library/backfill.ts";
export { type ChecklistOptions, checklist } from "./library/checklist.ts";
export { type CopyOptions, copy } from "./library/copy.ts";
export type { DataOptions } from "./library/data-options.ts";
export { type DiffSource, diff } from "./library/diff.ts";
export { type EncryptOptions, encrypt, verifyEncryption } from "./library/encrypt.ts";
export { type InspectedCatalog, inspect } from "./library/inspect.ts";
export type { ComparisonOptions, LibraryOptions } from "./library/library-options.ts";
export { type LintOptions, lint } from "./library/lint.ts";
export { type PlannedSources, type PlanOptions, plan } from "./library/plan.ts";
export { type RehearseOptions, rehearse } from "./library/rehearse.ts";
export type { RunOptions } from "./library/run-options.ts";
export { type ScheduleOptions, schedule } from "./library/schedule.ts";
export { type SmokeOptions, smoke } from "./library/smoke.ts";
export { status } from "./library/status.ts";
export { type SyncOptions, sync } from "./library/sync.ts";
export { verify } from "./library/verify.ts";
export type {
  AttestedReference,
  BackupFile,
  CadenceFile,
  ConfigFile,
  EmailReference,
  EnvironmentFile,
  HttpReference,
  LoadFile,
  LoadStepFile,
  SecretText,
  SlackReference,
  WatchFile,
  WatchSignalFile,
} from "./project/config-file.ts";
export {
  type BackfillDefinition,
  type BackfillJob,
  type ComputedBackfill,
  defineBackfill,
  type SqlBackfill,
  type TextRow,
} from "./project/define-backfill.ts";
export { attested, cron, defineConfig, email, http, slack } from "./project/define-config.ts";
export {
  type BlindIndexDefinition,
  defineEncryption,
  type EncryptionDefinition,
  type EncryptionFile,
  type RenamedColumn,
} from "./project/define-encryption.ts";
export {
  defineSmokeCheck,
  type SmokeCheckDefinition,
  type SmokeRequest,
  type SmokeResponse,
  type SmokeTools,
} from "./project/define-smoke-check.ts";
export { doppler } from "./project/secrets/doppler.ts";
export { dotenv } from "./project/secrets/dotenv.ts";
export { env } from "./project/secrets/env.ts";
export { exec } from "./project/secrets/exec.ts";
export { file } from "./project/secrets/file.ts";
export { op } from "./project/secrets/op.ts";
export type { SecretReference } from "./project/secrets/secret-reference.ts";
export type { ApplyOutcome } from "./workflows/apply.ts";
export type { BackfillOutcome } from "./workflows/backfill.ts";
export type { BackfillVerification } from "./workflows/backfill-acts.ts";
export type { ChecklistOutcome } from "./workflows/checklist.ts";
export type { CopyResult } from "./workflows/copy.ts";
export type { EncryptRunOutcome } from "./workflows/encrypt-run.ts";
export type { EncryptVerifyOutcome } from "./workflows/encrypt-verify.ts";
export type { LintOutcome } from "./workflows/lint.ts";
export type { RehearseOutcome } from "./workflows/rehearse.ts";
export type { ScheduleOutcome } from "./workflows/schedule.ts";
export type { SmokeOutcome } from "./workflows/smoke.ts";
export type { StatusOutcome } from "./workflows/status.ts";
export type { SyncOutcome } from "./workflows/sync.ts";
export type { VerifyOutcome } from "./workflows/verify.ts";
export type { ProgressEvent } from "./workflows/workflow-context.ts";
