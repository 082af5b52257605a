import type { FamilyCase } from './family-case.ts';

/** Reports in words of many languages: language, subject, what leads to the recipient, why, and how that is understood. */
const REPORTS: readonly (readonly [string, string, string, string, string])[] = [
  [
    'French, the text alone tells',
    'Votre courrier',
    'Votre message n’a pas pu être délivré au destinataire suivant :',
    'Cette boîte aux lettres n’existe pas',
    '5.1.1 hard unknown user',
  ],
  [
    'French, a subject without accents',
    'Echec de livraison',
    'Destinataire :',
    'Boîte pleine, quota dépassé',
    '5.2.2 soft mailbox full',
  ],
  [
    'French, a host that is silent',
    'Votre message n’a pas pu être remis',
    'Destinataire :',
    'Le serveur distant ne répond pas',
    '5.4.1 soft no answer',
  ],
  [
    'Spanish',
    'No se puede entregar: News',
    'No se pudo entregar el mensaje a los siguientes destinatarios:',
    'No se encontró la dirección de correo electrónico.',
    '5.1.1 hard unknown user',
  ],
  [
    'Portuguese',
    'Não é possível entregar: News',
    'A entrega falhou para estes destinatários ou grupos:',
    'A caixa de correio do destinatário está cheia.',
    '5.2.2 soft mailbox full',
  ],
  [
    'Italian',
    'Impossibile recapitare: News',
    'Recapito non riuscito per i destinatari seguenti:',
    'L’utente non esiste.',
    '5.1.1 hard unknown user',
  ],
  [
    'Romanian',
    'Nelivrat: News',
    'Mesajul nu a putut fi livrat următorilor destinatari:',
    'Utilizatorul nu există.',
    '5.1.1 hard unknown user',
  ],
  [
    'German, the text alone tells',
    'Ihre Nachricht',
    'Ihre Nachricht konnte dem Empfänger nicht zugestellt werden:',
    'Das Postfach ist voll.',
    '5.2.2 soft mailbox full',
  ],
  [
    'Dutch',
    'Uw bericht kon niet worden bezorgd',
    'Bezorging is mislukt bij deze geadresseerden:',
    'Het ingevoerde e-mailadres is niet gevonden.',
    '5.1.1 hard unknown user',
  ],
  [
    'Danish',
    'Kan ikke leveres: News',
    'Levering til disse modtagere mislykkedes:',
    'Modtageren findes ikke.',
    '5.1.1 hard unknown user',
  ],
  [
    'Finnish',
    'Toimitus epäonnistui: News',
    'Viestiä ei voitu toimittaa seuraaville vastaanottajille:',
    'Sähköpostiosoitetta ei löydy.',
    '5.1.1 hard unknown user',
  ],
  [
    'Czech',
    'Nedoručitelné: News',
    'Zprávu se nepodařilo doručit těmto příjemcům:',
    'Schránka je plná.',
    '5.2.2 soft mailbox full',
  ],
  [
    'Hungarian',
    'Kézbesíthetetlen: News',
    'Az üzenetet nem sikerült kézbesíteni a következő címzettnek:',
    'Ismeretlen felhasználó.',
    '5.1.1 hard unknown user',
  ],
  [
    'Turkish',
    'Teslim edilemedi: News',
    'İletiniz şu alıcılara teslim edilemedi:',
    'Kullanıcı bulunamadı.',
    '5.1.1 hard unknown user',
  ],
  [
    'Russian',
    'Не удалось доставить письмо',
    'Ваше письмо не было доставлено:',
    'почтовый ящик переполнен',
    '5.2.2 soft mailbox full',
  ],
  [
    'Ukrainian',
    'Ваш лист',
    'Повідомлення не вдалося доставити таким одержувачам:',
    'Користувача не знайдено.',
    '5.1.1 hard unknown user',
  ],
  [
    'English, the text alone tells',
    'About your mail',
    'We could not deliver your message to:',
    'The recipient has exceeded the disk allocation.',
    '5.2.2 soft mailbox full',
  ],
];

const TOLD: readonly FamilyCase[] = REPORTS.map(([language, subject, lead, why, meaning]) => ({
  family: `report in ${language}`,
  head: ['From: postmaster@there.example', `Subject: ${encoded(subject)}`],
  body: [lead, '', 'gone@there.example', why],
  says: [`bounce gone@there.example ${meaning}`],
}));

/** Reports in many languages, and what is none although it has words or a sender of reports. */
export const LANGUAGE_FAMILIES: readonly FamilyCase[] = [
  ...TOLD,
  {
    family: 'postmaster who writes as a person',
    head: ['From: postmaster@there.example', 'Subject: Your sending rate'],
    body: ['Please slow down: a lot of your connections failed. Write to', 'noc@there.example'],
    says: ['reply postmaster@there.example null null null'],
  },
  {
    family: 'person who lacks a parcel, in French',
    head: ['From: Paul <paul@there.example>', `Subject: ${encoded('Colis non distribué')}`],
    body: ['Mon colis n’a pas pu être livré. Mon adresse :', 'paul2@there.example'],
    says: ['reply paul@there.example null null null'],
  },
  {
    family: 'daemon whose words nobody understands',
    head: ['From: MAILER-DAEMON@there.example', 'Subject: Notice'],
    body: ['Lorem ipsum.'],
    says: ['automatic MAILER-DAEMON@there.example null null null'],
  },
  {
    family: 'program that takes no answers',
    head: ['From: No-Reply <no-reply@there.example>', 'Subject: Your request 12'],
    body: ['We have received your request.'],
    says: ['automatic no-reply@there.example null null null'],
  },
];

/** A subject as RFC 2047 has it, in words of bounded length. */
function encoded(subject: string): string {
  return (subject.match(/.{1,12}/gu) ?? [])
    .map((piece) => `=?UTF-8?B?${Buffer.from(piece).toString('base64')}?=`)
    .join(' ');
}
