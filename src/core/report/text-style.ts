/** How text for people is to look: decided once from the terminal, then only passed on. */

import { type Glyphs, unicodeGlyphs } from "./glyphs.ts";
import { type Palette, plainPalette } from "./palette.ts";

/** Everything that a text renderer may depend on besides its subject. */
export interface TextStyle {
  /** Cells per line; renderers are tested down to 60. */
  readonly width: number;
  readonly palette: Palette;
  readonly glyphs: Glyphs;
  /** Nothing is cut short. */
  readonly isVerbose: boolean;
  /** Only the verdict. */
  readonly isQuiet: boolean;
}

/** Without colour, 100 cells wide: for files and for documents that quote text. */
export const plainStyle: TextStyle = {
  width: 100,
  palette: plainPalette,
  glyphs: unicodeGlyphs,
  isVerbose: false,
  isQuiet: false,
};
