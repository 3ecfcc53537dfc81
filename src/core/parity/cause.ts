/**
 * Why two databases differ: each difference is traced to a pending migration, to the platform that runs the server, or
 * stays unexplained. Only what a statement's text proves counts; an opaque one (a DO block) explains nothing.
 */

import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import { addressOfId, ancestorsOf, type CauseAddress } from "./cause-address.ts";
import type { Effect } from "./cause-effect.ts";
import { type PlatformProfile, platformOwns } from "./cause-platform.ts";
import { type TouchedObjects, touchedObjects } from "./cause-touched.ts";

/** A migration that one side has not applied. */
export interface PendingText {
  /** As it is named in the folder. */
  readonly file: string;
  readonly text: string;
}

/** A pending migration and what it touches; computed once, asked for every change. */
export interface PendingMigration {
  readonly file: string;
  readonly touched: TouchedObjects;
}

/** Why a difference exists. */
export type Cause =
  | { readonly cause: "pending"; readonly migration: string }
  | { readonly cause: "platform"; readonly platform: string }
  | { readonly cause: "unexplained" };

/** Reads pending migrations, in their order. Needs `loadParser()`. */
export function readPending(pending: readonly PendingText[], defaultSchema = "public"): readonly PendingMigration[] {
  return pending.map(({ file, text }) => ({ file, touched: touchedObjects(text, defaultSchema) }));
}

/**
 * The cause of a change, where `add` means that the side with the migrations has it (from = target, to = source). When
 * several migrations touch the object, the last one that could have made the difference is named.
 */
export function causeOf(change: Change, pending: readonly PendingMigration[], platforms: readonly PlatformProfile[] = []): Cause {
  const migration = pending.findLast(({ touched }) => explains(touched, change));
  if (migration !== undefined) return { cause: "pending", migration: migration.file };
  const platform = platforms.find((profile) => platformOwns(profile, change.id));
  if (platform !== undefined) return { cause: "platform", platform: platform.name };
  return { cause: "unexplained" };
}

/** Kinds that a migration makes once: where one of them is there, the migration has run. */
const lasting: ReadonlySet<string> = new Set(["table", "column", "index", "enum", "domain", "composite-type", "sequence"]);

/** Whether something that the migration makes is there already. For databases that keep no log of what they ran. */
export function hasLeftTraces({ touched }: PendingMigration, catalog: Iterable<ObjectId>): boolean {
  for (const id of catalog)
    if (lasting.has(kindOf(id)) && touched.effects.get(addressOfId(id))?.has("create") === true) return true;
  return false;
}

/** What must have happened to the object itself for it to be added, removed, altered or renamed. */
const ownEffects: Readonly<Record<Change["change"], readonly Effect[]>> = {
  add: ["create"],
  remove: ["drop"],
  alter: ["create", "alter", "drop"],
  rename: ["create"],
};

/** What must have happened to something that the object is part of. */
const inheritedEffects: Readonly<Record<Change["change"], readonly Effect[]>> = {
  add: ["create"],
  remove: ["drop"],
  alter: ["create", "drop"],
  rename: ["create"],
};

function explains(touched: TouchedObjects, change: Change): boolean {
  const has = (address: CauseAddress, effects: readonly Effect[]) => {
    const found = touched.effects.get(address);
    return found !== undefined && effects.some((effect) => found.has(effect));
  };
  if (has(addressOfId(change.id), ownEffects[change.change])) return true;
  if (change.kind === "default-privilege" && touched.effects.has('default-privilege:"*"')) return true;
  const inherited = inheritedEffects[change.change];
  const ancestors = lineage(change);
  const noted = notedAtTarget(change.id);
  return ancestors.some((address, distance) => {
    if (noted !== null && has(address, [noted]) && (distance === 0 || noted === "privileges")) return true;
    // creating a schema says nothing about what is in it; dropping it takes everything along
    if (address.startsWith("schema:")) return inherited.includes("drop") && has(address, ["drop"]);
    // NOT NULL is a row of its own from 18 on, but SET NOT NULL names the column; a publication's tables are altered through it
    const throughParent = change.kind === "not-null" || address.startsWith("publication:");
    return has(address, throughParent ? [...inherited, "alter"] : inherited);
  });
}

/** Ancestors by name and by what the catalog says, nearest first. */
function lineage(change: Change): readonly CauseAddress[] {
  const byName = ancestorsOf(change.id);
  if (change.parent === null || byName.includes(addressOfId(change.parent))) return byName;
  return [addressOfId(change.parent), ...ancestorsOf(change.parent), ...byName];
}

function notedAtTarget(id: ObjectId): Effect | null {
  const kind = kindOf(id);
  if (kind === "comment") return "comment";
  return kind === "privilege" ? "privileges" : null;
}
