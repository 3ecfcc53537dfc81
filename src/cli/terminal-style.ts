/** How text is to look on this terminal, from what the environment says of it. */

import { asciiGlyphs, unicodeGlyphs } from "../core/report/glyphs.ts";
import { colourPalette, plainPalette } from "../core/report/palette.ts";
import type { TextStyle } from "../core/report/text-style.ts";

/** What is known of a stream. */
export interface StreamFacts {
  readonly isTty: boolean;
  /** Cells per line, where a terminal told. */
  readonly columns: number | undefined;
}

/** What was asked for on the command line. */
export interface StyleWishes {
  readonly mayColour: boolean;
  readonly isQuiet: boolean;
  readonly isVerbose: boolean;
}

const narrowest = 40;

/** The style; `--no-color` and NO_COLOR win over FORCE_COLOR, which wins over there being no terminal. */
export function terminalStyle(
  stream: StreamFacts,
  env: Readonly<Record<string, string | undefined>>,
  wishes: StyleWishes,
): TextStyle {
  const columns = Number.parseInt(env.COLUMNS ?? "", 10);
  return {
    width: Math.max(narrowest, columns > 0 ? columns : (stream.columns ?? 100)),
    palette: wishes.mayColour && wantsColour(stream, env) ? colourPalette : plainPalette,
    glyphs: isUtf8(env) ? unicodeGlyphs : asciiGlyphs,
    isVerbose: wishes.isVerbose,
    isQuiet: wishes.isQuiet,
  };
}

function wantsColour(stream: StreamFacts, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env.NO_COLOR ?? "") !== "") return false; // no-color.org: set and not empty
  if ((env.FORCE_COLOR ?? "") !== "") return env.FORCE_COLOR !== "0";
  return stream.isTty && env.TERM !== "dumb";
}

// Of the three variables the first that is set and not empty counts (POSIX). Without any of them it is most often a
// container or CI, whose logs are UTF-8.
function isUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}
