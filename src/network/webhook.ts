/** Any other HTTP service that is told something. */

import { type PostOutcome, type PostPatience, postWithRetries } from "./post-with-retries.ts";

/** The request, every secret in it resolved. */
export interface WebhookRequest {
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Expected status; by default any below 400. */
  readonly status?: number | undefined;
  /** Text that the answer must contain. */
  readonly contains?: string | undefined;
}

/** Sends it; throws nothing. */
export function postToWebhook({ status, contains, ...request }: WebhookRequest, patience: PostPatience): Promise<PostOutcome> {
  return postWithRetries(
    {
      ...request,
      headers: { "content-type": "application/json; charset=utf-8", ...request.headers },
      isTaken: (answered, body) =>
        (status === undefined ? answered < 400 : answered === status) && (contains === undefined || body.includes(contains)),
    },
    patience,
  );
}
