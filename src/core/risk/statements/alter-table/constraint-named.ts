/** What a constraint's name gives away when nothing else is known. */

/** True for names that people and Postgres give to foreign keys: `orders_user_id_fkey`, `fk_orders_user`. */
export function mayBeForeignKey(name: string): boolean {
  return /(^|_)(fk|fkey|foreign)(_|\d*$)|^fk/i.test(name);
}
