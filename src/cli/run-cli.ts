/**
 * One run of the command line from words to exit code. Streams, environment, clock and files come in as arguments, so that
 * only `main.ts` touches the process; every character that leaves goes through the redactor here.
 */

import { resolve as resolvePath } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { errorPages } from "../core/error-codes.ts";
import { messageOf } from "../core/message-of.ts";
import { errorText } from "../core/report/error-text.ts";
import { errorJson, jsonDocument, jsonEnvelope } from "../core/report/json-document.ts";
import { redactJson } from "../core/report/redact.ts";
import { createSecretRegister, type SecretRegister } from "../core/report/secret-register.ts";
import type { ProgressEvent } from "../workflows/workflow-context.ts";
import type { Command, CommandResult, Format } from "./command.ts";
import { commands } from "./commands/registry.ts";
import { findCommand, wantedFormat } from "./find-command.ts";
import { commandHelp, generalHelp } from "./help-text.ts";
import { hasPassword, knownSecrets } from "./known-secrets.ts";
import type { ParsedLine } from "./parse-line.ts";
import { type Progress, type ProgressSink, showProgress } from "./progress.ts";
import { type StreamFacts, type StyleWishes, terminalStyle } from "./terminal-style.ts";
import { version } from "./version.ts";
import { formatResult, jsonFormats } from "./write-result.ts";

