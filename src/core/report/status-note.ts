/** Something beside the migrations that `status` tells of an environment: a sentence, and the command that settles it. */

import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";

/** The sentence, without a full stop. */
export interface StatusNote {
  readonly kind: "bad" | "caution" | "info";
  readonly text: string;
  readonly fix: string | null;
}

/** Lines of a terminal. */
export function noteLines(notes: readonly StatusNote[], { palette, glyphs }: TextStyle): readonly string[] {
  return notes.map(({ kind, text, fix }) => {
    const told = printable(fix === null ? text : `${text}: ${fix}`);
    if (kind === "bad") return palette.bad(`${glyphs.bad} ${told}`);
    return kind === "caution" ? palette.caution(`! ${told}`) : told;
  });
}
