/**
 * Colours by meaning. Renderers get a palette as an argument and so stay pure; whether the terminal wants colour is decided
 * once, by the command line. A colour never says anything that a word or sign does not say too.
 */

/** Paints a text; the plain palette returns it as it is. */
export type Paint = (text: string) => string;

/** One paint per meaning. */
export interface Palette {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly caution: Paint;
  readonly info: Paint;
}

const asIs: Paint = (text) => text;

/** No colour at all. */
export const plainPalette: Palette = { strong: asIs, faint: asIs, good: asIs, bad: asIs, caution: asIs, info: asIs };

const esc = String.fromCharCode(27);
const sgr =
  (on: number, off: number): Paint =>
  (text) =>
    text === "" ? "" : `${esc}[${on}m${text}${esc}[${off}m`;

/** The sixteen colours that every terminal theme defines, so that both light and dark ones stay readable. */
export const colourPalette: Palette = {
  strong: sgr(1, 22),
  faint: sgr(2, 22),
  good: sgr(32, 39),
  bad: sgr(31, 39),
  caution: sgr(33, 39),
  info: sgr(36, 39),
};
