/**
 * Files of tools that keep both directions in one text, under marks: dbmate, goose, sql-migrate and node-pg-migrate. Run as a whole they
 * would undo what they just did, so the marks are understood wherever they stand.
 */

/** A text in two: in each part the other one is blank, so that lines and columns stay what they are. */
export interface MarkedSections {
  readonly up: string;
  /** Null where the file says nothing about going back. */
  readonly down: string | null;
  /** The file asks to be run without a transaction. */
  readonly transaction: { readonly up: "one" | "none"; readonly down: "one" | "none" };
}

// https://github.com/amacneil/dbmate#creating-migrations · https://pressly.github.io/goose/documentation/annotations/
// https://github.com/rubenv/sql-migrate#writing-migrations · https://salsita.github.io/node-pg-migrate/migrations/
const marks =
  /^[ \t]*--[ \t]*(?:migrate:(?<dbmate>up|down)|\+(?:goose|migrate)[ \t]+(?<plus>up|down)|(?<node>up|down)[ \t]+migration)\b(?<options>[^\r\n]*)/gim;
const withoutTransaction = /transaction:false|notransaction|^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b/im;

/** The sections; null for a file without such marks. */
export function markedSections(text: string): MarkedSections | null {
  const found = [...text.matchAll(marks)].map((match) => ({
    at: match.index,
    isDown: /down/i.test(match.groups?.dbmate ?? match.groups?.plus ?? match.groups?.node ?? ""),
    options: match.groups?.options ?? "",
  }));
  if (found.length === 0) return null;
  const head = text.slice(0, found[0]?.at);
  const part = (isDown: boolean) =>
    found
      .map(({ at, ...mark }, i) => {
        const piece = text.slice(at, found[i + 1]?.at);
        return mark.isDown === isDown ? piece : blank(piece);
      })
      .join("");
  const transaction = (isDown: boolean) =>
    withoutTransaction.test(head) || found.some((mark) => mark.isDown === isDown && withoutTransaction.test(mark.options))
      ? "none"
      : "one";
  return {
    up: head + part(false),
    down: found.some(({ isDown }) => isDown) ? blank(head) + part(true) : null,
    transaction: { up: transaction(false), down: transaction(true) },
  };
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
