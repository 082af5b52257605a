import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { standing } from './standing.ts';

const PROOFS = { kind: 'proofs', id: 'a', version: 2 } as const;
const CAMPAIGN = { kind: 'campaign', id: 'b', version: 4 } as const;

describe('an order', () => {
  test('is early until the action has its version, and stands from then on', () => {
    assert.equal(standing(PROOFS, { state: 20, version: 1 }), 'early');
    assert.equal(standing(PROOFS, { state: 30, version: 2, orders: { proofs: 'a' } }), 'stands');
    assert.equal(standing(CAMPAIGN, { state: 38, version: 3, orders: { proofs: 'a' } }), 'early');
    assert.equal(
      standing(CAMPAIGN, { state: 50, version: 4, orders: { proofs: 'a', campaign: 'b' } }),
      'stands',
    );
  });

  test('for proofs stands still when the action was validated meanwhile', () => {
    assert.equal(standing(PROOFS, { state: 50, version: 3, orders: { proofs: 'a' } }), 'stands');
  });

  test('is void when another one was confirmed, as of two that were asked for at once', () => {
    assert.equal(standing(PROOFS, { state: 30, version: 2, orders: { proofs: 'other' } }), 'void');
    assert.equal(standing(CAMPAIGN, { state: 50, version: 4, orders: { campaign: 'other' } }), 'void');
  });

  test('is void when the action was taken back, deleted, sent, or is not there', () => {
    assert.equal(standing(PROOFS, { state: 20, version: 3, orders: {} }), 'void');
    assert.equal(standing(CAMPAIGN, { state: 90, version: 5, orders: { campaign: 'b' } }), 'void');
    assert.equal(standing(CAMPAIGN, { state: 80, version: 5, orders: { campaign: 'b' } }), 'void');
    assert.equal(standing(CAMPAIGN, undefined), 'void');
  });
});
