/** Plain words that stand in for free text. None is long, so that text cut to a length looks like text. */

import { listOf } from "./list-of.ts";

/** Each once; another order would change every copy. */
export const fillerWords = listOf(`
  able, about, above, after, again, alder, along, always, amber, among, apple, april, arch, around, ashes, aside,
  autumn, away, bank, barley, basin, basket, beach, beam, beech, before, begin, bell, below, bench, beside, best,
  birch, black, blossom, blue, board, boat, bold, bottle, branch, bread, breeze, brick, bridge, bright, brook, brown,
  bucket, build, butter, button, calm, candle, canvas, cedar, chair, chalk, cherry, chest, circle, clay, clear, cliff,
  clock, cloud, clover, coast, copper, coral, corner, cotton, craft, creek, crown, curtain, daisy, dawn, deep, delta,
  desk, dew, distant, door, down, drift, dusk, early, earth, east, ebb, echo, edge, elm, ember, empty, evening, ever,
  far, feather, fence, fern, field, find, finger, fir, flat, float, floor, flower, fog, fold, forest, fountain, frame,
  fresh, frost, garden, gate, gentle, glass, glow, gold, grain, granite, grass, green, grey, grove, gull, half, hall,
  hammer, harbour, harvest, hazel, heath, hedge, high, hill, hollow, honey, horizon, house, island, ivory, ivy, jar,
  june, keep, kettle, knot, ladder, lake, lamp, lane, lantern, large, late, leaf, lemon, level, light, lily, linen,
  little, long, loom, maple, marble, march, meadow, mill, mint, mirror, mist, moon, morning, moss, mountain, narrow,
  near, needle, nest, never, night, noon, north, oak, oat, ocean, olive, open, orange, orchard, other, over, paper,
  path, pear, pebble, petal, pine, plain, plum, pond, poplar, quiet, rain, reed, ribbon, ridge, ring, river, road,
  roof, room, rope, rose, round, rye, sail, salt, sand, season, seed, shade, shallow, shell, shore, silver, sky, slate,
  slow, small, smoke, snow, soft, south, spring, spruce, stair, star, steady, stone, stream, summer, sun, swift, table,
  tall, thread, tide, timber, tower, trail, tree, under, upon, vale, valley, velvet, violet, wall, warm, water, wave,
  west, wheat, white, wide, willow, wind, window, winter, wood, wool, yard, year, yellow
`);
