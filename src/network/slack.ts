/** Slack's incoming webhooks: one POST, answered with 200 and `ok`. No SDK: there is nothing else to it. */

import { type PostOutcome, type PostPatience, postWithRetries } from "./post-with-retries.ts";

/** Sends the body; throws nothing. */
export function postToSlack(webhook: string, body: string, patience: PostPatience): Promise<PostOutcome> {
  return postWithRetries(
    {
      url: webhook,
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      isTaken: (status) => status >= 200 && status < 300,
    },
    patience,
  );
}
