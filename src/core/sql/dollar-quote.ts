/** Dollar quotes, for code inside of SQL that should stay readable. */

/** Quotes with a tag that the text does not hold: `$$…$$`, `$_1$…$_1$`. */
export function dollarQuote(text: string): string {
  let tag = "$$";
  // the text's last character could complete a tag too
  for (let i = 1; `${text}$`.includes(tag); i++) tag = `$_${i}$`;
  return `${tag}${text}${tag}`;
}
