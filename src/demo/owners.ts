import type { Link } from '../events/model/hit.ts';
import { actionId } from './short-id.ts';

/** The invented actions, notifications and display content of a day, and the links that each holds. */
export const EMAIL_CAMPAIGN = { id: actionId(0), kind: 'campaign' };
export const EMAIL_SERIES = { id: actionId(1), kind: 'message' };
export const SMS_CAMPAIGN = { id: actionId(2), kind: 'campaign' };

export const NOTIFICATIONS = [
  { id: 157, version: '0c5f9a52-3a77-4f0e-9d5c-6f1d8f2b7e11', kind: 'application' },
  { id: 158, version: 'e1b3c6d8-92a4-4b5f-8e07-25c9d1a0f364', kind: 'application' },
] as const;

export const DISPLAY_CONTENT = { id: actionId(3), campaign: actionId(4), kind: 'content' };

const SHOP = 'https://boutique.example';

/** Links of an e-mail that lead out of it. */
export const EMAIL_LINKS: readonly Link[] = [
  {
    type: 'redirection',
    label: 'homepage',
    source: 'html',
    destination: `${SHOP}/?utm_source=np6&utm_medium=email&utm_campaign=rentree`,
  },
  {
    type: 'redirection',
    label: 'selection',
    source: 'html',
    destination: `${SHOP}/selection/automne?utm_source=np6&utm_medium=email&utm_campaign=rentree&utm_content=visuel`,
  },
  {
    type: 'redirection',
    label: 'stores',
    source: 'text',
    destination: `${SHOP}/magasins?utm_source=np6&utm_medium=email&utm_campaign=rentree&utm_content=pied`,
  },
];

export const OPENING: Link = { type: 'open', source: 'html' };
export const MIRROR: Link = { type: 'mirror', label: 'online version', source: 'html' };
export const UNSUBSCRIPTION: Link = { type: 'unsubscribe', label: 'unsubscribe', source: 'html' };
export const FORM: Link = { type: 'form', label: 'preferences', source: 'html', destination: '0000GH' };
export const SMS_LINK: Link = {
  type: 'redirection',
  label: 'offer',
  source: 'text',
  destination: `${SHOP}/o/7`,
};
export const PUSH_LINK: Link = { type: 'redirection', label: 'open', destination: 'boutique://basket' };
export const DISMISSAL: Link = { type: 'dismiss' };
export const BANNER_LINK: Link = { type: 'redirection', label: 'banner', destination: `${SHOP}/soldes` };
