/** What an audit finds between two sources; `audit --format json` prints exactly this as `data`. */

import type { NotCompared } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { FactValue } from "../catalog/schema-object.ts";
import type { RenameCandidate } from "../diff/change.ts";
import type { RiskLevel } from "../risk/risk-level.ts";

/** Why a difference is there. */
export type Cause = "pending" | "hot-fix" | "failed-migration" | "platform" | "unexplained";

/** One difference. `add`: the source has it and the target lacks it. */
export interface ParityChange {
  readonly change: "add" | "remove" | "alter" | "rename";
  readonly kind: ObjectKind;
  readonly id: ObjectId;
  /** Of a rename: its id in the target. */
  readonly formerId?: ObjectId;
  /** The object that it is part of, when that is part of the catalog; null otherwise. */
  readonly parent: ObjectId | null;
  /** Facts that differ, for `alter` and `rename`; empty otherwise. */
  readonly facts: readonly { readonly fact: string; readonly source: FactValue; readonly target: FactValue }[];
  /** What an added or removed object is, in one short phrase: `text not null`. */
  readonly detail?: string;
  readonly cause: Cause;
  /** The pending migration file that makes it. */
  readonly migration?: string;
  /** Risk of bringing the target to the source, with its reason. */
  readonly risk: RiskLevel;
  readonly why: string;
}

/** What is compared beyond the schema. */
export const parityChecks = [
  "server-version",
  "extensions",
  "collations",
  "settings",
  "roles",
  "sequences",
  "invalid-indexes",
  "unvalidated-constraints",
  "disabled-triggers",
  "unpopulated-views",
  "row-counts",
  "lookup-data",
  "journal",
] as const;

/** One check beyond the schema; `differs` is drift, `warning` is not. */
export interface ParityCheck {
  readonly check: (typeof parityChecks)[number];
  readonly status: "ok" | "differs" | "warning";
  /** One line. */
  readonly detail: string;
}

/** One side of an audit. */
export interface ParitySide {
  /** As the user named it: an environment, `env:NAME`, a file; a URL without its password. */
  readonly name: string;
  readonly database: string | null;
  /** `PostgreSQL 17.10`, null without a server. */
  readonly server: string | null;
  readonly fingerprint: string;
  /** How the connection was made (`TLS 1.3, certificate verified`), null without one. */
  readonly connection: string | null;
}

/** The audit of one pair. */
export interface ParityReport {
  readonly source: ParitySide;
  readonly target: ParitySide;
  readonly inSync: boolean;
  /** Children follow their kind's order, not their parent; group by `parent` to show them. */
  readonly changes: readonly ParityChange[];
  readonly renameCandidates: readonly RenameCandidate[];
  readonly parity: readonly ParityCheck[];
  readonly summary: {
    readonly add: number;
    readonly remove: number;
    readonly alter: number;
    readonly rename: number;
    /** Differences that an `ignore` pattern took out. */
    readonly ignored: number;
    readonly byKind: { readonly [kind: string]: number };
  };
  readonly notCompared: readonly NotCompared[];
}
