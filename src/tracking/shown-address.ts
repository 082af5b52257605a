/** An address by which its owner knows it, and nobody else: the first character of what is before the @, and the domain. */
export function shownAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address.slice(0, at);
  return `${first}…${address.slice(at)}`;
}
