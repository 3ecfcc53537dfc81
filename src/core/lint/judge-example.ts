/** An example of a rule, judged as a migration would be: what its tests and its page say it finds is found this way. */

import { modelOfText } from "../risk/schema-model.ts";
import { judgeMigration } from "./judge-migration.ts";
import type { JudgedMigration } from "./judged-migration.ts";
import { modelAfter } from "./model-after.ts";
import type { RuleContext, RuleExample } from "./rule.ts";

/** The newest major, for examples that name none. */
const exampleMajor = 18;

/** The example judged, and what rules may know beside it. With `before` a database is at hand. The parser must be loaded. */
export function judgeExample({
  sql,
  file = "example.sql",
  before,
  major = exampleMajor,
  runnerSetsTimeouts = true,
}: RuleExample): {
  readonly migration: JudgedMigration;
  readonly context: RuleContext;
} {
  const model = before === undefined ? modelOfText(major) : modelAfter(before, major);
  const migration = judgeMigration({ file, text: sql, down: null }, model);
  return { migration, context: { major, isLive: before !== undefined, runnerSetsTimeouts } };
}
