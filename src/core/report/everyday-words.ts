/**
 * Words that are passwords on developers' machines and ordinary SQL everywhere else. Nobody can tell that one of them was a
 * secret, while masking them would garble every report and make a snapshot say something else than the database does.
 */

import { objectKinds } from "../catalog/object-kind.ts";
import { keywordsThatNeedQuotes } from "../sql/keywords.ts";

const words = `
  abort access action active admin advisory after aggregate alter always app application archive attribute audit backup batch
  before begin bigserial bit body bool boolean box bytea cache cascade catalog change changeme circle citext class code column
  columns comment commit constraint content copy count current cursor data database date datetime day dba debug default
  definer definition delete demo detail development disable disabled document domain double drift drop dummy email enable
  enabled encoding enum environment error event everyone example exclude execute explicit extension external family file
  foobar foreign function functions global grants guest handler hash header hello hour identity immutable import include
  index indexes inet inherit input insert instead interval invoker jsonb jsonpath label language latin letmein level limit
  line local location lock lockstep locked login macaddr main manager mapping master match materialized member message method
  migration migrations minute mode money month moved name names node normal object objects oid operator option options order
  origin owned owner parallel param parameter parent partial partition passwd password path pg_catalog pgbouncer point policy
  postgres postgresql prepare preserve primary prisma privileges procedure prod production project public publication query
  queue quote range read reader readonly record recheck reference refresh regclass release rename replace replica replication
  reset restart restrict result return returns revoke role roles rollback root routine rows rule sample savepoint schema schemas
  scope script search second secret secure security selected sequence sequences serial serializable server service session
  share shared simple site snapshot source sslmode staging stable standalone start state statement statistics status storage
  store string strict subscription summary super superuser support supabase system tables tablespace target temp template
  temporary test testing text timestamptz timetz token trace transaction transform trigger triggers truncate trusted tsquery
  tsvector type types unknown unlogged update used usage user username users uuid valid validate value version view views
  volatile warning week welcome work worker write writer year zone
`;

const everyday: ReadonlySet<string> = new Set([
  ...words.trim().split(/\s+/),
  ...keywordsThatNeedQuotes,
  ...objectKinds.flatMap((kind) => [kind, ...kind.split("-")]),
]);

/** True for a keyword, a type, a kind of object or a word that schemas are full of, in any case. */
export function isEverydayWord(word: string): boolean {
  return everyday.has(word.toLowerCase());
}
