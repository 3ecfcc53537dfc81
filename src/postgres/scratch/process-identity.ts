/**
 * Tells whether a process recorded earlier is still that process: ids are used again, and a container has its own
 * numbering. Linux answers from /proc; elsewhere `ps` is asked.
 */

import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";

/** When the process started, as an opaque text; undefined when there is no such process. */
export function processStart(pid: number): string | undefined {
  if (process.platform !== "linux") return askPs(pid, "lstart=");
  const stat = readText(`/proc/${pid}/stat`);
  // the second field is the program's name in brackets and may itself hold blanks and brackets
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  // field 3 is the state; a zombie has ended and only waits to be asked about. Field 22 is starttime
  return fields?.[0] === "Z" ? undefined : fields?.[19];
}

/** The process's command line, arguments apart by blanks; undefined when there is no such process. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== "linux") return askPs(pid, "command=");
  return readText(`/proc/${pid}/cmdline`)?.replaceAll("\0", " ");
}

/** What process ids are relative to: this boot and pid namespace. */
export function processNamespace(): string {
  if (process.platform !== "linux") return "host";
  const boot = readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
  try {
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return boot;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function askPs(pid: number, column: string): string | undefined {
  try {
    return execFileSync("ps", ["-ww", "-o", column, "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined; // ps ends with 1 when it finds nothing
  }
}
