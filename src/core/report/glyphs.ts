/** The few signs that reports use, and what stands for them where the locale cannot show them. */

/** Signs by meaning; signs of one meaning are equally wide in both sets where columns depend on it. */
export interface Glyphs {
  readonly good: string;
  readonly bad: string;
  readonly caution: string;
  readonly arrow: string;
  readonly ellipsis: string;
  readonly dot: string;
  /** Steps of a bar, taken and not. */
  readonly full: string;
  readonly empty: string;
}

/** For UTF-8 locales. */
export const unicodeGlyphs: Glyphs = {
  good: "✓",
  bad: "✗",
  caution: "!",
  arrow: "→",
  ellipsis: "…",
  dot: "·",
  full: "▮",
  empty: "▯",
};

/** For every other locale. */
export const asciiGlyphs: Glyphs = {
  good: "=",
  bad: "x",
  caution: "!",
  arrow: "->",
  ellipsis: "...",
  dot: "-",
  full: "#",
  empty: ".",
};

/** Our own prose, which holds some of the signs, with these in their place. */
export function inGlyphs(text: string, glyphs: Glyphs): string {
  return text.replaceAll("…", glyphs.ellipsis).replaceAll("→", glyphs.arrow);
}
