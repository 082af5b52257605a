const FIRST_ACTION = Number.parseInt('000PE6', 36);
const FIRST_CONTACT = Number.parseInt('000S0000', 36);

/** The id of the n-th invented action: six characters in base 36, as NP6 writes them. The first is `000PE6`. */
export function actionId(n: number): string {
  return base36(FIRST_ACTION + n, 6);
}

/** The id of the n-th invented contact: eight characters in base 36. The first is `000S0000`. */
export function contactId(n: number): string {
  return base36(FIRST_CONTACT + n, 8);
}

function base36(value: number, length: number): string {
  return value.toString(36).toUpperCase().padStart(length, '0');
}
