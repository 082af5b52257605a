import { hashUnicity } from '../events/facets.ts';
import type { Footprint } from '../events/model/receiver.ts';
import { Random } from './random.ts';
import { contactId } from './short-id.ts';

/** An invented contact. The e-mail address is the unicity. */
export type Person = { footprint: Footprint; email: string; phone: string };

const GIVEN_NAMES = [
  'adele',
  'amina',
  'antoine',
  'camille',
  'chloe',
  'clement',
  'diego',
  'elise',
  'emma',
  'fatou',
  'gabriel',
  'hugo',
  'ines',
  'jade',
  'julien',
  'karim',
  'lea',
  'louis',
  'lucie',
  'manon',
  'marta',
  'mehdi',
  'nina',
  'noah',
  'oscar',
  'paul',
  'rose',
  'sofia',
  'thomas',
  'yanis',
];
const FAMILY_NAMES = [
  'andre',
  'bernard',
  'blanc',
  'bonnet',
  'boyer',
  'chevalier',
  'da-silva',
  'dubois',
  'dupont',
  'durand',
  'fontaine',
  'fournier',
  'garcia',
  'garnier',
  'girard',
  'lambert',
  'laurent',
  'lefevre',
  'leroy',
  'martin',
  'mercier',
  'moreau',
  'nguyen',
  'petit',
  'robert',
  'rousseau',
  'roux',
  'simon',
  'traore',
  'vincent',
];
// Names that RFC 2606 reserves: nobody receives a message by mistake.
const PROVIDERS = ['example.com', 'example.net', 'example.org', 'poste.example', 'courrier.example'];

/** The n-th contact of a seed: always the same one, whoever asks and in whatever order. */
export function person(seed: string, n: number): Person {
  const random = new Random(`${seed} person ${n}`);
  const name = `${random.pick(GIVEN_NAMES)}.${random.pick(FAMILY_NAMES)}`;
  const email = `${name}${n}@${random.pick(PROVIDERS)}`;
  // 06 39 98 is set aside by the French regulator for works of fiction.
  const phone = `+3363998${String(n % 10_000).padStart(4, '0')}`;
  return {
    footprint: { type: 'footprint', id: contactId(n), unicity: email, hash: hashUnicity(email) },
    email,
    phone,
  };
}
