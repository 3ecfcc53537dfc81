/**
 * Many numbers from one tag (sfc32). It needs no strength of its own: whoever runs it backwards gets the tag, which says nothing
 * without the key.
 */

/** A sequence of 32-bit numbers. */
export function smallRandom(first: number, second: number, third: number, fourth: number): () => number {
  let a = first;
  let b = second;
  let c = third;
  let counter = fourth;
  return () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
}
