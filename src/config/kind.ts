import { BlockList, isIP } from 'node:net';

/** What values a setting can take. A plain function instead of a schema library: every command waits for its import. */
export type Kind<T extends string | number> = {
  /** In words that continue "must be". */
  allowed: string;
  /** The value that a text stands for; undefined when it is none of the allowed ones. */
  parse(text: string): T | undefined;
};

export function wholeNumber(lowest: number, highest: number): Kind<number> {
  return {
    allowed: `a whole number from ${lowest} to ${highest}`,
    parse(text) {
      // Number() alone would also read '0x10', '1e3' and ' 7 ', which are more often slips than wishes.
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= lowest && value <= highest ? value : undefined;
    },
  };
}

export function someText(): Kind<string> {
  return { allowed: 'a text that is not empty', parse: (text) => (text === '' ? undefined : text) };
}

/** A server that is spoken SMTP with, as a URL; or one of some words. */
export function mailServer(words: readonly string[]): Kind<string> {
  return {
    allowed: `a server such as smtp://mx.example.com:25, or ${words.join(' or ')}`,
    parse(text) {
      if (words.includes(text)) return text;
      const isServer = /^smtp:\/\/(?:[\w.-]+|\[[\da-f:.]+\]):[1-9]\d{0,4}$/i.test(text);
      return isServer && URL.canParse(text) ? text : undefined;
    },
  };
}

/** A country as ISO 3166 abbreviates it. */
export function twoLetters(): Kind<string> {
  return {
    allowed: 'two letters, such as FR',
    parse: (text) => (/^[A-Za-z]{2}$/.test(text) ? text.toUpperCase() : undefined),
  };
}

/** A name in DNS, in lower case; or a word that stands for one. */
export function domainName(word?: string): Kind<string> {
  return {
    allowed: `a domain such as mail.example.com${word === undefined ? '' : `, or ${word}`}`,
    parse(text) {
      const name = text.toLowerCase();
      const label = '(?!-)[a-z0-9-]{1,63}(?<!-)';
      const valid = name.length <= 253 && new RegExp(`^${label}(?:\\.${label})+$`).test(name);
      return valid || name === word ? name : undefined;
    },
  };
}

/**
 * An address under which the server is reached, without the slash at its end; or a word that stands for one. A path is for
 * proxies that take it away again. `/t`, which is in every link, is taken for a part of one that was copied.
 */
export function webAddress(word: string): Kind<string> {
  return {
    allowed: `an address such as https://t.example.com, without ? and #, or ${word}`,
    parse(text) {
      if (text === word) return text;
      const url = /^https?:\/\/[!-~]+$/i.test(text) ? URL.parse(text) : null;
      if (url === null || url.username !== '' || url.password !== '' || /[?#]/.test(text)) return undefined;
      return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/t$/, '');
    },
  };
}

/** Addresses of machines and of networks, joined by commas; or a word for none. */
export function networks(word: string): Kind<string> {
  return {
    allowed: `addresses such as 127.0.0.1 or networks such as 10.0.0.0/8, joined by commas, or ${word}`,
    parse(text) {
      if (text === word) return text;
      const parts = text.split(',').map((part) => part.trim());
      return parts.every(isNetwork) ? parts.join(',') : undefined;
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (length === undefined) return true;
  try {
    if (!/^\d{1,3}$/.test(length)) return false;
    new BlockList().addSubnet(address, Number(length), version === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** An address with `{form}` for the id of a form; or a word for none. */
export function formAddress(word: string): Kind<string> {
  return {
    allowed: `an address such as https://forms.example.com/{form}, or ${word}`,
    parse(text) {
      if (text === word) return text;
      const url = /^https?:\/\/[!-~]+$/i.test(text)
        ? URL.parse(text.replaceAll(/\{(?:form|account)\}/g, 'x'))
        : null;
      const isPlain = url !== null && url.username === '' && url.password === '';
      return isPlain && text.includes('{form}') ? text : undefined;
    },
  };
}

export function oneOf<T extends string>(values: readonly T[]): Kind<T> {
  return {
    allowed: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => value === text),
  };
}
