/** A migration that nothing is wrong with, as a careful team would write it. */

/** Two texts, as they stand in its file. */
export interface GoodMigration {
  readonly name: string;
  readonly up: string;
  /** Under `-- Rollback:`; null where the file needs none. */
  readonly down: string | null;
}

/** The file. */
export function textOfGood({ up, down }: GoodMigration): string {
  const undone = down === null ? "" : `\n-- Rollback:\n${down.split("\n").map(commented).join("\n")}\n`;
  return `${up}\n${undone}`;
}

function commented(line: string): string {
  return `-- ${line}`;
}
