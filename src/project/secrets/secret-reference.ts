/** Where a secret is: plain data that may be printed, tagged by its source. */

import type { DopplerReference } from "./doppler.ts";
import type { DotenvReference } from "./dotenv.ts";
import type { EnvReference } from "./env.ts";
import type { ExecReference } from "./exec.ts";
import type { FileReference } from "./file.ts";
import type { LiteralReference } from "./literal.ts";
import type { MemberReference } from "./member.ts";
import type { OpReference } from "./op.ts";

/** Where a secret is. */
export type SecretReference = ListedReference | MemberReference;

/** The ones that a configuration can name. */
export type ListedReference =
  | DopplerReference
  | DotenvReference
  | EnvReference
  | ExecReference
  | FileReference
  | LiteralReference
  | OpReference;
