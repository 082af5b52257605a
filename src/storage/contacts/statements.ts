import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The statements that make transactions, and those of the outbox that stand beside them. */
export class Statements {
  readonly begin: StatementSync;
  readonly commit: StatementSync;
  readonly rollback: StatementSync;
  readonly save: StatementSync;
  readonly release: StatementSync;
  readonly takeBack: StatementSync;
  readonly forgetEvents: StatementSync;

  constructor(database: DatabaseSync) {
    this.begin = database.prepare('BEGIN IMMEDIATE');
    this.commit = database.prepare('COMMIT');
    this.rollback = database.prepare('ROLLBACK');
    this.save = database.prepare('SAVEPOINT change');
    this.release = database.prepare('RELEASE change');
    this.takeBack = database.prepare('ROLLBACK TO change');
    this.forgetEvents = database.prepare('DELETE FROM outbox WHERE sequence <= ?');
  }
}
