/**
 * An executable that stands in for Doppler's command line in tests, as far as Lockstep uses it: `secrets get`,
 * `secrets --only-names` and `run`. It keeps to the real one's streams, exit codes and precedence of flags over
 * variables. Its account is the JSON file that FAKE_DOPPLER_WORLD names; each call is noted in FAKE_DOPPLER_LOG.
 */

import { spawnSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { askWorld, type DopplerWorld } from "./doppler-world.ts";

const world: DopplerWorld = JSON.parse(readFileSync(process.env.FAKE_DOPPLER_WORLD ?? "", "utf8"));
const argv = process.argv.slice(2);
if (process.env.FAKE_DOPPLER_LOG !== undefined) appendFileSync(process.env.FAKE_DOPPLER_LOG, `${JSON.stringify(argv)}\n`);

const valueFlags = new Map([
  ["-p", "project"],
  ["--project", "project"],
  ["-c", "config"],
  ["--config", "config"],
  ["-t", "token"],
  ["--token", "token"],
  ["--attempts", "attempts"],
  ["--timeout", "timeout"],
]);
const flags = new Map<string, string>();
const words: string[] = [];
const separator = argv.indexOf("--");
const own = separator === -1 ? argv : argv.slice(0, separator);
for (let index = 0; index < own.length; index++) {
  const word = own[index] ?? "";
  const flag = valueFlags.get(word);
  if (flag !== undefined) flags.set(flag, own[++index] ?? "");
  else if (word.startsWith("-")) flags.set(word.replace(/^-+/, ""), "true");
  else words.push(word);
}
const isJson = flags.has("json");

/** Errors go to stderr, as JSON with --json, and the exit code is 1. */
function fail(message: string): never {
  process.stderr.write(isJson ? `${JSON.stringify({ error: message })}\n` : `Doppler Error: ${message}\n`);
  process.exit(1);
}

// Flags win over variables, and the old ENCLAVE_ variables over today's.
const setting = (flag: string, name: string) =>
  flags.get(flag) ?? process.env[`ENCLAVE_${name}`] ?? process.env[`DOPPLER_${name}`];
const loginToken = world.isLoggedIn === true ? world.userTokens?.[0] : undefined;
const token = setting("token", "TOKEN") ?? loginToken;
if (token === undefined || token === "") fail("you must provide a token");
if (world.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, world.delayMs));
const answer = askWorld(world, token, setting("project", "PROJECT") ?? "", setting("config", "CONFIG") ?? "");
if (answer.kind === "refused") fail(answer.message);
const { secrets } = answer;

if (words[0] === "run") {
  const [command = "", ...args] = argv.slice(separator + 1);
  const injected = Object.fromEntries(Object.entries(secrets).filter(([name]) => !["PATH", "PS1", "HOME"].includes(name)));
  const env = { ...process.env, ...Object.fromEntries(Object.entries(injected).map(([name, value]) => [name, value ?? ""])) };
  process.exit(spawnSync(command, args, { stdio: "inherit", env }).status ?? 1);
}
if (words[0] !== "secrets") fail(`unknown command "${words[0] ?? ""}" for "doppler"`);
if (flags.has("only-names")) {
  process.stdout.write(
    `${JSON.stringify(
      Object.fromEntries(
        Object.keys(secrets)
          .sort()
          .map((name) => [name, {}]),
      ),
    )}\n`,
  );
  process.exit(0);
}
if (words[1] !== "get") fail(`unknown command "${words[1] ?? ""}" for "doppler secrets"`);

const names = words.slice(2);
const missing = names.filter((name) => !(name in secrets));
if (missing.length > 0 && !flags.has("no-exit-on-missing-secret")) {
  fail(`Could not find requested ${missing.length === 1 ? "secret" : "secrets"}: ${missing.join(", ")}`);
}
const found = names.filter((name) => name in secrets);
// A restricted value is null in JSON and an empty line in plain text, and the exit code is 0 all the same.
const described = (name: string) => ({
  computed: secrets[name] ?? null,
  computedVisibility: secrets[name] === null ? "restricted" : "masked",
  computedValueType: { type: "string" },
  note: "",
});
if (isJson) process.stdout.write(`${JSON.stringify(Object.fromEntries(found.map((name) => [name, described(name)])))}\n`);
else process.stdout.write(`${found.map((name) => secrets[name] ?? "").join("\n")}\n`);
