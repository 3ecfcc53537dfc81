/** A redactor for what a workflow writes by itself: evidence is a sink like any other, and git keeps it. */

import { createSecretRegister } from "../core/report/secret-register.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The project with secrets that are learnt, and what masks them: the surface's own redactor where it gave one. */
export function redacting(
  project: Project,
  context: WorkflowContext,
): { readonly project: Project; readonly redact: (text: string) => string } {
  const own = createSecretRegister();
  const learn = (secret: string) => {
    own.add(secret);
    context.learn(secret);
  };
  const { redact } = context;
  return {
    project: { ...project, secrets: { ...project.secrets, learn } },
    redact: redact === undefined ? own.redact : (text) => redact(own.redact(text)),
  };
}
