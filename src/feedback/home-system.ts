/** Whether a host is of the system that has the mailboxes of a recipient's domain: it has the domain's name, or one within it. */
export function isHomeOf(host: string, recipient: string): boolean {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  const name = host.toLowerCase();
  return domain !== '' && (name === domain || name.endsWith(`.${domain}`));
}
