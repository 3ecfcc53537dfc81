/** Names for firms: plants, birds, stones and weather, and the forms that firms have. */

import { listOf } from "./list-of.ts";

/** Each once; another order would change every copy. */
export const companies = listOf(`
  Abendrot, Acorn Hill, Adlerhorst, Alabaster, Albatros, Alder & Ash, Almanac, Alpenblick, Amberfield, Anchor Point,
  Anemone, Apricot, Aquamarin, Arrowhead, Aspen Grove, Atoll, Aurora, Autumn Leaf, Bachstelze, Bamboo Works, Basalt,
  Beacon, Beechwood, Belvedere, Bernstein, Birchbark, Blackthorn, Blauwal, Blue Heron, Bluebell, Boreal, Brightwater,
  Brookside, Buntspecht, Buttercup, Calanque, Camellia, Canyon, Cardamom, Caravel, Cascade, Cedar & Sons, Chamomile,
  Cinnabar, Citadel, Clearbrook, Clover, Cobalt, Colibri, Compass Rose, Copperleaf, Coral Bay, Cornflower, Crescent,
  Cypress, Dandelion, Daybreak, Delta Nord, Distelfink, Dolomit, Dovetail, Driftwood, Dunefield, East Wind, Ebony,
  Edelweiss, Eichhorn, Eisvogel, Elderflower, Ember, Equinox, Estuary, Evergreen, Fairwind, Falcon Ridge, Feldspat,
  Fernweh, Fieldstone, Fireweed, Fjordland, Flamingo, Flint, Foxglove, Frostwork, Garnet, Gentian, Glacier, Glenwood,
  Goldammer, Goldenrod, Granite Peak, Greenfinch, Gull Rock, Halcyon, Harbour Light, Harvest Moon, Haselnuss, Hawthorn,
  Hazelwood, Heatherfield, Heron Lake, Highmoor, Hillcrest, Honeycomb, Horizonte, Hummingbird, Indigo, Ironwood,
  Iris & Reed, Isthmus, Ivory Coast Trading, Jacaranda, Jade, Jasmin, Juniper, Kastanie, Kestrel, Kingfisher, Kolibri,
  Korallen, Kornblume, Lagoon, Lakeshore, Lantern, Larkspur, Lavanda, Lichtung, Lighthouse, Lilac, Linden, Lodestar,
  Lotus, Luna Azul, Magnolia, Mahogany, Mandarin, Maple Works, Marigold, Marisma, Meadowlark, Meridian, Mistral,
  Mohnblume, Monsoon, Moonstone, Morgenrot, Mosaik, Mulberry, Nachtigall, Nautilus, Nightjar, Nordlicht, Northgate,
  Nutmeg, Oakfield, Oasis, Obsidian, Ochre, Oleander, Olive Branch, Onyx, Opal, Orchard, Oriole, Osprey, Papaya,
  Parallax, Pebble Beach, Pelican, Peppermint, Petrel, Pinecone, Plover, Polaris, Pomelo, Poplar, Primrose, Quartz,
  Quayside, Quince, Rainfall, Redwood, Ridgeway, Rivage, Robin & Wren, Rosewood, Rowan Tree, Saffron, Sandpiper,
  Sapphire, Saturnia, Seagrass, Sequoia, Sierra Clara, Silverbirch, Skylark, Slate, Snowdrop, Solstice, Sonnentau,
  Southwind, Sparrowhawk, Spruce, Starling, Steinbock, Stonebridge, Sumac, Sundial, Sunflower, Swallowtail, Tamarind,
  Tanager, Teal Harbour, Terracotta, Thistle, Tidewater, Topaz, Tramontana, Trillium, Tulipan, Tundra, Turmalin,
  Valle Verde, Vanilla, Verbena, Vesper, Violeta, Viridian, Walnut Grove, Waterfall, Waxwing, Westwind, Whitecap,
  Wildrose, Willowbank, Windrose, Winterberry, Wolkenbruch, Woodbine, Yarrow, Zaffre, Zenith, Zephyr, Zinnia
`);

/** Each once; another order would change every copy. */
export const companyForms = listOf(`
  AB, AG, AS, B.V., Co., GmbH, Group, Inc., KG, Labs, LLC, Ltd, Oy, Partners, plc, S.A., S.L., S.r.l., SARL, Trading,
  Works
`);
