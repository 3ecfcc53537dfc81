/** Security labels as SQL. */

import { nameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { targetAndRole } from "./attached-name.ddl.ts";
import { saysOf } from "./comment.ddl.ts";
import { type AlterFacts, type DdlContext, type KindDdl, type ObjectOf, oneStep } from "./kind-ddl.ts";
import type { SecurityLabelFacts } from "./security-label.ts";

type SecurityLabel = ObjectOf<SecurityLabelFacts>;

function setLabel({ id }: SecurityLabel, label: string | null, context: DdlContext): Statement {
  const { target, role: provider } = targetAndRole(id);
  const detail = `fails unless the label provider ${provider} is loaded and accepts the label`;
  return statement("alter-object", saysOf(`SECURITY LABEL FOR ${provider} ON`, target, label, context), {
    hazards: [{ hazard: "may-fail", detail }],
  });
}

const alterLabel: AlterFacts<SecurityLabelFacts> = ({ after }, context) => oneStep(setLabel(after, after.facts.label, context));

/** Changes in place, by fact. */
export const securityLabelAlterations = { alterLabel };

/** How security labels are written. */
export const securityLabelDdl: KindDdl<SecurityLabelFacts> = {
  noun: ({ id }) => `SECURITY LABEL ON ${nameOf(id)}`,
  create: (object, context) => oneStep(setLabel(object, object.facts.label, context)),
  drop: (object, context) => [setLabel(object, null, context)],
};
