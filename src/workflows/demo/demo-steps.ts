/** The demo's story: what is said, what is run. Every command is one that the reader can type. */

/** One step; `command` runs Lockstep itself, `apply` runs a migration file on an environment. */
export type DemoStep =
  | { readonly kind: "say"; readonly text: string }
  | { readonly kind: "command"; readonly words: readonly string[] }
  | { readonly kind: "apply"; readonly environment: "dev" | "production"; readonly file: string };

const say = (text: string): DemoStep => ({ kind: "say", text });
const run = (...words: readonly string[]): DemoStep => ({ kind: "command", words });
const apply = (environment: "dev" | "production", file: string): DemoStep => ({ kind: "apply", environment, file });

/** In order. */
export const demoSteps: readonly DemoStep[] = [
  say("Two real PostgreSQL databases: dev is two migrations ahead, and somebody has changed production by hand."),
  run("audit"),
  say(
    "Production did not get two migration files, and two differences come from no file at all.\nKeep a picture of production, then bring it up to date.",
  ),
  run("inspect", "production", "--format", "json", "--out", "production.snapshot.json"),
  apply("production", "20251017090000_email_messages.sql"),
  apply("production", "20251024090000_longer_tokens.sql"),
  run("audit"),
  say("What is left is the hot fix. The team keeps it: dev follows."),
  apply("dev", "20251031090000_adopt_production.sql"),
  run("audit"),
  say("Nothing differs. What has happened to production since the picture was taken?"),
  run("audit", "production", "--since", "production.snapshot.json"),
];
