/**
 * docs/coverage.md as text, made from the registry of kinds: what is compared cannot be told otherwise than it is done.
 * test/architecture compares the file with it.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyKind, FactMeaning } from "../src/core/kinds/define-kind.ts";
import { otherCatalogs } from "../src/core/kinds/other-catalogs.ts";
import { kinds } from "../src/core/kinds/registry.ts";
import { parityChecks } from "../src/core/parity/parity-report.ts";

const kindsFolder = join(import.meta.dirname, "..", "src/core/kinds");

const ways: Readonly<Record<FactMeaning["how"], string>> = {
  alter: "altered in place",
  replace: "dropped and created again",
};

/** The page with a final line feed. */
export function coveragePage(): string {
  const facts = kinds.reduce((sum, kind) => sum + Object.keys(kind.changes).length, 0);
  return `${[
    "# What is compared",
    "",
    "<!-- Made by `npm run coverage`; do not edit. -->",
    "",
    `${kinds.length} kinds of objects with ${facts} facts, on PostgreSQL 14, 15, 16, 17 and 18, also between two majors. Where an older`,
    "server has no such fact, it is read as the value that the server acts by. Every column of every system catalog is",
    "either a fact below, part of an object's name or place, derived from another, or [left out for a stated reason](#what-is-left-out).",
    "A column that a new major adds and that nobody has classified fails the build.",
    "",
    "The name before each list is the kind as it stands in ids (`index:public.users_email_idx`) and in `ignore` patterns. Facts are",
    "grouped by what it takes to make a difference go away. Owners are compared for every kind that has one.",
    "",
    ...kinds.flatMap(kindSection),
    "## Beyond the schema",
    "",
    "Between two running databases also:",
    "",
    ...parityChecks.map((check) => `- ${check.replaceAll("-", " ")}`),
    "",
    "## What is left out",
    "",
    "| In the catalogs | For | Why |",
    "|---|---|---|",
    ...leftOut().map(
      ({ reason, columns, of }) => `| ${columns.map((column) => `\`${column}\``).join(", ")} | ${of} | ${reason} |`,
    ),
  ].join("\n")}\n`;
}

function kindSection(kind: AnyKind): readonly string[] {
  const facts = Object.entries(kind.changes);
  const catalogs = [...new Set(Object.keys(kind.catalog).map((column) => column.slice(0, column.indexOf("."))))].sort();
  const hasOwner = Object.values(kind.catalog).includes("owner");
  const named = (wanted: (meaning: FactMeaning) => boolean) =>
    facts.filter(([, meaning]) => wanted(meaning)).map(([fact]) => `\`${fact}\``);
  const groups = Object.entries(ways).map(([how, words]) => [words, named((meaning) => meaning.how === how)] as const);
  const asSql = named((meaning) => meaning.compare !== "value");
  const lines = [...groups, ["compared as SQL, whatever its spelling", asSql] as const]
    .filter(([, names]) => names.length > 0)
    .map(([words, names]) => `- ${words}: ${names.join(", ")}`);
  return [
    `## ${kind.kind}`,
    "",
    describe(kind),
    "",
    `Read from ${catalogs.map((name) => `\`${name}\``).join(", ")}.${hasOwner ? " Has an owner." : ""}`,
    ...(lines.length === 0 ? [] : ["", ...lines]),
    "",
  ];
}

/** The header of the kind's file. */
function describe({ kind }: AnyKind): string {
  const [header] = /(?<=^\/\*\*)[\s\S]*?(?=\*\/)/.exec(readFileSync(join(kindsFolder, `${kind}.ts`), "utf8")) ?? [];
  if (header === undefined) throw new Error(`${kind}.ts has no header`);
  return header.replaceAll(/\s*\n \*\s*/g, " ").trim();
}

interface Omission {
  readonly reason: string;
  readonly columns: readonly string[];
  /** The kinds that leave them out; for others the same column can be a fact. */
  readonly of: string;
}

/** In the order of kinds. */
function leftOut(): readonly Omission[] {
  const byReason = new Map<string, { readonly columns: Set<string>; readonly of: Set<string> }>();
  const uses = [
    ...kinds.flatMap((kind) => Object.entries(kind.catalog).map(([column, use]) => [kind.kind, column, use] as const)),
    ...Object.entries(otherCatalogs).map(([column, use]) => ["", column, use] as const),
  ];
  for (const [kind, column, use] of uses) {
    if (typeof use !== "object" || !("ignored" in use)) continue;
    const { columns, of } = byReason.get(use.ignored) ?? { columns: new Set(), of: new Set() };
    byReason.set(use.ignored, { columns: columns.add(column), of: of.add(kind) });
  }
  return [...byReason].map(([reason, { columns, of }]) => ({ reason, columns: [...columns].sort(), of: [...of].join(", ") }));
}
