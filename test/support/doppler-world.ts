/**
 * What the fake Doppler command line and the fake Doppler API both believe: configs with secrets, and tokens. One
 * source of truth, so that the two fakes cannot contradict each other.
 */

/** A Doppler account. */
export interface DopplerWorld {
  /** `project/config` → name → value; null is a secret whose value the token may not see. */
  readonly configs: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Service token → the only config that it answers for, whatever is asked. */
  readonly serviceTokens?: Readonly<Record<string, string>>;
  /** Tokens that see every config: personal and command line tokens. */
  readonly userTokens?: readonly string[];
  /** The command line is logged in, so that it needs no token from the environment. */
  readonly isLoggedIn?: boolean;
  /** Answers come this late. */
  readonly delayMs?: number;
}

/** What Doppler answers to a question about a config. */
export type DopplerAnswer =
  | { readonly kind: "secrets"; readonly secrets: Readonly<Record<string, string | null>> }
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

/** Every secret of a config, with the three that Doppler adds, as the token may see them. */
export function askWorld(world: DopplerWorld, token: string, project: string, config: string): DopplerAnswer {
  const own = world.serviceTokens?.[token];
  if (own === undefined && !(world.userTokens ?? []).includes(token)) {
    return { kind: "refused", status: 401, message: token.startsWith("dp.st.") ? "Invalid Service token" : "Invalid Auth token" };
  }
  const place = own ?? `${project}/${config}`;
  const secrets = world.configs[place];
  if (secrets === undefined) return { kind: "refused", status: 404, message: "Could not find requested config" };
  const [ownProject = "", ownConfig = ""] = place.split("/");
  const identity = { DOPPLER_PROJECT: ownProject, DOPPLER_CONFIG: ownConfig, DOPPLER_ENVIRONMENT: ownConfig.split("_")[0] ?? "" };
  return { kind: "secrets", secrets: { ...secrets, ...identity } };
}
