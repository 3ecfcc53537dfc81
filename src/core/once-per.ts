/** Facts that many rules ask of the same migration or statement: worked out once, and forgotten with it. */

/** The same function, which remembers its answers for as long as what they are about is there. */
export function oncePer<Subject extends object, Answer>(work: (subject: Subject) => Answer): (subject: Subject) => Answer {
  const known = new WeakMap<Subject, { readonly answer: Answer }>();
  return (subject) => {
    const before = known.get(subject);
    if (before !== undefined) return before.answer;
    const answer = work(subject);
    known.set(subject, { answer });
    return answer;
  };
}
