/** How providers and filters say what they say, by who says it: the words, and the verdict and rule that they come to. */
export const PROVIDER_WORDS: Readonly<Record<string, readonly (readonly [reply: string, says: string])[]>> = {
  Gmail: [
    [
      '550-5.1.1 The email account that you tried to reach does not exist. Please try 550 5.1.1 double-checking. gsmtp',
      'hard unknown user',
    ],
    ['550-5.2.1 The email account that you tried to reach is disabled. gsmtp', 'soft mailbox disabled'],
    ["452-4.2.2 The recipient's inbox is out of storage space. 452 4.2.2 gsmtp", 'soft mailbox full'],
    [
      '450-4.2.1 The user you are trying to contact is receiving mail too quickly. gsmtp',
      'soft too many messages',
    ],
    [
      '550-5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.',
      'soft not authenticated',
    ],
    [
      '550-5.7.1 [192.0.2.1] Our system has detected that this message is likely unsolicited mail. gsmtp',
      'soft unwanted message',
    ],
    ["552-5.2.3 Your message exceeded Google's message size limits. gsmtp", 'soft message too large'],
    ["553-5.1.2 We weren't able to find the recipient domain. gsmtp", 'hard unknown domain'],
    ['550-5.4.5 Daily user sending quota exceeded. gsmtp', 'soft too many messages'],
  ],
  'Outlook.com and Exchange Online': [
    [
      '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
      'hard unknown user',
    ],
    ['550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).', 'hard unknown user'],
    ['550 5.4.1 Recipient address rejected: Access denied. AS(201806281)', 'hard hidden directory'],
    [
      '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal',
      'soft sending host refused',
    ],
    [
      "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3140).",
      'soft unwanted message',
    ],
    ['421 RP-001 The mail server IP has exceeded the rate limit allowed.', 'soft too many messages'],
    [
      '550 5.7.509 Access denied, sending domain x.example does not pass DMARC verification',
      'soft not authenticated',
    ],
    [
      '550 5.4.310 DNS domain none.example does not exist [Message=InfoDomainNonexistent]',
      'hard unknown domain',
    ],
    ['554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException', 'soft mailbox full'],
    ['550 5.7.64 TenantAttribution; Relay Access Denied', 'soft relaying denied'],
  ],
  'Yahoo and AOL': [
    [
      "554 delivery error: dd This user doesn't have a yahoo.example account (ada@yahoo.example) [0]",
      'hard unknown user',
    ],
    [
      '554 30 Sorry, your message to ada@yahoo.example cannot be delivered. This mailbox is disabled (554.30).',
      'soft mailbox disabled',
    ],
    ['552 1 Requested mail action aborted, mailbox not found', 'hard unknown user'],
    [
      '553 5.7.2 [TSS09] All messages from 192.0.2.1 will be permanently deferred',
      'soft sending host refused',
    ],
    ['554 5.7.9 Message not accepted for policy reasons', 'soft enhanced code'],
    ['554 Message not allowed - [PH01] Email not accepted for policy reasons.', 'soft policy'],
  ],
  iCloud: [
    ['550 5.1.1 <gone@icloud.example>: user does not exist', 'hard unknown user'],
    ['552 5.2.2 <full@icloud.example>: user is over quota', 'soft mailbox full'],
    [
      '554 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.example/',
      'soft enhanced code',
    ],
    [
      '550 5.7.0 Blocked - see https://support.proofpoint.example/dnsbl-lookup.cgi?ip=192.0.2.1',
      'soft unwanted message',
    ],
  ],
  'GMX and web.de': [
    [
      '550-Requested action not taken: mailbox unavailable 550 For explanation visit https://postmaster.gmx.example/',
      'hard unknown user',
    ],
    [
      '552-Requested mail action aborted: exceeded storage allocation 552-Quota exceeded. The recipient mailbox is full.',
      'soft mailbox full',
    ],
    ['554-No SMTP service 554 Bad DNS PTR resource record.', 'soft sending host refused'],
    ['554-Transaction failed 554 Reject due to policy restrictions.', 'soft policy'],
  ],
  'T-Online': [
    ['554 IP=192.0.2.1 - A problem occurred. Ask your postmaster for help.', 'soft sending host refused'],
  ],
  'mail.ru': [
    [
      '550 Message was not accepted -- invalid mailbox. Local mailbox gone@mail.example is unavailable: user not found',
      'hard unknown user',
    ],
    [
      '550 Message was not accepted -- invalid mailbox. Local mailbox x@mail.example is unavailable: account is disabled',
      'soft mailbox disabled',
    ],
    [
      '550 Message was not accepted -- invalid mailbox. Local mailbox x@mail.example is unavailable: user is terminated',
      'soft mailbox disabled',
    ],
    [
      '550 spam message rejected. Please visit http://help.mail.example/notspam-support/id',
      'soft unwanted message',
    ],
  ],
  Yandex: [
    ['550 5.7.1 No such user!', 'hard unknown user'],
    ['554 5.7.1 Message rejected under suspicion of SPAM; https://ya.example/1', 'soft unwanted message'],
    ['550 5.7.1 Policy rejection on the target address', 'soft recipient preference'],
    [
      '451 4.7.1 The recipient has exceeded their message rate limit. Try again later.',
      'soft too many messages',
    ],
  ],
  'QQ and 163': [
    ['550 Mailbox not found. http://service.mail.qq.example/', 'hard unknown user'],
    ['550 Mail content denied. http://service.mail.qq.example/', 'soft unwanted message'],
    ['550 Domain frequency limited [ab/cd IP: 192.0.2.1]', 'soft too many messages'],
    ['550 Suspected bounce attacks', 'soft unwanted message'],
    ['550 User suspended: gone@163.example', 'soft mailbox disabled'],
    ['554 DT:SPM 163 smtp5,D9GowACHO7RN', 'soft unwanted message'],
    ['550 MI:SPF mx14,QMCowECpA0qTiftVaeB3Cg', 'soft not authenticated'],
  ],
  'Orange, La Poste and Free': [
    [
      "550 5.1.1 Adresse d'au moins un destinataire invalide. Invalid recipient. OFR204_416",
      'hard unknown user',
    ],
    ['550 5.2.0 Mail rejete. Mail rejected. OFR_506', 'soft unwanted message'],
    ['552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR417', 'soft mailbox full'],
    ['421 4.7.0 Trop de connexions. Too many connections, slow down. OFR004_104', 'soft too many messages'],
    [
      '550 5.5.0 Service refuse. Veuillez essayer plus tard. Service refused, please try later. LPN007_510',
      'soft sending host refused',
    ],
    [
      '421 Too many spams from your IP (192.0.2.1), please visit http://postmaster.free.example/',
      'soft unwanted message',
    ],
    ['550 5.1.0 Emetteur invalide. Invalid Sender. LPN105_104', 'soft sender refused'],
  ],
  'Comcast, Cox and Spectrum': [
    ['550 5.1.1 Not our Customer', 'hard unknown user'],
    [
      '554 192.0.2.1 found on one or more DNSBLs, see http://postmaster.comcast.example/',
      'soft unwanted message',
    ],
    ['421 4.1.0 192.0.2.1 Throttled - try again later.', 'soft too many messages'],
    ['554 PTR lookup failure: rejecting', 'soft sending host refused'],
    ['552 5.2.0 192.0.2.1 - Please refer to help. AUP#POL', 'soft unwanted message'],
  ],
  Barracuda: [
    [
      '554 Service unavailable; Client host [mx.example] blocked using Barracuda Reputation; http://bbl.barracudacentral.example/q.cgi',
      'soft unwanted message',
    ],
    ['550 permanent failure for one or more recipients (ada@there.example:blocked)', 'soft unwanted message'],
    [
      '550 permanent failure for one or more recipients (ada@there.example:550 No such user)',
      'hard unknown user',
    ],
  ],
  Proofpoint: [
    ['554 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.1', 'soft unwanted message'],
    ['550 5.7.0 Local Policy Violation - ba39d3d0', 'soft policy'],
  ],
  Mimecast: [
    ['550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550', 'hard unknown user'],
    [
      '550 Administrative prohibition - envelope blocked - https://community.mimecast.example/',
      'soft unwanted message',
    ],
    ['550 Rejected by header based Anti-Spoofing policy: news@sender.example', 'soft not authenticated'],
    [
      '550 csi.mimecast.example Poor Reputation Sender. - https://community.mimecast.example/',
      'soft unwanted message',
    ],
    ['550 Submitter failed to authenticate', 'soft not authenticated'],
  ],
  'Cisco IronPort': [
    [
      "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
      'soft unwanted message',
    ],
    ['550 #5.1.0 Address rejected.', 'hard unknown user'],
  ],
  'lists of senders': [
    [
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.example; https://www.spamhaus.example/query',
      'soft unwanted message',
    ],
    [
      '553-mail rejected because your IP is in the PBL. See http://www.spamhaus.example/pbl',
      'soft unwanted message',
    ],
    [
      '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using Trend Micro Email Reputation database.',
      'soft unwanted message',
    ],
  ],
  qmail: [
    ['553 sorry, your envelope recipient is in my badrcptto list (#5.7.1)', 'hard unknown user'],
    ['553 sorry, this recipient is not in my validrcptto list (#5.7.1)', 'hard unknown user'],
    ['553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)', 'soft sender refused'],
  ],
  GoDaddy: [
    ['550 5.1.1 <gone@there.example> Recipient not found. <http://x.example/irbounce>', 'hard unknown user'],
    ['552 5.2.0 Message rejected: content is considered spam', 'soft unwanted message'],
  ],
};
