import type { RobotClass } from '../../events/model/robot-classes.ts';
import { type Ip, readAddress } from '../client/client-address.ts';
import type { Hit } from '../hits/hit.ts';
import { isOf } from './networks.ts';
import { namesRobot } from './robot-agents.ts';

/** What is known of a hit when it is judged. */
export type Circumstances = {
  hit: Hit;
  ip: Ip | undefined;
  /** All hits of the same message around it, itself among them. */
  around: readonly Hit[];
  /** Faster than this after the message was made, in milliseconds, is no person; 0 when any may be. */
  haste: number;
};

/** One line of the table. */
export type RobotRule = {
  /** As events name it. */
  rule: string;
  type: RobotClass;
  /** For people: what it goes by. */
  meaning: string;
  applies(circumstances: Circumstances): boolean;
};

const MINUTE = 60_000;

/** Several links within so many milliseconds are followed by no person. */
const BURST = { links: 3, within: 2000 };
const PAIR = { links: 2, within: 400 };

/**
 * By what robots are known; the first rule that applies decides, and none applies to people. Somebody who posts has
 * pressed a button, of a page or of a mailbox: no rule is asked.
 */
export const ROBOT_RULES: readonly RobotRule[] = [
  {
    rule: 'apple proxy agent',
    type: 'mpp',
    meaning:
      'The picture of an open is loaded by a user agent that is `Mozilla/5.0` and no more, as Apple’s proxy says',
    applies: ({ hit }) => isOpen(hit) && hit.agent === 'Mozilla/5.0',
  },
  {
    rule: 'apple proxy network',
    type: 'mpp',
    meaning:
      'The picture of an open is loaded from the networks of Apple’s relay by a program on an Apple device that is no browser',
    applies: ({ hit, ip }) =>
      isOpen(hit) &&
      ip !== undefined &&
      isOf('apple', ip) &&
      /^Mozilla\/5\.0 \((?:Mac|iP)[^)]*\) AppleWebKit\/[\d.]+ \(KHTML, like Gecko\)(?: Mobile\/\w+)?$/.test(
        hit.agent,
      ),
  },
  {
    rule: 'google sampling agent',
    type: 'gsr',
    meaning: 'The user agent has `Gmail-content-sampling` in it',
    applies: ({ hit }) => hit.agent.includes('Gmail-content-sampling'),
  },
  {
    rule: 'google network within a minute',
    type: 'gsr',
    meaning:
      'Any link, or a picture without Gmail’s image proxy, from Google’s own network within a minute after the message was made',
    applies: ({ hit, ip }) =>
      ip !== undefined &&
      isOf('google', ip) &&
      hit.at - hit.link.sentAt < MINUTE &&
      !(isOpen(hit) && hit.agent.includes('GoogleImageProxy')),
  },
  {
    rule: 'hidden link',
    type: 'genericrobot',
    meaning: 'The link that no person sees was followed, by the same address or the same user agent',
    applies: ({ hit, around }) =>
      around.some(
        (other) =>
          other.link.link.type === 'trap' &&
          (other.id === hit.id ||
            (other.ip !== undefined && other.ip === hit.ip) ||
            other.agent === hit.agent),
      ),
  },
  {
    rule: 'head request',
    type: 'genericrobot',
    meaning: 'Only the headers were asked for',
    applies: ({ hit }) => hit.method === 'HEAD',
  },
  {
    rule: 'prefetch',
    type: 'genericrobot',
    meaning: 'A header says that the program looks ahead, such as `Sec-Purpose: prefetch`',
    applies: ({ hit }) => hit.prefetch,
  },
  {
    rule: 'no user agent',
    type: 'genericrobot',
    meaning: 'The program does not say what it is',
    applies: ({ hit }) => hit.agent === '',
  },
  {
    rule: 'user agent names a robot',
    type: 'genericrobot',
    meaning: 'The user agent is that of a scanner, a crawler, a preview or a library',
    applies: ({ hit }) => namesRobot(hit.agent),
  },
  {
    rule: 'faster than a person',
    type: 'genericrobot',
    meaning: 'Sooner after the message was made than `CHAPPE_HASTE` says',
    applies: ({ hit, haste }) => hit.at - hit.link.sentAt < haste,
  },
  {
    rule: 'many links at once',
    type: 'genericrobot',
    meaning: `${BURST.links} different links of the message within ${BURST.within / 1000} seconds, or two within ${PAIR.within / 1000}, from whatever addresses`,
    applies: ({ hit, around }) => !isOpen(hit) && (inBurst(hit, around, BURST) || inBurst(hit, around, PAIR)),
  },
];

function isOpen({ link }: Hit): boolean {
  return link.link.type === 'open';
}

/** Whether some stretch of time that the hit lies in has that many different links. */
function inBurst(hit: Hit, around: readonly Hit[], { links, within }: typeof BURST): boolean {
  const near = around.filter(
    (other) => !isOpen(other) && other.method !== 'POST' && Math.abs(other.at - hit.at) <= within,
  );
  return near
    .filter((first) => first.at <= hit.at)
    .some((first) => {
      const stretch = near.filter(({ at }) => at >= first.at && at <= first.at + within);
      return (
        stretch.includes(hit) && new Set(stretch.map(({ link }) => JSON.stringify(link.link))).size >= links
      );
    });
}

export type Verdict = { type: RobotClass; rule: string };

/** Which robot a hit is of; undefined when it is a person's. */
export function judge(circumstances: Omit<Circumstances, 'ip'>): Verdict | undefined {
  const { hit } = circumstances;
  if (hit.method === 'POST') return undefined;
  const ip = hit.ip === undefined ? undefined : readAddress(hit.ip);
  const found = ROBOT_RULES.find(({ applies }) => applies({ ...circumstances, ip }));
  return found && { type: found.type, rule: found.rule };
}
