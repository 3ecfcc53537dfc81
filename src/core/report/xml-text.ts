/** Text inside XML 1.0: what means something is escaped, and what no XML document may hold, even escaped, is spelled out. */

// XML 1.0 has no way to write other control characters, halves of surrogate pairs, U+FFFE and U+FFFF (https://www.w3.org/TR/xml/#charsets).
const impossible = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  // as they are, a parser would read them as spaces or plain line feeds
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** The value of an attribute, without its quotes. */
export function xmlAttribute(text: string): string {
  return spelled(text).replaceAll(/[&<>"\t\n\r]/g, (char) => entities[char] ?? char);
}

/** Text between tags. */
export function xmlContent(text: string): string {
  return spelled(text).replaceAll(/[&<>\r]/g, (char) => entities[char] ?? char);
}

function spelled(text: string): string {
  return text.replaceAll(impossible, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}
