/** Names of streets that many towns have. */

import { listOf } from "./list-of.ts";

/** Each once; another order would change every copy. */
export const streets = listOf(`
  Abbey Road, Acacia Avenue, Ahornweg, Akazienstraße, Alder Street, Almond Lane, Alte Gasse, Am Anger, Am Bahnhof,
  Am Bach, Am Hang, Am Markt, Am Park, An der Mühle, Apfelweg, Apple Lane, Arch Street, Ash Grove, Aspen Court,
  Auenweg, Avenida Central, Avenida da Liberdade, Avenida del Mar, Avenida del Parque, Avenida del Sol,
  Avenue de la Gare, Avenue de la Paix, Avenue des Champs, Avenue des Tilleuls, Avenue du Lac, Avenue du Parc,
  Bachstraße, Bahnhofstraße, Baker Street, Barn Lane, Bay Street, Beach Road, Beech Street, Bell Lane, Bergstraße,
  Birch Avenue, Birkenweg, Blumenstraße, Boulevard du Nord, Boulevard du Sud, Bridge Street, Brook Lane, Brunnenstraße,
  Buchenweg, Calle de la Fuente, Calle de la Luna, Calle de las Flores, Calle del Carmen, Calle del Olivo,
  Calle del Prado, Calle del Puente, Calle del Río, Calle Mayor, Calle Nueva, Calle Real, Canal Street, Castle Street,
  Cedar Avenue, Cherry Lane, Chestnut Street, Church Street, Clay Street, Cliff Road, Clover Lane, College Street,
  Corso Italia, Corso Roma, Cottage Lane, Court Street, Cross Street, Dale Street, Dorfplatz, Dorfstraße, Dorpsstraat,
  East Street, Eichenweg, Elm Street, Erlenweg, Eschenweg, Farm Road, Feldstraße, Fern Lane, Fichtenweg, Field Lane,
  Fir Street, First Avenue, Flower Street, Forest Road, Forsthausweg, Fountain Street, Friedhofstraße, Front Street,
  Garden Street, Gartenstraße, Gate Street, Glen Road, Grange Road, Green Lane, Grove Street, Grünstraße, Hafenstraße,
  Harbour Road, Hauptstraße, Hawthorn Road, Hazel Grove, Heather Lane, Heideweg, High Street, Highland Avenue,
  Hill Street, Hillside Avenue, Hochstraße, Holly Road, Im Grund, Im Tal, Industriestraße, Ivy Lane, Jardin Street,
  Juniper Way, Kastanienallee, Kerkstraat, Kiefernweg, King Street, Kirchgasse, Kirchplatz, Kirschweg, Lake Road,
  Lakeview Drive, Lange Straße, Larch Road, Laurel Lane, Lavender Close, Lerchenweg, Lime Avenue, Lindenallee,
  Lindenstraße, Locust Street, Long Lane, Magnolia Drive, Main Street, Manor Road, Maple Street, Market Street,
  Marktgasse, Marktplatz, Meadow Lane, Mill Road, Mittelweg, Molenweg, Moss Lane, Mühlenweg, Museum Street,
  Neue Straße, New Street, Nordstraße, North Street, Nussbaumweg, Oak Street, Oberdorf, Olive Street, Orchard Road,
  Ostring, Palm Avenue, Pappelweg, Park Avenue, Park Lane, Parkstraße, Passage du Moulin, Peach Street, Pear Tree Lane,
  Piazza del Duomo, Pine Street, Place de la Mairie, Place du Marché, Plaza Mayor, Plum Street, Pond Road,
  Poplar Avenue, Poststraße, Praça da República, Quarry Lane, Quay Street, Queen Street, Rathausplatz, Reed Lane,
  Ringstraße, River Road, Rosenweg, Rowan Close, Rua Augusta, Rua da Escola, Rua das Flores, Rua do Sol, Rua Nova,
  Rue de l'Église, Rue de la Fontaine, Rue de la Poste, Rue des Écoles, Rue des Lilas, Rue des Roses, Rue du Château,
  Rue du Moulin, Rue du Pont, School Lane, Schulstraße, Seestraße, Sonnenweg, South Street, Spring Street, Stadionweg,
  Station Road, Storgatan, Südring, Sycamore Drive, Talstraße, Tannenweg, Tower Street, Union Street, Uferweg,
  Valley Road, Via dei Fiori, Via del Mare, Via della Pace, Via Garibaldi, Via Nuova, Via Roma, Victoria Road,
  View Street, Vine Street, Waldweg, Walnut Street, Water Street, Weidenweg, Weinbergstraße, West Street, Wiesenweg,
  Willow Lane, Windmill Road, Wood Street, Yew Tree Lane
`);
