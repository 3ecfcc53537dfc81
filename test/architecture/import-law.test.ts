/**
 * Imports point upstream only. The graph is read from the sources themselves, and must have edges: a checker that
 * sees nothing would pass for ever.
 */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, it } from "vitest";

const source = join(import.meta.dirname, "..", "..", "src");

/** Rooms of core, upstream first: a room may import only rooms that stand before it. */
const coreRooms = [
  "sql",
  "catalog",
  "diff",
  "risk",
  "recipes",
  "kinds",
  "inspection",
  "plan",
  "migration",
  "lint",
  "parity",
  "journal",
  "release",
  "backfill",
  "encryption",
  "masking",
  "expand",
  "report",
];

/** What each floor may import beside itself. */
const floors: Record<string, readonly string[]> = {
  core: [],
  postgres: ["core"],
  project: ["core"],
  network: ["core"],
  workflows: ["core", "postgres", "project", "network"],
  cli: ["core", "workflows"],
  library: ["core", "workflows"],
  dashboard: ["core", "workflows"],
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
);
const text = new Map(files.map((file) => [file, readFileSync(join(source, file), "utf8")]));
const importPattern = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s)?"(\.[^"]+)"|import\("(\.[^"]+)"\)/gm;
const edges: readonly Edge[] = files.flatMap((from) =>
  [...(text.get(from) ?? "").matchAll(importPattern)].map((match) => ({
    from,
    to: relative(source, resolve(source, dirname(from), match[2] ?? match[3] ?? "")),
    isType: match[1] !== undefined,
  })),
);
/** What core may import from elsewhere: a hash, a parser, calendars, and the text of a calendar file. */
const purePackages: ReadonlySet<string> = new Set([
  "node:crypto",
  "libpg-query",
  "croner",
  "temporal-polyfill",
  "ical-generator",
]);
const show = (edge: Edge) => `${edge.from} → ${edge.to}`;
const floorOf = (file: string) => file.split(sep)[0] ?? "";
const roomOf = (file: string) =>
  file.startsWith(`core${sep}`) && file.split(sep).length > 2 ? (file.split(sep)[1] ?? null) : null;
const externals = (file: string) =>
  [...(text.get(file) ?? "").matchAll(/(?:\sfrom\s|import\(|^import )"([^."][^"]*)"/gm)].map((match) => match[1] ?? "");

describe("the import law", () => {
  it("is read from a graph that has edges to files that exist", () => {
    expect(edges.length).toBeGreaterThan(300);
    expect(edges.filter((edge) => !text.has(edge.to)).map(show)).toEqual([]);
  });

  it("lets each floor import only the floors below", () => {
    const breaches = edges.filter(({ from, to }) => {
      const floor = floorOf(from);
      return floor in floors && floorOf(to) !== floor && !floors[floor]?.includes(floorOf(to));
    });
    expect(breaches.map(show)).toEqual([]);
  });

  it("lets a room of core import only rooms before it", () => {
    const breaches = edges.filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      return own !== null && other !== null && coreRooms.indexOf(other) > coreRooms.indexOf(own);
    });
    expect(breaches.map(show)).toEqual([]);
    const rooms = new Set(files.map(roomOf).filter((room) => room !== null));
    expect([...rooms].filter((room) => !coreRooms.includes(room))).toEqual([]);
  });

  it("has no cycles", () => {
    expect(findCycle()).toEqual([]);
  });

  it("keeps core pure: no driver, no node module but node:crypto, no clock, no environment", () => {
    const impure = files
      .filter((file) => floorOf(file) === "core")
      .flatMap((file) => {
        const modules = externals(file).filter((name) => !purePackages.has(name));
        const globals = [...(text.get(file) ?? "").matchAll(/\b(process\.\w|Date\.now|new Date\(\)|Math\.random|Buffer\.)/g)].map(
          (match) => match[1] ?? "",
        );
        return [...modules, ...globals].map((name) => `${file}: ${name}`);
      });
    expect(impure).toEqual([]);
  });

  it("lets only postgres import pg", () => {
    expect(
      files.filter(
        (file) => floorOf(file) !== "postgres" && externals(file).some((name) => name === "pg" || name.startsWith("pg/")),
      ),
    ).toEqual([]);
  });

  it("lets only cli/main.ts touch the process's streams and exit", () => {
    const touching = files.filter((file) => /\bprocess\.(stdout|stderr|stdin|exit|exitCode|argv)\b/.test(text.get(file) ?? ""));
    expect(touching).toEqual([join("cli", "main.ts")]);
  });

  it("has no rooms for leftovers", () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|types|managers?|services?)(\.ts|\/)/.test(file))).toEqual([]);
  });
});

function findCycle(): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const edge of edges) if (!edge.isType) targets.set(edge.from, [...(targets.get(edge.from) ?? []), edge.to]);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const next of targets.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of files) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
