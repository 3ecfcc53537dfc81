/** The checks beyond the schema: each compares one aspect of two live databases and says so in one line. */

import type { Catalog, ServerFacts } from "../catalog/catalog.ts";
import { nameOf } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { objectsOfKinds } from "../catalog/packed-objects.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { EnvironmentFacts } from "./environment-facts.ts";
import type { ParityCheck } from "./parity-report.ts";

/** One live side: its name as the user gave it, its catalog and what was read beside it. */
export interface LiveSide {
  readonly name: string;
  readonly catalog: Catalog;
  readonly server: ServerFacts;
  readonly environment: EnvironmentFacts;
}

/** All checks that need no second query; lookup data is checked by those who ask for it. */
export function checkEnvironments(source: LiveSide, target: LiveSide): readonly ParityCheck[] {
  return [
    serverVersion(source, target),
    extensions(source, target),
    collations(source, target),
    settings(source, target),
    roles(source, target),
    sequences(source, target),
    brokenObjects("invalid-indexes", ["index", "constraint"], hasInvalidIndex, "invalid", source, target),
    brokenObjects("unvalidated-constraints", ["constraint", "not-null"], isInvalid, "not validated", source, target),
    brokenObjects("disabled-triggers", ["trigger", "constraint"], isDisabled, "disabled", source, target),
    unpopulatedViews(source, target),
    rowCounts(source, target),
    journal(source, target),
  ];
}

const both = (source: LiveSide, target: LiveSide, a: string, b: string) =>
  a === b ? `${a} on both` : `${source.name} ${a}, ${target.name} ${b}`;

function serverVersion(source: LiveSide, target: LiveSide): ParityCheck {
  const major = (side: LiveSide) => Math.floor(side.server.versionNumber / 10_000);
  const status =
    major(source) !== major(target) ? "differs" : source.server.versionNumber === target.server.versionNumber ? "ok" : "warning";
  return { check: "server-version", status, detail: both(source, target, source.server.version, target.server.version) };
}

