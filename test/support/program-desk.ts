/** The bundled program and a folder of its own for each test, for tests of what users type. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { useBundledProgram } from "./bundled-program.ts";
import { type Ended, runProgram } from "./run-program.ts";

/** What stands on it. */
export interface ProgramDesk {
  /** The program itself, for whoever starts it in another way. */
  readonly main: () => string;
  readonly folder: () => string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Writes a file of the migrations folder. */
  readonly migration: (name: string, text: string) => void;
  /** Runs one line in the folder, with these variables beside those that programs need to start at all. */
  readonly lockstep: (words: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ended>;
}

/** Made while a test file is loaded; the folder is new and empty for each test. */
export function useProgramDesk(): ProgramDesk {
  const main = useBundledProgram();
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lockstep-program-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  return {
    main,
    folder: () => folder,
    write,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    migration: (name, text) => write(`db/migrations/${name}`, text),
    lockstep: (words, env = {}) =>
      runProgram(process.execPath, [main(), ...words], {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8", ...env },
      }),
  };
}
