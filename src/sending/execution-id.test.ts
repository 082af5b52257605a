import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { executionIdOf } from './execution-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

test('the id of an execution is a uuid of the same kind and time, and leads back to the message', () =>
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const execution = executionIdOf(id);
      assert.match(execution, UUID);
      assert.notEqual(execution, id);
      assert.equal(execution.slice(0, 19), id.slice(0, 19));
      assert.equal(executionIdOf(execution), id);
      assert.equal(executionIdOf(id.toUpperCase()), execution);
    }),
  ));
