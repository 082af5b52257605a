import type { Language } from './page.ts';

/** What one page says. */
export type PageText = { title: string; paragraphs: readonly string[] };

type Words = {
  unsubscribe: PageText & { address: string; button: string };
  unsubscribed: PageText;
  /** The link is not one of ours, or is broken. */
  unknown: PageText;
  /** A proof or a preview. */
  preview: PageText;
  /** A link of a message shown as a page that is for its reader alone. */
  personal: PageText;
  gone: PageText;
  /** What is kept of the message is damaged. */
  unreadable: PageText;
  noForm: PageText;
  trap: PageText;
};

/** Everything that pages say, in each language. */
export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    unsubscribe: {
      title: 'Unsubscribe?',
      paragraphs: ['You will get no more e-mail from this sender.'],
      address: 'Your address:',
      button: 'Unsubscribe',
    },
    unsubscribed: {
      title: 'You are unsubscribed',
      paragraphs: [
        'You will get no more e-mail from this sender. A message that is already on its way may still arrive.',
        'You can close this page.',
      ],
    },
    unknown: {
      title: 'This link does not work',
      paragraphs: [
        'It may be incomplete: long links are sometimes cut. Try it again from the message that you received.',
      ],
    },
    preview: {
      title: 'This was a test',
      paragraphs: [
        'The message is a proof or a preview. In a message that is sent, this link leads its reader to a page.',
      ],
    },
    personal: {
      title: 'This link is personal',
      paragraphs: ['Use it in the message that you received yourself. On this page it does nothing.'],
    },
    gone: {
      title: 'This message is not available any more',
      paragraphs: ['You still find it in your mailbox.'],
    },
    unreadable: {
      title: 'This message cannot be shown',
      paragraphs: ['Something is wrong on our side. You still find the message in your mailbox.'],
    },
    noForm: {
      title: 'This form is not available',
      paragraphs: ['Please answer the message instead, or write to its sender.'],
    },
    trap: {
      title: 'Nothing to see here',
      paragraphs: ['This link is hidden in messages, so that programs are known that follow all links.'],
    },
  },
  fr: {
    unsubscribe: {
      title: 'Vous désabonner ?',
      paragraphs: ['Vous ne recevrez plus d’e-mails de cet expéditeur.'],
      address: 'Votre adresse :',
      button: 'Me désabonner',
    },
    unsubscribed: {
      title: 'Désabonnement confirmé',
      paragraphs: [
        'Vous ne recevrez plus d’e-mails de cet expéditeur. Un message déjà en route peut encore arriver.',
        'Vous pouvez fermer cette page.',
      ],
    },
    unknown: {
      title: 'Ce lien ne fonctionne pas',
      paragraphs: [
        'Il est peut-être incomplet : les liens longs sont parfois coupés. Réessayez depuis le message que vous avez reçu.',
      ],
    },
    preview: {
      title: 'Ceci était un test',
      paragraphs: [
        'Ce message est une épreuve ou un aperçu. Dans un message envoyé, ce lien mène son lecteur à une page.',
      ],
    },
    personal: {
      title: 'Ce lien est personnel',
      paragraphs: ['Utilisez-le dans le message que vous avez reçu. Sur cette page, il ne fait rien.'],
    },
    gone: {
      title: 'Ce message n’est plus disponible',
      paragraphs: ['Vous le trouverez encore dans votre boîte de réception.'],
    },
    unreadable: {
      title: 'Ce message ne peut pas être affiché',
      paragraphs: [
        'Un problème est survenu de notre côté. Vous trouverez encore le message dans votre boîte de réception.',
      ],
    },
    noForm: {
      title: 'Ce formulaire n’est pas disponible',
      paragraphs: ['Répondez plutôt au message, ou écrivez à son expéditeur.'],
    },
    trap: {
      title: 'Rien à voir ici',
      paragraphs: [
        'Ce lien est caché dans les messages : il sert à reconnaître les programmes qui suivent tous les liens.',
      ],
    },
  },
};
