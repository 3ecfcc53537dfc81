/** The services of a configuration's `notify`, each with its secrets resolved and ready to be told something. */

import { messageOf } from "../core/message-of.ts";
import type { NoticeForm } from "../core/report/notice-form.ts";
import { noticeMail } from "../core/report/notice-mail.ts";
import { slackMessage } from "../core/report/notice-slack.ts";
import { filledBody, webhookBody } from "../core/report/notice-webhook.ts";
import type { PostOutcome, PostPatience } from "../network/post-with-retries.ts";
import type { EmailReference, HttpReference, SecretText, SlackReference } from "../project/config-file.ts";
import { parseSecretReference } from "../project/secrets/parse-secret-reference.ts";
import { resolveSecret } from "../project/secrets/resolve-secret.ts";
import type { Project } from "./open-project.ts";

/** A service that can be told. */
export interface ReadyService {
  /** `slack`, `slack 2`: the kind and which of them, never an address. */
  readonly name: string;
  /** `at` is the moment of the notice, ISO 8601 in UTC. Throws nothing. */
  readonly send: (form: NoticeForm, at: string, patience: PostPatience) => Promise<PostOutcome>;
}

type Service = SlackReference | EmailReference | HttpReference;
type Resolve = (value: SecretText) => Promise<string>;

/** All of them, in order. One whose secrets cannot be had answers so when it is told something. */
export async function readyServices(project: Project, learn: (secret: string) => void): Promise<readonly ReadyService[]> {
  const secrets = { ...project.secrets, learn };
  const resolved: Resolve = async (value) => {
    // the address itself may stand in the configuration; it is a secret there too
    const reference = typeof value === "string" ? (parseSecretReference(value) ?? literal(value)) : value;
    return (await resolveSecret(reference, secrets)).value;
  };
  const counts = new Map<string, number>();
  const named = project.config.notify.map((service) => {
    const kind = service.kind === "http" ? "webhook" : service.kind;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return { name: count === 1 ? kind : `${kind} ${count}`, service };
  });
  return Promise.all(
    named.map(async ({ name, service }): Promise<ReadyService> => {
      try {
        return { name, send: await senderOf(service, resolved, learn) };
      } catch (error) {
        const why = messageOf(error).replace(/\.$/, "");
        return { name, send: async () => ({ ok: false, why }) };
      }
    }),
  );
}

function literal(value: string) {
  return { kind: "literal", value } as const;
}

/** @throws AppError SECRET_MISSING, SECRET_SOURCE_FAILED, IDENTITY_MISMATCH */
async function senderOf(service: Service, resolved: Resolve, learn: (secret: string) => void): Promise<ReadyService["send"]> {
  switch (service.kind) {
    case "slack": {
      const webhook = await resolved(service.webhook);
      const { postToSlack } = await import("../network/slack.ts");
      return (form, _, patience) => postToSlack(webhook, JSON.stringify(slackMessage(form)), patience);
    }
    case "email": {
      const smtp = await resolved(service.smtp);
      const { sendMail } = await import("../network/mail.ts");
      return (form, _, patience) => sendMail({ smtp, from: service.from, to: service.to, ...noticeMail(form) }, patience);
    }
    case "http": {
      const [url, headers] = [await resolved(service.url), await headersOf(service, resolved, learn)];
      const { postToWebhook } = await import("../network/webhook.ts");
      const { method, status, contains, timeoutMs, body: template } = service;
      return (form, at, patience) =>
        postToWebhook(
          {
            url,
            method,
            headers,
            status,
            contains,
            body: template === undefined ? webhookBody(form, at) : filledBody(template, form),
          },
          timeoutMs === undefined ? patience : { ...patience, attemptMs: timeoutMs },
        );
    }
  }
}

// Most headers are no secrets: `application/json` masked everywhere would help nobody.
async function headersOf(
  { headers = {} }: HttpReference,
  resolved: Resolve,
  learn: (secret: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const values = await Promise.all(
    Object.entries(headers).map(async ([name, value]) => {
      if (typeof value !== "string" || parseSecretReference(value) !== null) return [name, await resolved(value)] as const;
      if (/auth|token|key|secret|cookie/i.test(name)) learn(value);
      return [name, value] as const;
    }),
  );
  return Object.fromEntries(values);
}
