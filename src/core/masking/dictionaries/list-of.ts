/** Word lists are written as running text, so that two hundred entries do not take two hundred lines. */

/** The entries of a list that are divided by commas; what is written stays in Latin-1, which every server encoding can hold. */
export function listOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}
