/**
 * Catalogs on disk. A snapshot is JSON that any later version reads: objects with their facts, one per line so that git
 * shows what changed. Kinds and facts that the reading version does not know are kept and named, never dropped silently.
 */

import { AppError } from "../app-error.ts";
import type { Catalog, Dependency, NotCompared, ServerFacts } from "./catalog.ts";
import { fingerprint } from "./fingerprint.ts";
import type { ObjectId } from "./object-id.ts";
import { type ObjectKind, objectKinds } from "./object-kind.ts";
import type { SchemaObject } from "./schema-object.ts";

/** The format's version; readers accept all up to their own. */
const snapshotVersion = 1;

interface SnapshotFile {
  readonly lockstepSnapshot: number;
  /** How its source was called when it was written; snapshots of before have none. */
  readonly source?: string;
  readonly fingerprint: string;
  readonly server: ServerFacts | null;
  readonly cannotExpress: readonly ObjectKind[];
  readonly cannotExpressFacts?: NonNullable<Catalog["cannotExpressFacts"]>;
  readonly cannotExpressObjects?: NonNullable<Catalog["cannotExpressObjects"]>;
  readonly notCompared: readonly NotCompared[];
  readonly objects: readonly SchemaObject[];
  readonly dependencies: readonly Dependency[];
}

/** A catalog as text, the same for the same catalog; `source` is how whoever reads it later can ask for the same again: an environment. */
export function formatSnapshot(catalog: Catalog, source?: string): string {
  const lines = (values: readonly unknown[]) =>
    values.length === 0 ? "[]" : `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(",\n")}\n  ]`;
  return [
    "{",
    `  "lockstepSnapshot": ${snapshotVersion},`,
    ...optional("source", source),
    `  "fingerprint": ${JSON.stringify(fingerprint(catalog))},`,
    `  "server": ${JSON.stringify(catalog.server)},`,
    `  "cannotExpress": ${JSON.stringify(catalog.cannotExpress)},`,
    ...optional("cannotExpressFacts", catalog.cannotExpressFacts),
    ...optional("cannotExpressObjects", catalog.cannotExpressObjects),
    `  "notCompared": ${lines(catalog.notCompared)},`,
    `  "objects": ${lines([...catalog.objects.values()])},`,
    `  "dependencies": ${lines(catalog.dependencies)}`,
    "}",
    "",
  ].join("\n");
}

/** Reads a snapshot. @throws AppError SNAPSHOT_INVALID */
export function parseSnapshot(text: string, file: string): Catalog {
  return readSnapshotText(text, file).catalog;
}

/** Reads a snapshot with the name that its source had; null where it does not say. @throws AppError SNAPSHOT_INVALID */
export function readSnapshotText(text: string, file: string): { readonly catalog: Catalog; readonly source: string | null } {
  const parsed = parseFile(text, file);
  return { catalog: catalogOf(parsed, file), source: typeof parsed.source === "string" ? parsed.source : null };
}

function catalogOf(parsed: SnapshotFile, file: string): Catalog {
  const known = new Set<string>(objectKinds);
  const unknown = new Set(parsed.objects.map((object) => object.kind).filter((kind) => !known.has(kind)));
  const objects = parsed.objects.filter((object) => !unknown.has(object.kind));
  return {
    server: parsed.server,
    objects: new Map(objects.map((object): [ObjectId, SchemaObject] => [object.id, object])),
    dependencies: parsed.dependencies ?? [],
    notCompared: [
      ...parsed.notCompared,
      ...[...unknown].map((what) => ({ what, why: `${file} was written by a newer Lockstep` })),
    ],
    cannotExpress: parsed.cannotExpress,
    ...(isRecord(parsed.cannotExpressFacts) ? { cannotExpressFacts: parsed.cannotExpressFacts } : {}),
    ...(Array.isArray(parsed.cannotExpressObjects) ? { cannotExpressObjects: parsed.cannotExpressObjects } : {}),
  };
}

function optional(name: string, value: unknown): readonly string[] {
  return value === undefined ? [] : [`  "${name}": ${JSON.stringify(value)},`];
}

function parseFile(text: string, file: string): SnapshotFile {
  const invalid = (why: string, cause?: unknown) =>
    new AppError({
      code: "SNAPSHOT_INVALID",
      message: `${file} ${why}.`,
      hint: "lockstep inspect production --out production.snapshot.json",
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalid("is not JSON", cause);
  }
  // `inspect --format json` wraps the snapshot in the common JSON envelope
  const inner = isRecord(value) && isRecord(value.data) ? value.data : value;
  if (!isRecord(inner) || typeof inner.lockstepSnapshot !== "number") throw invalid("is not a snapshot");
  if (inner.lockstepSnapshot > snapshotVersion)
    throw invalid(`has format ${inner.lockstepSnapshot}, this version reads up to ${snapshotVersion}`);
  if (!Array.isArray(inner.objects) || !inner.objects.every(isObject)) throw invalid("has objects that are not in the format");
  if (!Array.isArray(inner.notCompared) || !Array.isArray(inner.cannotExpress)) throw invalid("lacks a part of the format");
  return inner as unknown as SnapshotFile; // its parts were just checked
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isObject(value: unknown): boolean {
  return isRecord(value) && typeof value.id === "string" && typeof value.kind === "string" && isRecord(value.facts);
}
