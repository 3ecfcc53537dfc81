/**
 * Bytes and their spellings, without Node's own type for them: core knows of no runtime. Base64 is read strictly, as several spellings of the same
 * bytes would be several envelopes of the same value.
 */

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Twelve bits as two letters: twice as fast as one by one. */
const pairs = Array.from({ length: 4096 }, (_, i) => letters.charAt(i >> 6) + letters.charAt(i & 63));
const values = new Int8Array(128).fill(-1);
for (let i = 0; i < letters.length; i++) values[letters.charCodeAt(i)] = i;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The text's UTF-8. */
export function utf8Of(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of UTF-8. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** All of them, one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Base64url without padding, of the bytes `from` to `to`. */
export function base64urlOf(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = "";
  const whole = to - ((to - from) % 3);
  for (let i = from; i < whole; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += `${pairs[three >> 12]}${pairs[three & 4095]}`;
  }
  if (to === whole) return text;
  // one byte left is two letters, two are three
  const rest = ((bytes[whole] ?? 0) << 16) | (whole + 1 < to ? (bytes[whole + 1] ?? 0) << 8 : 0);
  return text + `${pairs[rest >> 12]}${pairs[rest & 4095]}`.slice(0, to - whole + 1);
}

/** The bytes of base64url without padding; null for any text that {@link base64urlOf} would not have written. */
export function bytesOfBase64url(text: string): Uint8Array | null {
  const rest = text.length % 4;
  if (rest === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1;
    if (value < 0) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 0xff;
    held &= (1 << bits) - 1;
  }
  // what is left over of the last letter must be nothing
  return held === 0 ? bytes : null;
}

/** Lower-case hexadecimal digits. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** The bytes of an even number of hexadecimal digits. */
export function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(i * 2, i * 2 + 2), 16));
}
