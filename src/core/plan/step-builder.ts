/** Builds the steps of one plan: asks each kind for its statements, and puts what comes and goes with another object into that one's step. */

import { kindOf, type ObjectId } from "../catalog/object-id.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import type { AlterFacts, DdlContext, DdlStep } from "../kinds/kind-ddl.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { DependencyIndex } from "./dependency-index.ts";
import type { Disposition, Dispositions, Release } from "./dispositions.ts";
import { kindNamed } from "./plan-context.ts";
import { newStep, type Phase, type Step } from "./step.ts";
import { namingObject } from "./unplannable-error.ts";

type Replacement = Disposition & { readonly kind: "replace" };

/** Filled object by object; `steps` is the result. */
export class StepBuilder {
  readonly steps: Step[] = [];
  /** Object → the step after which it is gone. */
  readonly dropSteps = new Map<ObjectId, Step>();
  /** Object → the step after which it is there. */
  readonly makeSteps = new Map<ObjectId, Step>();
  readonly #disposed = new Set<ObjectId>();
  readonly #byId: ReadonlyMap<ObjectId, Disposition>;
  readonly #carried: Dispositions["carried"];
  readonly #dependencies: DependencyIndex;
  readonly #context: DdlContext;

  constructor({ byId, carried }: Dispositions, dependencies: DependencyIndex, context: DdlContext) {
    this.#byId = byId;
    this.#carried = carried;
    this.#dependencies = dependencies;
    this.#context = context;
  }

