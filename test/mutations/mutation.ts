/**
 * One change made on a live server, and what the diff must say about it. The suite of all kinds walks every fact
 * of every kind: a fact that no mutation names fails the build.
 */

import type { ObjectKind } from "../../src/core/catalog/object-kind.ts";

/** One change to a database that holds the setup of every suite. */
export interface Mutation {
  /** Unique within the suite; a few words. */
  readonly name: string;
  /** SQL that makes the change, run by a superuser; may be several statements (one transaction unless `alone`). */
  readonly sql: string;
  /** What must be seen: `fact` of an altered object, or an object that came or went. `kind` defaults to the suite's. */
  readonly expect:
    | { readonly kind?: ObjectKind; readonly fact: string }
    | { readonly kind?: ObjectKind; readonly change: "add" | "remove" };
  /** Kinds of further differences that the same SQL makes by its nature (a dropped column takes its index along). */
  readonly also?: readonly ObjectKind[];
  /** First and last major version that has it. */
  readonly since?: number;
  readonly until?: number;
  /** Statements that cannot run in a transaction. */
  readonly alone?: true;
  /** Why no statement can make the change, or undo it: no plan is asked to. */
  readonly unplannable?: string;
  /** Changes something shared by the cluster: SQL that puts it back. */
  readonly undo?: string;
}

/** The mutations of one kind and the objects that they need. */
export interface MutationSuite {
  readonly kind: ObjectKind;
  /** Builds what the mutations change, in a schema of its own named `m_<kind>`; loaded into one database with all the others. */
  readonly setup: (major: number) => string;
  readonly mutations: readonly Mutation[];
  /** Facts that no mutation can change, and why (a fact that a server never lets change). */
  readonly immutable?: { readonly [fact: string]: string };
}
