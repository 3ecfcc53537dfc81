/** Why the operating system refused a path, for whoever does not know its codes by heart: `ENOENT, there is no such file or folder`. */

import { systemReason } from "./system-reason.ts";

/** The code and its words; the code alone where it is a rare one. */
export function systemWords(cause: unknown): string {
  const code = systemReason(cause);
  const found = words[code];
  return found === undefined ? code : `${code}, ${found}`;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "part of the path is a file and no folder",
  EISDIR: "it is a folder and no file",
  EACCES: "this user may not read it",
  ELOOP: "its links lead in a circle",
};
