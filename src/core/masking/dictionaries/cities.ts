/** Cities of the world. */

import { listOf } from "./list-of.ts";

/** Each once; another order would change every copy. */
export const cities = listOf(`
  Aachen, Aarhus, Aberdeen, Accra, Adelaide, Albany, Algiers, Alicante, Almaty, Amman, Amsterdam, Ankara, Antwerp,
  Arequipa, Athens, Atlanta, Auckland, Augsburg, Austin, Baltimore, Bangalore, Bangkok, Barcelona, Bari, Basel, Bath,
  Beirut, Belém, Belfast, Belgrade, Bergen, Berlin, Bern, Bilbao, Birmingham, Bogotá, Bologna, Bonn, Bordeaux, Boston,
  Brasília, Bratislava, Bremen, Brest, Brighton, Brisbane, Bristol, Brno, Bruges, Brussels, Bucharest, Budapest,
  Buenos Aires, Busan, Cádiz, Cairo, Calgary, Cali, Cambridge, Canberra, Cape Town, Caracas, Cardiff, Casablanca,
  Chennai, Chicago, Coimbra, Cologne, Colombo, Copenhagen, Córdoba, Cork, Curitiba, Dakar, Dallas, Delft, Delhi,
  Denver, Detroit, Dijon, Dortmund, Dresden, Dubai, Dublin, Dundee, Durban, Düsseldorf, Edinburgh, Eindhoven, Erfurt,
  Essen, Exeter, Florence, Fortaleza, Frankfurt, Freiburg, Galway, Geneva, Genoa, Ghent, Glasgow, Gothenburg, Granada,
  Graz, Grenoble, Groningen, Guadalajara, Guayaquil, Haarlem, Halifax, Hamburg, Hanoi, Hanover, Havana, Heidelberg,
  Helsinki, Hiroshima, Hobart, Houston, Hyderabad, Innsbruck, Istanbul, Izmir, Jaipur, Jakarta, Jena, Johannesburg,
  Kampala, Karachi, Karlsruhe, Kassel, Kiel, Kigali, Kobe, Kolkata, Kyoto, La Paz, Lagos, Lahore, Lausanne, Leeds,
  Leiden, Leipzig, León, Lille, Lima, Limerick, Linz, Lisbon, Liverpool, Ljubljana, London, Lübeck, Lucerne, Lund,
  Luxembourg, Lyon, Madrid, Málaga, Malmö, Manchester, Manila, Mannheim, Marseille, Medellín, Melbourne, Memphis,
  Mexico City, Miami, Milan, Minneapolis, Montevideo, Montréal, Mumbai, Munich, Münster, Nagoya, Nairobi, Nantes,
  Naples, Nashville, Newcastle, Nice, Nicosia, Nottingham, Nuremberg, Odense, Oporto, Orlando, Osaka, Oslo, Ottawa,
  Oviedo, Oxford, Padua, Palermo, Palma, Panama City, Paris, Perth, Phoenix, Pisa, Plymouth, Porto Alegre, Portland,
  Prague, Pune, Québec, Quito, Rabat, Recife, Reims, Rennes, Reykjavík, Riga, Rome, Rosario, Rostock, Rotterdam,
  Salvador, Salzburg, San Diego, San José, Santander, Santiago, São Paulo, Sapporo, Seattle, Seoul, Seville, Sheffield,
  Singapore, Skopje, Sofia, Southampton, Stavanger, Stockholm, Strasbourg, Stuttgart, Sydney, Taipei, Tallinn, Tampere,
  Tartu, Tbilisi, Tokyo, Toledo, Toronto, Toulouse, Trieste, Trondheim, Tunis, Turin, Turku, Uppsala, Utrecht,
  Valencia, Valparaíso, Vancouver, Venice, Verona, Vienna, Vilnius, Warsaw, Wellington, Winnipeg, Würzburg, York,
  Zagreb, Zaragoza, Zürich
`);
