/** The environments that a batch passes through before it comes to another: the development one and the last one before it. */

/** Names of both; null where there is none. */
export interface Stages {
  readonly dev: string | null;
  readonly staging: string | null;
}

/** `environments` in the order in which changes travel; names tell where the order does not. */
export function stagesBefore(
  environments: readonly { readonly name: string; readonly protected: boolean }[],
  target: string,
): Stages {
  const others = environments
    .filter((environment) => !environment.protected && environment.name !== target)
    .map(({ name }) => name);
  const staging = others.find((name) => /^(stg|stag|preprod|uat)/i.test(name)) ?? null;
  const dev = others.find((name) => /^(dev|local)/i.test(name)) ?? others.find((name) => name !== staging) ?? null;
  return { dev, staging: staging ?? others.findLast((name) => name !== dev) ?? null };
}
