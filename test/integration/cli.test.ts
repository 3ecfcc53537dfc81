/** The command line as a process, for everything that needs no database: streams, exit codes, formats, completion. */

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useBundledProgram } from "../support/bundled-program.ts";

const program = useBundledProgram();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-cli-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function execute(command: string, words: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const variables = { PATH: process.env.PATH ?? "", HOME: folder, LANG: "C.UTF-8", ...env };
  return collect(spawn(command, words, { cwd: folder, env: variables, stdio: ["ignore", "pipe", "pipe"] }));
}

function collect(child: ChildProcess): Promise<Ended> {
  const chunks = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      chunks[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => resolve({ code, signal, ...chunks }));
  });
}

const lockstep = (words: readonly string[], env: Record<string, string> = {}) =>
  execute(process.execPath, [program(), ...words], env);
const esc = String.fromCharCode(27);

describe("help and version", () => {
  it("prints help without a command, with --help and with help, on stdout", async () => {
    const [bare, flag, word] = await Promise.all([lockstep([]), lockstep(["--help"]), lockstep(["help"])]);
    expect(bare).toEqual(flag);
    expect(word).toEqual(flag);
    expect(flag).toMatchObject({ code: 0, stderr: "" });
    for (const command of ["audit", "inspect", "diff", "counts", "doctor", "demo", "completion", "explain", "config"])
      expect(flag.stdout).toMatch(new RegExp(`^  ${command} `, "m"));
  });

  it("has a page for each command with its own formats", async () => {
    const { code, stdout } = await lockstep(["inspect", "--help"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: lockstep inspect [source] [FLAGS]");
    expect(stdout).toContain("how the result is written (text): text, json, ndjson, markdown, sql\n");
    expect((await lockstep(["help", "inspect"])).stdout).toBe(stdout);
  });

  it("prints the version of the package", async () => {
    const manifest: { version: string } = JSON.parse(await readFile(join(import.meta.dirname, "../../package.json"), "utf8"));
    expect(await lockstep(["--version"])).toEqual({ code: 0, signal: null, stdout: `${manifest.version}\n`, stderr: "" });
    expect((await lockstep(["-V"])).stdout).toBe(`${manifest.version}\n`);
  });

  it("is executable as it is", async () => {
    expect((await execute(program(), ["--version"])).code).toBe(0);
  });
});

describe("mistakes", () => {
  it("answers an unknown command with the one that was meant, on stderr, exit 4", async () => {
    const { code, stdout, stderr } = await lockstep(["adit"]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain('error USAGE  There is no command "adit". Did you mean audit?\n  try: lockstep audit --help');
  });

  it.each([
    [["audit", "--colum-order"], "Unknown option '--colum-order'"],
    [["audit", "--format", "xml"], '--format cannot be "xml"'],
    [["audit", "--format", "sarif"], "audit does not offer --format sarif"],
    [["diff", "dev"], "Missing required argument 'to'"],
    [["inspect"], "inspect takes one source"],
    [["audit", "--timeout", "soon"], '"soon" is not a time'],
    [["explain", "CONNECT_REFUSE"], "Did you mean CONNECT_REFUSED?"],
    [["audit", "--env"], "argument missing"],
  ])("refuses %j with exit 4", async (words, message) => {
    const { code, stdout, stderr } = await lockstep(words);
    expect({ code, stdout }).toEqual({ code: 4, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("fails as one JSON document where JSON was asked for, also when the line cannot be parsed", async () => {
    for (const words of [
      ["audit", "--nonsense", "--format", "json"],
      ["--format=json", "adit"],
    ]) {
      const { code, stdout } = await lockstep(words);
      expect(code).toBe(4);
      expect(JSON.parse(stdout)).toMatchObject({
        schemaVersion: 1,
        ok: false,
        data: null,
        findings: [],
        error: {
          code: "USAGE",
          retryable: false,
          docs: "lockstep explain USAGE",
          cause: expect.toSatisfy((cause) => cause === null),
        },
      });
    }
  });

  it("ends an event stream with a failed result", async () => {
    const { code, stdout } = await lockstep(["inspect", "--format", "ndjson"]);
    expect(code).toBe(4);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
      type: "result",
      ok: false,
      error: { code: "USAGE" },
    });
  });

  it("annotates a failure in a workflow", async () => {
    expect((await lockstep(["inspect", "--format", "github"])).stdout).toContain("::error title=lockstep USAGE::");
  });

  it("prints stacks only when asked for everything", async () => {
    expect((await lockstep(["adit"])).stderr).not.toMatch(/^ +at /m);
    expect((await lockstep(["adit", "--verbose"])).stderr).toMatch(/^ +at /m);
  });

  it("says which file could not be written", async () => {
    const { code, stderr } = await lockstep(["explain", "USAGE", "--out", "/proc/nowhere/x"]);
    expect(code).toBe(4);
    expect(stderr).toContain("error FILE_UNWRITABLE  /proc/nowhere/x");
  });
});

describe("explain", () => {
  it("prints the page of a code however it is spelled, and all codes without one", async () => {
    const page = await lockstep(["explain", "connect-refused"]);
    expect(page.code).toBe(0);
    expect(page.stdout).toMatch(/^CONNECT_REFUSED {2}exit 1 {2}Nothing accepts/);
    const all = await lockstep(["explain"]);
    expect(all.stdout).toMatch(/^USAGE +exit 4 {3}/m);
  });

  it("prints it as JSON", async () => {
    const { stdout } = await lockstep(["explain", "USAGE", "--format", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      command: "explain",
      ok: true,
      data: { code: "USAGE", exit: 4 },
      findings: [],
    });
  });
});

describe("config", () => {
  it("shows every value with its origin and no secret, in each format", async () => {
    const env = { DATABASE_URL: "postgres://u:canary-4711@h/d", PRODUCTION_DATABASE_URL: "postgres://u:canary-4712@h/p" };
    const text = await lockstep(["config", "print"], env);
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/environments\.production\.url +\S.* +PRODUCTION_DATABASE_URL\n/);
    const json = await lockstep(["config", "print", "--format", "json"], env);
    expect(json.code).toBe(0);
    expect(text.stdout + text.stderr + json.stdout).not.toContain("canary");
  });

  it("prints the JSON Schema of the file", async () => {
    const { stdout } = await lockstep(["config", "schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ title: "Lockstep configuration", type: "object" });
  });

  it("names the place of a mistake in the file, exit 4", async () => {
    const file = join(folder, "wrong.config.json");
    await writeFile(file, JSON.stringify({ cadence: { every: "year" } }));
    const { code, stderr } = await lockstep(["config", "print", "--config", file]);
    expect(code).toBe(4);
    expect(stderr).toContain("CONFIG_INVALID");
  });
});

describe("streams", () => {
  it("uses colour only where it is wanted", async () => {
    expect((await lockstep(["explain", "USAGE"])).stdout).not.toContain(esc);
    expect((await lockstep(["explain", "USAGE"], { FORCE_COLOR: "1" })).stdout).toContain(esc);
    expect((await lockstep(["explain", "USAGE"], { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain(esc);
    expect((await lockstep(["explain", "USAGE", "--no-color"], { FORCE_COLOR: "1" })).stdout).not.toContain(esc);
    expect((await lockstep(["adit"], { FORCE_COLOR: "1" })).stderr).toContain(esc);
  });

  it("wraps to COLUMNS", async () => {
    const { stdout } = await lockstep(["explain", "SAME_DATABASE"], { COLUMNS: "60" });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it("wraps help and the configuration to COLUMNS", async () => {
    for (const words of [["--help"], ["audit", "--help"], ["config", "print"], ["explain"]]) {
      const { stdout } = await lockstep(words, { COLUMNS: "60", DATABASE_URL: "postgres://u@h/d" });
      const lines = stdout.split("\n").filter((line) => !line.startsWith("  lockstep ") && !line.startsWith("directory"));
      expect(Math.max(...lines.map((line) => line.length)), words.join(" ")).toBeLessThanOrEqual(60);
    }
  });

  it("lets the ending of a file choose its format, except of what is a document itself", async () => {
    const words = ["explain", "USAGE", "--out", "page.json", "--out", "page.txt"];
    expect((await lockstep(words)).code).toBe(0);
    await lockstep(["config", "schema", "--out", "schema.json"]);
    const [json = "", text, schema = ""] = await Promise.all(
      ["page.json", "page.txt", "schema.json"].map((name) => readFile(join(folder, name), "utf8")),
    );
    expect(JSON.parse(json)).toMatchObject({ command: "explain", ok: true });
    expect(text).toMatch(/^USAGE {2}exit 4/);
    expect(JSON.parse(schema)).toMatchObject({ title: "Lockstep configuration" });
  });

  it("writes the result into files instead of stdout, without colour", async () => {
    const { code, stdout, stderr } = await lockstep(["explain", "USAGE", "--out", "a/one.txt", "--out", "two.txt"], {
      FORCE_COLOR: "1",
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("written: a/one.txt, two.txt");
    const [one, two] = await Promise.all(["a/one.txt", "two.txt"].map((name) => readFile(join(folder, name), "utf8")));
    expect(one).toMatch(/^USAGE {2}exit 4/);
    expect(two).toBe(one);
  });

  it("keeps secrets of the environment and of the line out of everything", async () => {
    const url = "postgres://u:canary-4713@localhost:1/d";
    const env = { DATABASE_URL: url, API_TOKEN: "canary-4714" };
    for (const format of ["text", "json"]) {
      const { stdout, stderr } = await lockstep(["explain", url, "canary-4714", "--format", format, "--verbose"], env);
      expect(stdout + stderr).not.toContain("canary");
      expect(stdout + stderr).toMatch(/too many arguments|There is no code/i);
    }
    expect((await lockstep(["explain", url])).stderr).toContain("put postgres://u:***@localhost:1/d into a variable");
  });

  it("does not mind when the reader of its output leaves", async () => {
    const { stdout, stderr } = await execute("bash", [
      "-c",
      `"${process.execPath}" "${program()}" config schema | head -c 5; echo " \${PIPESTATUS[0]}"`,
    ]);
    expect(stdout).toMatch(/^\{\n {2}" 0\n$/);
    expect(stderr).toBe("");
  });

  it.runIf(existsSync("/dev/full"))("says that its output could not be written, and does not exit like a verdict", async () => {
    const { code, stderr } = await execute("sh", ["-c", `"${process.execPath}" "${program()}" explain >/dev/full`]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error FILE_UNWRITABLE .*\n$/);
  });

  it("writes whole documents into slow pipes", async () => {
    const { stdout } = await execute("bash", ["-c", `"${process.execPath}" "${program()}" config schema | (sleep 0.5; cat)`]);
    expect(() => JSON.parse(stdout)).not.toThrow();
  });
});

describe("interruption", () => {
  // A server that takes the connection and never answers: the run hangs until somebody stops it.
  const whileHanging = async (act: (child: ChildProcess, connections: () => number) => Promise<void>): Promise<Ended> => {
    let connections = 0;
    const silent = createServer(() => {
      connections++;
    });
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const child = spawn(process.execPath, [program(), "inspect", `postgres://u@127.0.0.1:${port}/d`, "--format", "json"], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder },
    });
    const ended = collect(child);
    try {
      await act(child, () => connections);
      return await ended;
    } finally {
      child.kill("SIGKILL");
      silent.close();
    }
  };

  it("stops at the first Ctrl-C, says so in the wanted format, and exits with 130", async () => {
    const { code, stdout, stderr } = await whileHanging(async (child, connections) => {
      await expect.poll(connections, { timeout: 30_000 }).toBeGreaterThan(0);
      child.kill("SIGINT");
    });
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: "INTERRUPTED" } });
    expect(stderr).toContain("error INTERRUPTED");
  });
});

describe("temporary folders", () => {
  it("are said to be impossible where TMPDIR does not exist", async () => {
    const { code, stderr } = await lockstep(["demo"], { TMPDIR: join(folder, "nowhere") });
    expect(code).toBe(4);
    expect(stderr).toContain("error FILE_UNWRITABLE  No temporary folder can be made in");
    expect(stderr).toContain("export TMPDIR=/tmp");
  });

  it("are gone after a second Ctrl-C too", async () => {
    const place = await mkdtemp(join(folder, "tmp-"));
    const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? folder, TMPDIR: place };
    const child = spawn(process.execPath, [program(), "demo"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
    const ended = collect(child);
    try {
      await expect.poll(async () => (await readdir(place)).length, { timeout: 30_000, interval: 20 }).toBe(1);
      child.kill("SIGINT");
      child.kill("SIGTERM"); // two of one kind at once may arrive as one
      expect((await ended).code).toBe(130);
    } finally {
      child.kill("SIGKILL");
    }
    expect(await readdir(place)).toEqual([]);
  });
});

describe("completion", () => {
  it("completes commands, flags and values in bash", async () => {
    const script = join(folder, "lockstep.bash");
    await writeFile(script, (await lockstep(["completion", "bash"])).stdout);
    const complete = async (...words: readonly string[]) => {
      const quoted = words.map((word) => `'${word}'`).join(" ");
      const body = `source "${script}"; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _lockstep; echo "\${COMPREPLY[*]}"`;
      return (await execute("bash", ["--norc", "-c", body])).stdout.trim();
    };
    expect(await complete("lockstep", "au")).toBe("audit");
    expect(await complete("lockstep", "audit", "--format", "")).toBe("text json ndjson markdown github");
    expect(await complete("lockstep", "audit", "--co")).toBe("--column-order --config");
    expect(await complete("lockstep", "audit", "-e", "prod")).toBe("production");
    expect(await complete("lockstep", "completion", "")).toBe("bash zsh fish");
  });

  it.each(["zsh", "fish"])("is a valid script for %s, where that shell is installed", async (shell) => {
    const script = join(folder, `lockstep.${shell}`);
    const { code, stdout } = await lockstep(["completion", shell]);
    expect(code).toBe(0);
    expect(stdout).toContain("column-order");
    await writeFile(script, stdout);
    const installed = ["/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"].some((path) => existsSync(join(path, shell)));
    if (installed) expect(await execute(shell, ["-n", script])).toMatchObject({ code: 0, stderr: "" });
  });
});
