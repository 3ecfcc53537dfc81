/**
 * The configuration that `init` writes: what was found, the rhythm and the checklist, and comments instead of defaults. It is code that a
 * person goes on with, so it says why each part is there.
 */

import { checklistItems } from "../../core/release/checklist.ts";
import type { FoundEnvironment, RepositorySurvey, UrlPlace } from "../../core/release/repository-survey.ts";

/** The text of `lockstep.config.ts`; `zone` is an IANA time zone. */
export function initConfig(survey: RepositorySurvey, zone: string): string {
  const environments = environmentLines(survey);
  const words = [
    "defineConfig",
    ...["doppler", "dotenv", "env"].filter((word) => environments.some((line) => !isComment(line) && line.includes(`${word}(`))),
  ];
  const hasStaging = survey.environments.some(({ name }) => name === "staging");
  const items = checklistItems.filter((item) => item !== "tested-on-staging" || hasStaging);
  const lines = [
    ...schemaLines(survey.schema),
    ...migrationLines(survey),
    ...environments,
    "// One train a week, on the team's clocks. Outside of its window production takes nothing.",
    `cadence: { every: "week", on: "friday", window: "17:00-18:00", zone: ${quoted(zone)}, batch: { tables: 3 } },`,
    "// What production insists on before a train. A colleague who is there is attested by name; the rest is proven by machine.",
    "checklist: {",
    "  production: [",
    ...items.map((item) => `    ${quoted(item)},`),
    "  ],",
    "},",
    "// Checks that must be green after every apply.",
    'smoke: ["smoke/*.sql"],',
    "// pg_dump writes here before each train, and the dump is restored once to prove it.",
    'backup: { to: "backups/", keep: 8 },',
    '// notify: [slack(env("SLACK_WEBHOOK_URL"))],',
    '// launch: { date: "2027-03-01" },',
  ];
  return `/**
 * Lockstep's configuration; every part is optional. \`lockstep config schema\` lists all there is, \`lockstep config print\` says
 * what holds now and where it comes from. Secrets are references: they are resolved when a connection is made.
 */

import { ${words.sort().join(", ")} } from "lockstep";

export default defineConfig({
${lines.map((line) => `  ${line}`).join("\n")}
});
`;
}

function isComment(line: string): boolean {
  return line.trimStart().startsWith("//");
}

function schemaLines(schema: readonly string[]): readonly string[] {
  const [first, ...others] = schema;
  if (first === undefined) return [];
  return [
    "// The Drizzle schema: what dev is meant to be.",
    `schema: ${others.length === 0 ? quoted(first) : `[${schema.map(quoted).join(", ")}]`},`,
  ];
}

function migrationLines({ migrations: [found] }: RepositorySurvey): readonly string[] {
  return found === undefined || found.dir === "db/migrations" ? [] : [`migrations: { dir: ${quoted(found.dir)} },`];
}

/** None where the usual variables say it all: then the same file works for everybody who sets them. */
function environmentLines({ environments }: RepositorySurvey): readonly string[] {
  if (environments.every(({ url }) => url.kind === "variable")) return [];
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const supposed = (name: FoundEnvironment["name"], variable: string): FoundEnvironment =>
    byName.get(name) ?? { name, url: { kind: "variable", name: variable }, isSeen: false };
  const staging = byName.get("staging");
  return [
    "// In the order in which changes travel.",
    "environments: {",
    ...entryLines(supposed("dev", "DATABASE_URL"), ""),
    ...(staging === undefined ? ['  // staging: { url: env("STAGING_DATABASE_URL") },'] : entryLines(staging, "")),
    ...entryLines(supposed("production", "PRODUCTION_DATABASE_URL"), ", protected: true"),
    "},",
  ];
}

function entryLines({ name, url, isSeen }: FoundEnvironment, more: string): readonly string[] {
  const doubt =
    isSeen || url.kind !== "doppler" ? [] : [`  // "${url.config}" is Doppler's usual name; change it if yours is another.`];
  return [...doubt, `  ${name}: { url: ${placeCode(url)}${more} },`];
}

function placeCode(place: UrlPlace): string {
  switch (place.kind) {
    case "variable":
      return `env(${quoted(place.name)})`;
    case "dotenv":
      // a file of secrets is nowhere but on a developer's machine
      return `process.env.CI ? env(${quoted(place.name)}) : dotenv(${quoted(place.path)}, ${quoted(place.name)})`;
    case "doppler": {
      const token = `{ tokenEnv: ${quoted(dopplerToken(place.config))} }`;
      return `doppler(${[place.project, place.config, place.name].map(quoted).join(", ")}, ${token})`;
    }
  }
}

/** The variable for the service token of a Doppler config: each config has its own. */
export function dopplerToken(config: string): string {
  return `DOPPLER_TOKEN_${config.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
