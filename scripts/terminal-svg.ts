/** Coloured terminal text → SVG. Every span is placed by its cell, so that the picture does not depend on the reader's font. */

const cell = { width: 8.4, height: 19 };
const margin = 18;
const font = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

/** SGR codes of Lockstep's palette → fill; all have a contrast of 4.5:1 or more. A colour wins over faint. */
const fills: Readonly<Record<string, string>> = { 31: "#ff7b72", 32: "#56d364", 33: "#e3b341", 36: "#76e3ea", 2: "#9da7b3" };
/** What each "off" code ends. */
const ends: Readonly<Record<string, readonly string[]>> = {
  0: ["1", "2", "31", "32", "33", "36"],
  22: ["1", "2"],
  39: ["31", "32", "33", "36"],
};

/** An SVG of the text on a dark background, `columns` cells wide. */
export function terminalSvg(text: string, columns: number): string {
  const lines = text.split("\n");
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = Math.ceil(lines.length * cell.height + 2 * margin);
  const active = new Set<string>();
  const rows = lines.map((line, i) => row(line, margin + (i + 0.75) * cell.height, active));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Output of lockstep audit">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="${font}" font-size="14" fill="#e6edf3">`,
    ...rows.filter((content) => content !== ""),
    "</g>",
    "</svg>",
  ].join("\n")}\n`;
}

function row(line: string, y: number, active: Set<string>): string {
  let column = 0;
  let spans = "";
  // Odd parts are what stands between ESC [ and m.
  const sequence = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);
  for (const [i, part] of line.split(sequence).entries()) {
    if (i % 2 === 1) switchCodes(part, active);
    else {
      const fill = ["31", "32", "33", "36", "2"].find((code) => active.has(code));
      const paint = `${active.has("1") ? ' font-weight="bold"' : ""}${fill === undefined ? "" : ` fill="${fills[fill]}"`}`;
      // SVG collapses runs of spaces: what stands between them is placed by itself.
      for (const piece of part.split(/( {2,})/)) {
        spans += span(piece, column, paint);
        column += [...piece].length;
      }
    }
  }
  return spans === "" ? "" : `<text y="${y.toFixed(1)}">${spans}</text>`;
}

function span(text: string, column: number, paint: string): string {
  const content = text.trim();
  if (content === "") return "";
  const x = margin + (column + text.length - text.trimStart().length) * cell.width;
  const length = [...content].length * cell.width;
  return `<tspan x="${x.toFixed(1)}" textLength="${length.toFixed(1)}"${paint}>${escapeXml(content)}</tspan>`;
}

function switchCodes(codes: string, active: Set<string>): void {
  for (const code of codes === "" ? ["0"] : codes.split(";")) {
    for (const ended of ends[code] ?? []) active.delete(ended);
    if (code === "1" || code in fills) active.add(code);
  }
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
