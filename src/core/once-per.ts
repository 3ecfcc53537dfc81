/**
 * Facts that many rules ask of the same migration or statement: worked out once, and forgotten with it. An answer stands at what it is
 * about, where no copy and no listing sees it; a WeakMap would hold on to it until the next full garbage collection, and whatever it
 * mentions with it, which for thousands of migrations costs more than the answers spare.
 */

interface Known<Answer> {
  readonly answer: Answer;
}

type Remembering<Answer> = { readonly [place: symbol]: Known<Answer> | undefined };

/** The same function, which remembers its answers for as long as what they are about is there. */
export function oncePer<Subject extends object, Answer>(work: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const answer = oncePerPart((subject: Subject, _nothing: null) => work(subject));
  return (subject) => answer(subject, null);
}

/** The same for what is asked of a part of something larger that it belongs to for good: a statement in its migration. */
export function oncePerPart<Part extends object, Whole, Answer>(
  work: (part: Part, whole: Whole) => Answer,
): (part: Part, whole: Whole) => Answer {
  const place = Symbol("answer");
  return (part, whole) => {
    const known = (part as Remembering<Answer>)[place]; // nobody else has the symbol
    if (known !== undefined) return known.answer;
    const answer = work(part, whole);
    Object.defineProperty(part, place, { value: { answer } satisfies Known<Answer> });
    return answer;
  };
}