function extensions(source: LiveSide, target: LiveSide): ParityCheck {
  const versions = (side: LiveSide) =>
    new Map(objectsOf(side.catalog, "extension").map((object) => [nameOf(object.id), String(object.facts.version)]));
  const [a, b] = [versions(source), versions(target)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  const differing = names.filter((name) => a.get(name) !== b.get(name));
  if (differing.length === 0) return { check: "extensions", status: "ok", detail: `${names.length} extensions, same versions` };
  const shown = differing.map((name) => `${name} ${a.get(name) ?? "missing"} → ${b.get(name) ?? "missing"}`);
  return { check: "extensions", status: "differs", detail: `${source.name} → ${target.name}: ${shown.join(", ")}` };
}

function collations(source: LiveSide, target: LiveSide): ParityCheck {
  const describe = ({ server }: LiveSide) =>
    `${server.encoding}, ${server.localeProvider} ${server.locale ?? server.collate}${server.ctype === server.collate ? "" : `/${server.ctype}`}`;
  if (describe(source) !== describe(target))
    return { check: "collations", status: "differs", detail: both(source, target, describe(source), describe(target)) };
  const stale = [source, target].filter(
    ({ server }) => server.collationVersion !== null && server.collationVersion !== server.collationActualVersion,
  );
  if (stale.length > 0) {
    const detail = stale.map(
      ({ name, server }) =>
        `${name} was made with ${server.collationVersion}, the system has ${server.collationActualVersion}: reindex text indexes`,
    );
    return { check: "collations", status: "warning", detail: detail.join("; ") };
  }
  const versions = [source, target].map(({ server }) => server.collationVersion ?? "unversioned");
  if (versions[0] !== versions[1])
    return {
      check: "collations",
      status: "warning",
      detail: `sort order may differ: ${both(source, target, `version ${versions[0]}`, `version ${versions[1]}`)}`,
    };
  return { check: "collations", status: "ok", detail: describe(source) };
}

function settings(source: LiveSide, target: LiveSide): ParityCheck {
  const values = (side: LiveSide) => new Map(side.environment.settings.map((setting) => [setting.name, setting.value ?? ""]));
  const [a, b] = [values(source), values(target)];
  // A setting that only one major has is no difference between databases.
  const differing = [...a.keys()].filter((name) => b.has(name) && a.get(name) !== b.get(name));
  if (differing.length === 0)
    return { check: "settings", status: "ok", detail: `${a.size} settings that change behaviour or plans are equal` };
  const shown = differing.slice(0, 6).map((name) => `${name} ${a.get(name) || "''"} → ${b.get(name) || "''"}`);
  const rest = differing.length > shown.length ? ` and ${differing.length - shown.length} more` : "";
  return { check: "settings", status: "warning", detail: `${source.name} → ${target.name}: ${shown.join(", ")}${rest}` };
}

function roles(source: LiveSide, target: LiveSide): ParityCheck {
  const names = (side: LiveSide) => new Set(objectsOf(side.catalog, "role").map((object) => nameOf(object.id)));
  const [a, b] = [names(source), names(target)];
  const lacking = [
    ...[...a].filter((name) => !b.has(name)).map((name) => `${target.name} lacks ${name}`),
    ...[...b].filter((name) => !a.has(name)).map((name) => `${source.name} lacks ${name}`),
  ];
  if (lacking.length > 0) return { check: "roles", status: "differs", detail: lacking.join(", ") };
  return { check: "roles", status: "ok", detail: `${a.size} roles beside the owner, on both` };
}

function sequences(source: LiveSide, target: LiveSide): ParityCheck {
  const used = [source, target].flatMap((side) =>
    side.environment.sequences.map(
      (sequence) => `${side.name} ${sequence.schema}.${sequence.name} ${sequence.used_percent} % used`,
    ),
  );
  if (used.length > 0) return { check: "sequences", status: "warning", detail: used.join(", ") };
  return { check: "sequences", status: "ok", detail: "none is more than 75 % used up" };
}

function brokenObjects(
  check: ParityCheck["check"],
  kinds: readonly ObjectKind[],
  isBroken: (object: SchemaObject) => boolean,
  word: string,
  source: LiveSide,
  target: LiveSide,
): ParityCheck {
  const shown = [source, target].flatMap((side) =>
    kinds.flatMap((kind) =>
      objectsOf(side.catalog, kind)
        .filter(isBroken)
        .map((object) => `${side.name} ${nameOf(object.id)}`),
    ),
  );
  if (shown.length === 0) return { check, status: "ok", detail: "none" };
  // Where only one side has it the object's own fact differs already: here it is a reminder.
  return { check, status: "warning", detail: `${word}: ${shown.join(", ")}` };
}

function isInvalid({ facts }: SchemaObject): boolean {
  return facts.isValid === false;
}

function hasInvalidIndex({ kind, facts }: SchemaObject): boolean {
  return kind === "index" ? facts.isValid === false : facts.indexIsValid === false;
}

function isDisabled({ facts }: SchemaObject): boolean {
  return facts.enabled === "disabled" || Object.values(facts.triggers ?? {}).includes("disabled");
}

function unpopulatedViews(source: LiveSide, target: LiveSide): ParityCheck {
  const shown = [source, target].flatMap((side) =>
    side.environment.unpopulatedViews.map((view) => `${side.name} ${view.schema}.${view.name}`),
  );
  if (shown.length === 0) return { check: "unpopulated-views", status: "ok", detail: "every materialized view holds data" };
  return { check: "unpopulated-views", status: "warning", detail: `without data, REFRESH fills it: ${shown.join(", ")}` };
}

function rowCounts(source: LiveSide, target: LiveSide): ParityCheck {
  // not toLocaleString: it would load all of ICU's number formatting
  const thousands = (value: number) => String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
  const describe = ({ environment: { rows } }: LiveSide) =>
    `about ${thousands(Math.round(rows.rows))} rows in ${rows.tables} tables${rows.unknown > 0 ? ` (${rows.unknown} never analysed)` : ""}`;
  return {
    check: "row-counts",
    status: "ok",
    detail: `${both(source, target, describe(source), describe(target))}; lockstep counts compares them`,
  };
}

function journal(source: LiveSide, target: LiveSide): ParityCheck {
  const has = [source, target].filter((side) => side.environment.hasJournal).map((side) => side.name);
  return {
    check: "journal",
    status: "ok",
    detail: has.length === 0 ? "neither database has one yet" : `present in ${has.join(" and ")}`,
  };
}

// Every check looks at a few objects of one kind: they are picked out once.
const checkedKinds = new Set<ObjectKind>(["extension", "role", "index", "constraint", "not-null", "trigger"]);
const pickedOut = new WeakMap<Catalog, Map<ObjectKind, SchemaObject[]>>();

function objectsOf(catalog: Catalog, kind: ObjectKind): readonly SchemaObject[] {
  const known = pickedOut.get(catalog);
  if (known !== undefined) return known.get(kind) ?? [];
  const byKind = new Map<ObjectKind, SchemaObject[]>([...checkedKinds].map((name) => [name, []]));
  for (const object of objectsOfKinds(catalog.objects, checkedKinds)) byKind.get(object.kind)?.push(object);
  pickedOut.set(catalog, byKind);
  return byKind.get(kind) ?? [];
}
