/** Where operating systems put PostgreSQL. Only existing folders are returned; whether they run is checked elsewhere. */

import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { runProgram } from "./run-program.ts";

/** Folders that hold a `postgres` of the wanted major or, for those on PATH, perhaps of another; no folder twice. */
export async function findSystemBinaries(
  major: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const onPath = (env.PATH ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
  const found = new Set<string>();
  for (const folder of [...usualFolders(major), ...onPath, ...(await configuredFolders(onPath))]) {
    const program = join(folder, "postgres");
    // the link is followed: initdb and the libraries lie beside the real program
    if (existsSync(program)) found.add(dirname(realpathSync(program)));
  }
  return [...found];
}

function usualFolders(major: number): readonly string[] {
  return [
    `/usr/lib/postgresql/${major}/bin`, // Debian, Ubuntu
    `/usr/pgsql-${major}/bin`, // PGDG on Red Hat
    `/usr/libexec/postgresql${major}`, // Alpine
    `/opt/homebrew/opt/postgresql@${major}/bin`,
    `/usr/local/opt/postgresql@${major}/bin`,
    `/Applications/Postgres.app/Contents/Versions/${major}/bin`,
  ];
}

/** Debian puts pg_config on PATH, but not the server. */
async function configuredFolders(onPath: readonly string[]): Promise<readonly string[]> {
  const program = onPath.map((folder) => join(folder, "pg_config")).find((file) => existsSync(file));
  if (program === undefined) return [];
  const result = await runProgram({ file: program, args: ["--bindir"] });
  return result.code === 0 ? [result.stdout.trim()] : [];
}
