/** True for text whose bytes are its characters: nearly all SQL, and every plain name. One look costs less than encoding it. */
export function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}
