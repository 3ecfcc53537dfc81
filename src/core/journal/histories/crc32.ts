/** CRC-32 as zlib and Java compute it, over several pieces: Flyway's checksum is one over a file's lines. */

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** The checksum of texts one after the other, in UTF-8; from 0 to 2³² − 1. */
export function crc32(texts: readonly string[]): number {
  const encoder = new TextEncoder();
  let value = 0xffffffff;
  for (const text of texts) for (const byte of encoder.encode(text)) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
