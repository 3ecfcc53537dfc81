/**
 * Free text: made-up words to the length of the source, which keeps row widths and with them the server's plans as they are. A unique
 * column's text ends with the tag, and grows where it was shorter than that.
 */

import { fillerWords } from "../dictionaries/filler-words.ts";
import type { DomainLimits } from "../domain-limits.ts";
import { smallRandom } from "../keyed/small-random.ts";
import { shortestTag, tagLength, tagText } from "../keyed/tag-text.ts";
import type { TagWriter } from "./tagged.ts";

/** The writer within a domain's limits. */
export function fillerText(limits: DomainLimits): TagWriter {
  const longest = limits.maxLength ?? Number.POSITIVE_INFINITY;
  const length = Math.max(shortestTag, Math.min(tagLength, longest));
  if (!limits.isUnique) return (a, b, c, d, source) => words(a, b, c, d, Math.min(source.length, longest));
  return (a, b, c, d, source) => {
    const filler = words(a, b, c, d, Math.min(source.length, longest) - length - 1);
    const tag = tagText(a, b, c, length);
    return filler === "" ? tag : `${filler} ${tag}`;
  };
}

/** Several words at once: long texts take one draw per phrase. Written with a fixed seed, so that they are the same everywhere. */
const phrases = Array.from({ length: 1024 }, (_, i) => {
  const random = smallRandom(0x9e37_79b9, 0x243f_6a88, 0xb7e1_5162, i);
  return Array.from({ length: 24 }, () => random())
    .slice(16)
    .map(wordAt)
    .join(" ");
});

/** Words of so many characters in all; the last is cut, and none ends in a blank. */
function words(a: number, b: number, c: number, d: number, length: number): string {
  if (length <= 0) return "";
  const random = smallRandom(a, b, c, d);
  let text = `${wordAt(random())} ${wordAt(random())}`;
  while (text.length < length) text += ` ${phrases[random() & 1023] ?? ""}`;
  const cut = text.slice(0, length);
  return cut.endsWith(" ") ? `${cut.slice(0, -1)}s` : cut;
}

function wordAt(index: number): string {
  return fillerWords[index % fillerWords.length] ?? "";
}
