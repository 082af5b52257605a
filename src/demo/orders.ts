import type { Random } from './random.ts';

const ARTICLES = [
  { reference: 'PUL-0417', name: 'Pull en laine', price: 5990 },
  { reference: 'ECH-1130', name: 'Écharpe rayée', price: 2450 },
  { reference: 'BOT-0082', name: 'Bottines en cuir', price: 12900 },
  { reference: 'SAC-2206', name: 'Sac en toile', price: 3500 },
  { reference: 'CHE-0951', name: 'Chemise à col rond', price: 4590 },
];
const CITIES = ['Bordeaux', 'Lille', 'Lyon', 'Marseille', 'Nantes', 'Rennes', 'Strasbourg', 'Toulouse'];

/** The data that a shop hands over with a message about an order of one to `most` lines. Amounts are in cents. */
export function orderData(random: Random, most = 4): Record<string, unknown> {
  const lines = Array.from({ length: random.between(1, most) }, () => {
    const quantity = random.between(1, 3);
    return { ...random.pick(ARTICLES), quantity };
  });
  return {
    order: `C-${random.between(100_000, 999_999)}`,
    lines,
    total: lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    currency: 'EUR',
    delivery: { carrier: 'Colissimo', city: random.pick(CITIES), days: random.between(2, 6) },
  };
}
