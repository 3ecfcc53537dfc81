/**
 * The operating-system account that scratch servers run as. PostgreSQL refuses to run as root (containers and CI are
 * usually root), so root hands the server's processes and files to an unprivileged account.
 */

import { readFileSync } from "node:fs";

/** A numeric user and group, as `spawn` takes them. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

const preferredNames = ["nobody", "daemon"];

/** The account to switch to, or undefined when the present user can run PostgreSQL itself. */
export function chooseServerAccount(): ServerAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return findAccount(readAccounts());
}

/** The first of the usual unprivileged accounts in the text of a passwd file; 65534 where it names none. */
export function findAccount(passwd: string): ServerAccount {
  const rows = passwd.split("\n").map((line) => line.split(":"));
  for (const name of preferredNames) {
    const row = rows.find((fields) => fields[0] === name);
    const uid = Number(row?.[2]);
    const gid = Number(row?.[3]);
    // macOS writes nobody as -2, which spawn does not take
    if (Number.isInteger(uid) && uid > 0 && Number.isInteger(gid) && gid > 0) return { uid, gid };
  }
  return { uid: 65534, gid: 65534 };
}

function readAccounts(): string {
  try {
    return readFileSync("/etc/passwd", "utf8");
  } catch {
    return "";
  }
}
