import type { Command } from 'commander';
import { registerContactErase } from './contact-erase.ts';

/** `chappe contact …` */
export function registerContact(program: Command): void {
  registerContactErase(program.command('contact').description('Do what contacts ask for'));
}
