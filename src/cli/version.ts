/** The version of the package, which the build writes in, so that printing it reads no file. */

declare const lockstepVersion: string | undefined;

/** `1.2.3`, or `0.0.0-source` where the sources run without a build. */
export const version: string = typeof lockstepVersion === "string" ? lockstepVersion : "0.0.0-source";
