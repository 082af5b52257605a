import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SETTINGS } from './settings.ts';
import { unknownSettings } from './unknown-settings.ts';

describe('variables that are no settings', () => {
  it('are told with the setting that was meant', () => {
    const env = { CHAPPE_RATE_LIMT: '5', CHAPPE_DTA: '/srv', CHAPPE_POTR: '1' };
    assert.deepEqual(unknownSettings(env), [
      { name: 'CHAPPE_DTA', meant: 'CHAPPE_DATA' },
      { name: 'CHAPPE_POTR', meant: 'CHAPPE_PORT' },
      { name: 'CHAPPE_RATE_LIMT', meant: 'CHAPPE_RATE_LIMIT' },
    ]);
  });

  it('are told alone when they are like no setting', () => {
    assert.deepEqual(unknownSettings({ CHAPPE_SERVICE_PORT_HTTP: '80' }), [
      { name: 'CHAPPE_SERVICE_PORT_HTTP' },
    ]);
  });

  it('are neither the settings themselves nor what other programs have', () => {
    const settings = Object.values(SETTINGS).map(({ env }) => [env, '1']);
    assert.deepEqual(unknownSettings({ ...Object.fromEntries(settings), PATH: '/bin', CHAPPE: '1' }), []);
  });
});
