/** The story as it is told and checked: lines that are typed, what the tool says to them, and claims that have to hold. */

import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runLine } from "../../test/support/command-line.ts";
import type { TeamWorld } from "./team-world.ts";

/** What a line is expected to do. */
export interface Expected {
  /** 0 unless it is said. */
  readonly exit?: number;
  /** All of them stand in what the tool says. */
  readonly says?: readonly (string | RegExp)[];
  /** How much of what it says is shown; default 12 lines. */
  readonly shows?: number;
}

/** What a line has said. */
export interface Said {
  readonly code: number | null;
  /** As a reader sees it, results and messages. */
  readonly text: string;
  /** Of the JSON document; null where the line was refused. */
  // biome-ignore lint/suspicious/noExplicitAny: the document of any command, of which each week looks at what it is about
  readonly data: any;
}

/** A claim of the story that does not hold. */
class ClaimFailed extends Error {}

/** Tells and counts. */
export class Story {
  readonly #world: TeamWorld;
  readonly #print: (text: string) => void;
  #checks = 0;

  constructor(world: TeamWorld, print: (text: string) => void) {
    this.#world = world;
    this.#print = print;
  }

  get checks(): number {
    return this.#checks;
  }

  week(title: string): void {
    this.#print(`\n── ${title} ${"─".repeat(Math.max(3, 96 - title.length))}\n`);
  }

  say(text: string): void {
    this.#print(`\n${text}\n`);
  }

  /** Runs a line as it is typed in the team's folder. @throws ClaimFailed */
  async lockstep(line: string, expected: Expected = {}): Promise<Said> {
    const said = await this.#run(line, "jon");
    this.tell(line, said, expected);
    return said;
  }

  async #run(line: string, actor: string): Promise<Said> {
    const { folder, env } = this.#world;
    const [text, json] = [join(folder, ".said.txt"), join(folder, ".said.json")];
    for (const file of [text, json]) rmSync(file, { force: true });
    const wanted = { cwd: folder, env: { ...env, LOCKSTEP_ACTOR: actor } };
    const { code, stderr } = await runLine([...wordsOf(line), "--out", text, "--out", json], wanted);
    const result = readIfThere(text);
    const data = result === "" ? null : JSON.parse(readIfThere(json)).data;
    return { code, text: `${result}${messageIn(stderr)}`, data };
  }

  /** Runs a line that is run every day, and shows nothing of it. */
  async quietly(line: string): Promise<Said> {
    return this.#run(line, "ci");
  }

  /** Shows a line that was run, and checks what was expected of it. @throws ClaimFailed */
  tell(line: string, { code, text }: Pick<Said, "code" | "text">, { exit = 0, says = [], shows = 12 }: Expected): void {
    this.#print(`\n$ lockstep ${line}\n`);
    const lines = text.trimEnd().split("\n");
    for (const one of lines.slice(0, shows)) this.#print(`  ${one}\n`);
    if (lines.length > shows) this.#print(`  … and ${lines.length - shows} more\n`);
    this.#print(`  exit ${code}\n`);
    this.#claim(`"${line}" exits ${exit}`, code === exit, text);
    for (const part of says)
      this.#claim(`"${line}" says ${part}`, typeof part === "string" ? flat(text).includes(part) : part.test(flat(text)), text);
  }

  /** A claim that readers see. @throws ClaimFailed */
  check(claim: string, holds: boolean, seen: unknown = ""): void {
    this.#claim(claim, holds, typeof seen === "string" ? seen : JSON.stringify(seen, null, 1));
    this.#print(`  ✓ ${claim}\n`);
  }

  #claim(claim: string, holds: boolean, seen: string): void {
    this.#checks++;
    if (!holds) throw new ClaimFailed(`${claim}: it does not hold.\n${seen}`);
  }
}

// What is said is broken into lines for a screen; a claim is about its words.
function flat(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

// Progress is for those who wait.
function messageIn(stderr: string): string {
  return /^error [\s\S]*/m.exec(stderr)?.[0] ?? "";
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** As a shell would split it; quotes are double. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