/** The world as a run sees it. */
export interface CliWorld {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The operating system's name for who runs this. */
  readonly osUser: () => string;
  readonly stdout: StreamFacts & { readonly write: (text: string) => Promise<void> };
  readonly stderr: StreamFacts & { readonly write: (text: string) => Promise<void> };
  /** Bytes to stdout, once they are taken. */
  readonly writeBytes: (bytes: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly every: ProgressSink["every"];
  /** Writes or appends to a file, relative to `cwd`. @throws AppError FILE_UNWRITABLE */
  readonly save: (path: string, text: string, how: "replace" | "append") => Promise<void>;
  /** Asks yes or no on the terminal; null without one. */
  readonly ask: ((question: string) => Promise<boolean>) | null;
  /** Asks for a text on the terminal; null without one. */
  readonly askText: ((question: string) => Promise<string>) | null;
}

/** Runs one line and returns its exit code; throws nothing. */
export async function runCli(world: CliWorld): Promise<number> {
  const secrets = createSecretRegister(knownSecrets(world.env, world.argv));
  const { name, rest } = findCommand(world.argv);
  const wishes = {
    mayColour: !rest.includes("--no-color"),
    isQuiet: false,
    isVerbose: rest.includes("--verbose") || rest.includes("-v"),
  };
  try {
    if (name === null && !rest.some((word) => word === "--version" || word === "-V")) {
      await world.stdout.write(generalHelp(commands, version, helpWidth(world)));
      return 0;
    }
    if (name === null) {
      await world.stdout.write(`${version}\n`);
      return 0;
    }
    if (name === "help") return await help(rest, world);
    const command = commandCalled(name);
    if (rest.includes("--help") || rest.includes("-h")) {
      await world.stdout.write(commandHelp(command, helpWidth(world)));
      return 0;
    }
    const { parseLine } = await import("./parse-line.ts");
    return await runCommand(command, parseLine(command, rest), world, secrets);
  } catch (error) {
    return await fail(error, name ?? "", world, secrets, wishes);
  }
}

async function help(rest: readonly string[], world: CliWorld): Promise<number> {
  const topic = rest.find((word) => !word.startsWith("-"));
  const width = helpWidth(world);
  await world.stdout.write(
    topic === undefined ? generalHelp(commands, version, width) : commandHelp(commandCalled(topic), width),
  );
  return 0;
}

// Sentences that run across a whole wide screen are hard to read.
function helpWidth({ stdout, env }: CliWorld): number {
  return Math.min(120, terminalStyle(stdout, env, { mayColour: false, isQuiet: false, isVerbose: false }).width);
}

function commandCalled(name: string): Command {
  const known = commands.find((command) => command.name === name);
  if (known !== undefined) return known;
  const near = didYouMean(
    name,
    commands.map((command) => command.name),
  );
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  throw new AppError({
    code: "USAGE",
    message: `There is no command "${name}".${guess}`,
    hint: near === null ? "lockstep --help" : `lockstep ${near} --help`,
  });
}

async function runCommand(command: Command, line: ParsedLine, world: CliWorld, secrets: SecretRegister): Promise<number> {
  const { env } = world;
  const streams = redactedStreams(world, secrets);
  const progress = line.isQuiet
    ? null
    : showProgress({
        ...world,
        write: streams.note,
        isTty: world.stderr.isTty && (env.CI ?? "") === "",
        width: world.stderr.columns ?? 80,
      });
  const isStream = line.format === "ndjson" && line.out.length === 0;
  const events: ((event: ProgressEvent) => void)[] = progress === null ? [] : [progress.report];
  if (isStream)
    events.push((event) => {
      const type = event.state === "progress" ? "progress" : "step";
      void world.stdout.write(redactJson(`${JSON.stringify({ type, ...event })}\n`, secrets.redactData));
    });
  let result: CommandResult;
  try {
    for (const word of world.argv.filter(hasPassword))
      progress?.report({
        step: "a password on the command line",
        state: "warning",
        detail: `every process on this machine can read it; put ${secrets.redact(word)} into a variable and pass env:NAME`,
      });
    result = await command.run({
      positionals: line.positionals,
      environments: line.environments,
      failOn: line.failOn,
      value: (long) => line.values(long).at(-1) ?? null,
      values: line.values,
      isSet: line.isSet,
      formats: new Set(line.out.length === 0 ? [line.format] : line.out.map(({ format }) => format)),
      ask: askOn(world.ask, world, line, progress),
      askText: askOn(world.askText, world, line, progress),
      say: streams.out,
      writeBytes: world.writeBytes,
      runLine: (words, { cwd, env: otherEnv }) =>
        runCli({
          ...world,
          argv: words,
          cwd,
          env: otherEnv,
          save: (path, text, how) => world.save(resolvePath(cwd, path), text, how),
        }),
      commands,
      context: {
        cwd: world.cwd,
        env,
        signal: world.signal,
        osUser: world.osUser(),
        learn: secrets.add,
        redact: secrets.redact,
        progress: (event) => {
          for (const tell of events) tell(event);
        },
        ...(line.config === null ? {} : { configPath: line.config }),
        ...(line.timeoutMs === null ? {} : { timeoutMs: line.timeoutMs }),
      },
    });
  } finally {
    progress?.stop();
  }
  await deliver(command, result, line, world, secrets);
  return result.exitCode;
}

// Where nobody can answer nothing is asked: in CI, without a terminal, or when told so.
function askOn<Answer>(
  ask: ((question: string) => Promise<Answer>) | null,
  { env }: CliWorld,
  { mayAsk }: ParsedLine,
  progress: Progress | null,
): ((question: string) => Promise<Answer>) | null {
  if (ask === null || !mayAsk || (env.CI ?? "") !== "") return null;
  return (question) => (progress === null ? ask(question) : progress.hold(() => ask(question)));
}

async function deliver(
  command: Command,
  result: CommandResult,
  line: ParsedLine,
  world: CliWorld,
  secrets: SecretRegister,
): Promise<void> {
  const write = (format: Format, stream: StreamFacts, mayColour: boolean) => {
    const style = terminalStyle(stream, world.env, { ...line, mayColour });
    const text = formatResult(command.name, result, format, style);
    return jsonFormats.has(format) || (result.isJsonText === true && format === "text")
      ? redactJson(text, secrets.redactData)
      : secrets.redact(text);
  };
  // A file is read by machines or in editors: it gets no colour and a width that does not depend on this terminal.
  for (const { path, format, isByName } of line.out) {
    const isOwn = isByName && result.isDocument === true;
    await world.save(path, write(isOwn ? "text" : format, { isTty: false, columns: undefined }, false), "replace");
  }
  if (line.out.length === 0) await world.stdout.write(write(line.format, world.stdout, line.mayColour));
  else if (!line.isQuiet) await world.stderr.write(secrets.redact(`written: ${line.out.map(({ path }) => path).join(", ")}\n`));
  const summaryFile = world.env.GITHUB_STEP_SUMMARY ?? "";
  if (line.format === "github" && summaryFile !== "" && result.markdown !== undefined)
    await world.save(summaryFile, secrets.redact(result.markdown()), "append");
}

function redactedStreams(world: CliWorld, secrets: SecretRegister) {
  return {
    out: (text: string) => world.stdout.write(secrets.redact(text)),
    note: (text: string) => void world.stderr.write(secrets.redact(text)),
  };
}

async function fail(
  thrown: unknown,
  command: string,
  world: CliWorld,
  secrets: SecretRegister,
  wishes: StyleWishes,
): Promise<number> {
  const error = asAppError(thrown, world.signal);
  const format = wantedFormat(world.argv);
  const document = { command, ok: false, data: null, findings: [], error: redactedError(error, secrets.redact) };
  if (format === "json") await world.stdout.write(redactJson(jsonDocument(document), secrets.redactData));
  else if (format === "ndjson") {
    const result = { type: "result", ...jsonEnvelope(document) };
    await world.stdout.write(redactJson(`${JSON.stringify(result)}\n`, secrets.redactData));
  } else if (format === "github") {
    const { code, message } = errorJson(error);
    const { githubAnnotations } = await import("../core/report/github-annotations.ts");
    await world.stdout.write(secrets.redact(githubAnnotations([{ level: "high", title: `lockstep ${code}`, message }], command)));
  }
  await world.stderr.write(secrets.redact(errorText(error, terminalStyle(world.stderr, world.env, wishes))));
  return errorPages[error.code].exit;
}

// Sentences are for people also in JSON; a code or key beside them is not.
function redactedError({ code, message, hint, retryable, cause }: AppError, redact: SecretRegister["redact"]): AppError {
  return new AppError({
    code,
    message: redact(message),
    retryable,
    ...(hint === undefined ? {} : { hint: redact(hint) }),
    ...(cause instanceof Error ? { cause: redact(cause.message) } : typeof cause === "string" ? { cause: redact(cause) } : {}),
  });
}

function asAppError(thrown: unknown, signal: AbortSignal): AppError {
  if (signal.aborted && !(thrown instanceof AppError && thrown.code !== "INTERNAL"))
    return new AppError({ code: "INTERRUPTED", message: "Stopped by Ctrl-C at a safe point.", cause: thrown });
  if (thrown instanceof AppError) return thrown;
  const message = messageOf(thrown);
  return new AppError({
    code: "INTERNAL",
    message: `A defect in Lockstep: ${message}`,
    hint: "Run it again with --verbose and report what it prints.",
    cause: thrown,
  });
}
