/** What a file of the migrations folder is run as, which its name says: what is right for one sort of file is wrong for another. */

import { hooks, isRepeatable } from "./migration-layout.ts";

/** migration: once · repeatable: whenever it has changed · hook: around every batch. */
export type FileRole = "migration" | "repeatable" | "hook";

/** The role of a file, by the last part of its path. */
export function fileRole(file: string): FileRole {
  const name = file.slice(Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")) + 1);
  if (name === hooks.before || name === hooks.after) return "hook";
  return isRepeatable(name) ? "repeatable" : "migration";
}
