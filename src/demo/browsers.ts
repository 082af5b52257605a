import type { Client } from '../events/model/client.ts';

/** A program that people use, how often, and what its user agent tells. */
export type Browser = { weight: number; ua: NonNullable<Client['ua']> };

const GOOGLE = 'Google Inc.';
const APPLE = 'Apple Inc.';
const MICROSOFT = 'Microsoft Corporation.';
const MOZILLA = 'Mozilla Foundation';
const DESKTOP = { type: 'Desktop', name: '', brand: '' };
const WINDOWS = { name: 'Windows 10', family: 'Windows', vendor: MICROSOFT };
const MACOS = { name: 'macOS 10.15 Catalina', family: 'macOS', vendor: APPLE };
const IOS = { name: 'iOS 17', family: 'iOS', vendor: APPLE };
const IPHONE = { type: 'Smartphone', name: 'iPhone', brand: 'Apple' };

/** What links are followed with. */
export const BROWSERS: readonly Browser[] = [
  {
    weight: 24,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      client: { type: 'Mobile browser', name: 'Mobile Safari', version: '17.5', vendor: APPLE },
      os: IOS,
      device: IPHONE,
    },
  },
  {
    weight: 20,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.122 Mobile Safari/537.36',
      client: { type: 'Mobile browser', name: 'Chrome Mobile', version: '126.0.6478.122', vendor: GOOGLE },
      os: { name: 'Android 14 Upside Down Cake', family: 'Android', vendor: GOOGLE },
      device: { type: 'Smartphone', name: 'Galaxy A54', brand: 'Samsung' },
    },
  },
  {
    weight: 9,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Linux; Android 9; AMN-LX9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.88 Mobile Safari/537.36',
      client: { type: 'Mobile browser', name: 'Chrome Mobile', version: '91.0.4472.88', vendor: GOOGLE },
      os: { name: 'Android 9.0 Pie', family: 'Android', vendor: GOOGLE },
      device: { type: 'Smartphone', name: 'Y5 (2019)', brand: 'Huawei' },
    },
  },
  {
    weight: 6,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Linux; Android 13; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36',
      client: { type: 'Mobile browser', name: 'Samsung Browser', version: '25.0', vendor: 'Samsung' },
      os: { name: 'Android 13 Tiramisu', family: 'Android', vendor: GOOGLE },
      device: { type: 'Smartphone', name: 'Galaxy S23', brand: 'Samsung' },
    },
  },
  {
    weight: 19,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
      client: { type: 'Browser', name: 'Chrome', version: '126.0.0.0', vendor: GOOGLE },
      os: WINDOWS,
      device: DESKTOP,
    },
  },
  {
    weight: 8,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.81',
      client: { type: 'Browser', name: 'Edge', version: '126.0.2592.81', vendor: MICROSOFT },
      os: WINDOWS,
      device: DESKTOP,
    },
  },
  {
    weight: 7,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0',
      client: { type: 'Browser', name: 'Firefox', version: '127.0', vendor: MOZILLA },
      os: WINDOWS,
      device: DESKTOP,
    },
  },
  {
    weight: 6,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
      client: { type: 'Browser', name: 'Safari', version: '17.5', vendor: APPLE },
      os: MACOS,
      device: DESKTOP,
    },
  },
  { weight: 1, ua: { type: 'raw', ua: 'Mozilla/5.0 (compatible; Lecteur/3.1; accessible)' } },
];

/** What messages are opened with: the browsers of webmail, and mail programs. */
export const READERS: readonly Browser[] = [
  ...BROWSERS,
  {
    weight: 22,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      client: { type: 'Email client', name: 'Apple Mail', version: '605.1.15', vendor: APPLE },
      os: IOS,
      device: IPHONE,
    },
  },
  {
    weight: 30,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      client: { type: 'Email client', name: 'Gmail', version: '', vendor: GOOGLE },
      os: { name: '', family: '', vendor: '' },
      device: { type: '', name: '', brand: '' },
    },
  },
  {
    weight: 9,
    ua: {
      type: 'parsed',
      ua: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17628; Pro)',
      client: { type: 'Email client', name: 'Outlook', version: '16.0.17628', vendor: MICROSOFT },
      os: WINDOWS,
      device: DESKTOP,
    },
  },
  {
    weight: 3,
    ua: {
      type: 'parsed',
      ua: 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.12.2',
      client: { type: 'Email client', name: 'Thunderbird', version: '115.12.2', vendor: MOZILLA },
      os: { name: 'Linux', family: 'Linux', vendor: '' },
      device: DESKTOP,
    },
  },
];

/** What the push library on a telephone calls itself when it reports an impression or a dismissal. */
export const PHONES: readonly Browser[] = [
  {
    weight: 60,
    ua: { type: 'raw', ua: 'Dalvik/2.1.0 (Linux; U; Android 14; SM-A546B Build/UP1A.231005.007)' },
  },
  { weight: 40, ua: { type: 'raw', ua: 'Boutique/42 CFNetwork/1496.0.7 Darwin/23.5.0' } },
];
