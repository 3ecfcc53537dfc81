/** Common family names of many countries. */

import { listOf } from "./list-of.ts";

/** Each once; another order would change every copy. */
export const lastNames = listOf(`
  Abbas, Adams, Aguilar, Ahmad, Akhtar, Ali, Allen, Almeida, Alvarez, Andersen, Andersson, Araújo, Arnold, Aydin,
  Bailey, Baker, Bakker, Barbosa, Barnes, Bauer, Becker, Bell, Bennett, Berger, Bernard, Berg, Bertrand, Bianchi,
  Blanc, Bonnet, Brandt, Brooks, Brown, Bruno, Campbell, Cardoso, Carlson, Carter, Castillo, Castro, Chen, Choi, Clark,
  Clarke, Colombo, Conti, Cook, Cooper, Costa, Cruz, Das, Davies, Davis, de Boer, de Vries, Demir, Desai, Díaz, Dubois,
  Dupont, Durand, Edwards, Eriksson, Esposito, Evans, Farouk, Fernandes, Fernández, Ferrari, Ferreira, Fischer,
  Fontana, Foster, Fournier, Fuchs, Gallo, García, Garnier, Gomes, Gómez, González, Gray, Green, Greco, Gupta,
  Gustafsson, Haas, Haddad, Hall, Hansen, Hansson, Harris, Hart, Hassan, Hayes, Henry, Hernández, Hill, Hoffmann,
  Horvat, Hughes, Huber, Ibrahim, Ito, Jackson, Jansen, Jansson, Jensen, Johansson, Johnson, Jones, Joshi, Kaiser,
  Kaplan, Kato, Kaur, Kaya, Keller, Kelly, Khan, Kim, King, Klein, Koch, Kobayashi, Kowalski, Krause, Kumar, Lambert,
  Lang, Larsen, Laurent, Lee, Lefebvre, Lehmann, Lewis, Li, Lindberg, Lombardi, López, Ludwig, Lund, Mancini, Marino,
  Marques, Martin, Martínez, Mason, Mehta, Meier, Mendes, Mendoza, Meyer, Miller, Mitchell, Moore, Morales, Moreau,
  Morgan, Moretti, Morris, Müller, Murphy, Murray, Nakamura, Nair, Navarro, Neumann, Nguyen, Nielsen, Nilsson, Novak,
  Nowak, Nunes, Okafor, Olsen, Olsson, Ortiz, Osman, Owusu, Park, Parker, Patel, Pereira, Pérez, Peters, Petersen,
  Petrov, Phillips, Pinto, Popescu, Price, Ramos, Rao, Reddy, Reyes, Ribeiro, Ricci, Richter, Rivera, Roberts,
  Robinson, Rodríguez, Rojas, Romano, Romero, Rossi, Roux, Ruiz, Russo, Ryan, Saito, Salazar, Sánchez, Santos, Sato,
  Schmidt, Schneider, Schröder, Schulz, Schwarz, Scott, Sharma, Silva, Singh, Smith, Sørensen, Soto, Suzuki, Svensson,
  Tanaka, Taylor, Thomas, Thompson, Torres, Turner, Vargas, Visser, Vogel, Wagner, Walker, Wang, Ward, Watson, Weber,
  White, Williams, Wilson, Wolf, Wong, Wood, Wright, Yamamoto, Yang, Young, Zhang, Zimmermann
`);
