/** Common first names of many countries. */

import { listOf } from "./list-of.ts";

/** Each once, in no order that means anything; another order would change every copy. */
export const firstNames = listOf(`
  Adam, Adela, Agnes, Ahmed, Aisha, Alan, Albert, Alejandro, Alessandra, Alexander, Alice, Alma, Amal, Amara, Amelia,
  Amina, Amir, Ana, Andrea, Andrew, Andrés, Angela, Anita, Anna, Antoine, Antonia, António, Arjun, Arne, Arthur, Asha,
  Astrid, Aurélie, Ava, Ayumi, Barbara, Beatriz, Ben, Benedikt, Bianca, Birgit, Björn, Bruno, Camila, Carla, Carlos,
  Carmen, Caroline, Catherine, Cecilia, Cem, Charlotte, Chen, Chiara, Chinedu, Christian, Claire, Clara, Colin, Daniel,
  Daria, David, Deepa, Diana, Diego, Dmitri, Dora, Édouard, Elena, Elias, Elif, Elisabeth, Ella, Emil, Emily, Emma,
  Enrique, Erik, Esther, Eva, Fabian, Farah, Fatima, Felix, Fernanda, Finn, Florence, Francesca, Frank, Frida, Gabriel,
  Georg, Giulia, Grace, Greta, Hana, Hannah, Hans, Harald, Hassan, Helen, Henrik, Hiroshi, Hugo, Ibrahim, Ida, Ines,
  Ingrid, Irene, Isabel, Isla, Ivan, Jack, Jakob, James, Jan, Jana, Javier, Jean, Johanna, John, Jonas, José, Julia,
  Julien, Kai, Karim, Karin, Katarina, Kenji, Khadija, Kofi, Lars, Laura, Layla, Lea, Leila, Lena, Leo, Liam, Lina,
  Linda, Louis, Lucas, Lucía, Luis, Magnus, Mai, Manuel, Marco, Margaret, María, Marta, Martin, Matteo, Maya, Mehmet,
  Mia, Michael, Miguel, Mina, Miriam, Mohammed, Monika, Nadia, Naomi, Natalia, Nicolas, Nina, Nora, Olga, Oliver,
  Olivia, Omar, Oscar, Pablo, Paula, Pedro, Peter, Petra, Priya, Rafael, Rania, Ravi, Rebecca, Ricardo, Robert, Rosa,
  Ruth, Said, Samuel, Sara, Sebastian, Selma, Sergei, Sofia, Sophie, Stefan, Susanne, Tanja, Tariq, Teresa, Thomas,
  Tobias, Tomás, Uma, Ursula, Valentina, Vera, Victor, Vikram, Wanda, Wei, William, Yara, Yasmin, Yuki, Yusuf, Zara,
  Zoe
`);
