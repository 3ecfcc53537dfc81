/** The registry of secret sources, and the one door to them. */

import { dopplerSource } from "./doppler.ts";
import { dotenvSource } from "./dotenv.ts";
import { envSource } from "./env.ts";
import { execSource } from "./exec.ts";
import { fileSource } from "./file.ts";
import { literalSource } from "./literal.ts";
import { memberSource } from "./member.ts";
import { opSource } from "./op.ts";
import type { SecretReference } from "./secret-reference.ts";
import type { ResolvedSecret, SecretContext, SecretSource } from "./secret-source.ts";

type Kind = SecretReference["kind"];

/** One source per kind of reference; a missing one does not compile. */
const secretSources: { readonly [K in Kind]: SecretSource<Extract<SecretReference, { kind: K }>> } = {
  doppler: dopplerSource,
  dotenv: dotenvSource,
  env: envSource,
  exec: execSource,
  file: fileSource,
  literal: literalSource,
  member: memberSource,
  op: opSource,
};

/**
 * The value behind a reference. References are independent of each other and may be resolved at the same time.
 * @throws AppError SECRET_MISSING, SECRET_SOURCE_FAILED, IDENTITY_MISMATCH
 */
export async function resolveSecret(reference: SecretReference, context: SecretContext): Promise<ResolvedSecret> {
  const resolved = await sourceOf(reference).resolve(reference, context);
  context.learn(resolved.value);
  return resolved;
}

/** Where a reference leads, for people, without the value. */
export function describeSecret(reference: SecretReference): string {
  return sourceOf(reference).describe(reference);
}

function sourceOf<R extends SecretReference>(reference: R): SecretSource<R> {
  return secretSources[reference.kind] as unknown as SecretSource<R>; // the table pairs each kind with its own source
}
