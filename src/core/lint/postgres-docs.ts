/** Addresses of pages of the PostgreSQL documentation, as rules name them. */

/** The address of a page, e.g. `sql-createindex`; of the current release, whose pages are kept longest. */
export function docsAddress(page: string): string {
  const [name = "", anchor] = page.split("#");
  return `https://www.postgresql.org/docs/current/${name}.html${anchor === undefined ? "" : `#${anchor}`}`;
}
