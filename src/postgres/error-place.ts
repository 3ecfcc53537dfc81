/** Where in a file the server points to: it counts characters of the text that it was sent, a file is counted in lines and columns. */

import type { MigrationStatement } from "../core/migration/read-migration.ts";
import { positionAt } from "../core/sql/source-position.ts";

/** Both 1-based. */
export interface FilePlace {
  readonly line: number;
  readonly column: number;
}

/** Where the server points to, in UTF-16 units of the text that it was sent; null where it points to nothing. */
export function errorOffset(error: unknown, text: string): number | null {
  const position = error instanceof Error && "position" in error ? Number(error.position) : Number.NaN;
  return Number.isNaN(position) ? null : utf16Offset(text, position - 1);
}

/** The place in the file of what stands at `offset` in a statement of it. */
export function placeWithin({ sql, line, column }: MigrationStatement, offset: number): FilePlace {
  const inside = positionAt(sql, offset);
  return { line: line + inside.line - 1, column: inside.line === 1 ? column + inside.column - 1 : inside.column };
}

/** The server counts characters, the language counts UTF-16 units. */
function utf16Offset(text: string, characters: number): number {
  let offset = 0;
  for (let left = characters; left > 0 && offset < text.length; left--)
    offset += (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  return offset;
}
