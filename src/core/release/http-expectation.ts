/** Whether an HTTP answer is the one that was expected: one rule for smoke checks, load and the watch. */

/** What is expected; any status below 400 where none is named. */
export interface HttpExpectation {
  readonly status?: number | undefined;
  /** Text that the answer must contain. */
  readonly contains?: string | undefined;
}

/** What came back, or why nothing did. Redirects are answers: they are not followed. */
export type HttpAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly body: string; readonly isWhole: boolean }
  | { readonly kind: "none"; readonly why: string };

/** What is wrong with the answer, in one clause without the body; null where it is the expected one. */
export function httpProblem({ status, contains }: HttpExpectation, answer: HttpAnswer): string | null {
  if (answer.kind === "none") return answer.why;
  const isExpected = status === undefined ? answer.status < 400 : answer.status === status;
  if (!isExpected) return `answered ${answer.status}, expected ${status ?? "a status below 400"}`;
  if (contains === undefined || answer.body.includes(contains)) return null;
  return `answered ${answer.status} without "${contains}"${answer.isWhole ? "" : " in the beginning of its body"}`;
}