  /** Adds the steps of one object. @throws UnplannableError */
  dispose(id: ObjectId, disposition: Disposition): void {
    if (this.#disposed.has(id)) return;
    this.#disposed.add(id);
    namingObject(id, () => this.#dispose(id, disposition));
  }

  #dispose(id: ObjectId, disposition: Disposition): void {
    switch (disposition.kind) {
      case "drop":
        this.#drop(disposition.before);
        break;
      case "create":
        this.#make(disposition.after);
        break;
      case "replace":
        if (this.#replaceGently(id, disposition)) break;
        this.#drop(disposition.before);
        this.#make(disposition.after);
        break;
      case "alter":
        this.#alter(disposition);
        break;
    }
  }

  /** Adds the steps of an object that lets go of another one and takes it back. */
  release({ id, from, detachment }: Release): void {
    let before = this.#add(newStep(id, "drop", detachment.release, { frees: [id] }));
    for (const { statements, needs, isLate } of detachment.restore)
      before = this.#add(newStep(id, phaseOf(isLate), statements, { needs: [...(needs ?? [from])], after: [before] }));
  }

  #drop(object: SchemaObject): Step {
    const known = this.dropSteps.get(object.id);
    if (known !== undefined) return known;
    const holder = this.#dropper(object);
    if (holder.id !== object.id) {
      const step = this.#drop(holder);
      step.frees.push(object.id);
      this.dropSteps.set(object.id, step);
      return step;
    }
    const { ddl, remove } = kindNamed(object.kind);
    const dropped = (guard: string) => `DROP ${this.#context.noun(object.id, guard)}`;
    const plain = () => [guardable(remove(object.facts), "IF EXISTS", dropped)];
    const statements = ddl?.drop?.(object, this.#context) ?? plain();
    const step = this.#add(newStep(object.id, "drop", statements, { frees: [object.id] }));
    this.dropSteps.set(object.id, step);
    return step;
  }

  #make(object: SchemaObject): Step | undefined {
    const known = this.makeSteps.get(object.id);
    if (known !== undefined) return known;
    const maker = this.#maker(object);
    if (maker === undefined) return undefined;
    const needs = [...this.#dependencies.usedAfter(object.id), ...(object.parent === null ? [] : [object.parent])];
    if (maker.id !== object.id) {
      // it may have a gentler way than being made
      const disposition = this.#byId.get(maker.id);
      if (disposition !== undefined) this.dispose(maker.id, disposition);
      const step = this.#make(maker);
      step?.makes.push(object.id);
      step?.needs.push(...needs);
      if (step !== undefined) this.makeSteps.set(object.id, step);
      return step;
    }
    const [first, ...others] = kindNamed(object.kind).ddl?.create(object, this.#context) ?? [];
    const statements = [...(first?.statements ?? []), ...this.#owner(object, null)];
    const step = this.#add(
      newStep(object.id, phaseOf(first?.isLate), statements, {
        makes: [object.id],
        needs: [...(first?.needs ?? needs), ...(first?.alsoNeeds ?? [])],
      }),
    );
    this.makeSteps.set(object.id, step);
    this.#follow(step, others, object.id);
    return step;
  }

  #replaceGently(id: ObjectId, disposition: Replacement): boolean {
    const [first, ...others] = this.#gently(disposition) ?? [];
    if (first === undefined || this.#dropper(disposition.before).id !== id || this.#maker(disposition.after)?.id !== id)
      return false;
    const needs = [...(first.needs ?? this.#dependencies.usedAfter(id))];
    const statements = [...first.statements, ...this.#owner(disposition.after, null)];
    const makes = [id, ...(this.#carried.get(id) ?? [])];
    const step = this.#add(newStep(id, phaseOf(first.isLate), statements, { makes, frees: [id], needs }));
    this.dropSteps.set(id, step);
    this.makeSteps.set(id, step);
    this.#follow(step, others, id);
    return true;
  }

  #alter({ before, after, facts }: Disposition & { readonly kind: "alter" }): void {
    const { changes } = kindNamed(after.kind);
    const functions = new Set<AlterFacts<Facts>>();
    for (const fact of facts) {
      const by = changes[fact]?.by;
      if (by !== undefined) functions.add(by);
    }
    const owner = facts.has("owner") ? this.#owner(after, before) : [];
    const all: readonly DdlStep[] = [
      ...[...functions].flatMap((by) => by({ before, after, facts }, this.#context)),
      { statements: owner },
    ].filter(({ statements }) => statements.length > 0);
    // a first step that waits for nothing lets go of what was used; otherwise all of them together do
    const [first] = all;
    const releasesFirst = first?.needs?.length === 0;
    let previous: Step | null = null;
    for (const [i, { statements, needs, alsoNeeds = [], makes = [], releases = [], isLate }] of all.entries()) {
      previous = this.#add(
        newStep(after.id, phaseOf(isLate), statements, {
          isAlteration: true,
          makes: [after.id, ...makes],
          releases,
          frees: releasesFirst && i > 0 ? [] : [after.id],
          needs: [...(needs ?? this.#dependencies.usedAfter(after.id)), ...alsoNeeds],
          after: previous === null ? [] : [previous],
        }),
      );
    }
  }

  #follow(first: Step, others: readonly DdlStep[], id: ObjectId): void {
    let previous = first;
    for (const { statements, needs = [], makes = [], isLate } of others) {
      if (statements.length === 0) continue;
      const phase = previous.phase === "late" ? "late" : phaseOf(isLate);
      previous = this.#add(newStep(id, phase, statements, { needs: [...needs], makes: [...makes], after: [previous] }));
    }
  }

  /** The object whose DROP takes this one along, or itself. */
  #dropper(object: SchemaObject): SchemaObject {
    const { ddl } = kindNamed(object.kind);
    if (ddl?.dropsAlone?.(object, this.#context) === true) return object;
    const { parent } = object;
    const whole = parent === null || kindNamed(kindOf(parent)).holdsOthers === true ? null : parent;
    for (const id of [whole, ddl?.goesWith?.(object, this.#context) ?? null]) {
      const disposition = id === null ? undefined : this.#byId.get(id);
      if (disposition?.kind !== "drop" && disposition?.kind !== "replace") continue;
      if (disposition.kind === "replace" && this.#gently(disposition) !== null) continue;
      return this.#dropper(disposition.before);
    }
    return object;
  }

  /** The object whose statements make this one too, or itself; undefined where one that is there already brings it. */
  #maker(object: SchemaObject): SchemaObject | undefined {
    const id = kindNamed(object.kind).ddl?.comesWith?.(object, this.#context) ?? null;
    if (id === null) return object;
    const disposition = this.#byId.get(id);
    return disposition?.kind === "create" || disposition?.kind === "replace" ? this.#maker(disposition.after) : undefined;
  }

  #gently({ before, after }: Replacement): readonly DdlStep[] | null {
    // both are there for a while: not where what they use goes and comes back in between
    if (
      !this.#carried.has(after.id) &&
      this.#dependencies.usedAfter(after.id).some((id) => this.#byId.get(id)?.kind === "replace")
    )
      return null;
    const change = { before, after, facts: new Set(Object.keys(after.facts)) };
    return kindNamed(after.kind).ddl?.replace?.(change, this.#context) ?? null;
  }

  #owner(after: SchemaObject, before: SchemaObject | null): readonly Statement[] {
    if (after.owner === null || (before === null && after.owner === "$owner")) return [];
    const sql = `ALTER ${this.#context.noun(after.id)} OWNER TO ${this.#context.role(after.owner)}`;
    return [statement("change-owner", sql, { relation: before === null ? null : after.id })];
  }

  #add(step: Step): Step {
    this.steps.push(step);
    return step;
  }
}

function phaseOf(isLate: true | undefined): Phase {
  return isLate === true ? "late" : "make";
}
