import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../../tests/dynamodb.ts';
import { parseJson } from '../runtime/json.ts';
import { createStoreTable, type StoreTable } from './storeTable.ts';

describe('the store', () => {
  let dynamodb: TestDynamodb;
  let store: StoreTable;
  let key = 0;
  const write = (value: string, condition?: Parameters<StoreTable['write']>[1]) =>
    store.write({ key: String(key), value }, condition, 1_000);

  beforeAll(async () => {
    dynamodb = await startDynamodb({
      TableName: 'store',
      AttributeDefinitions: [{ AttributeName: 'key', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
    });
    store = createStoreTable(dynamodb.client, 'store');
  });

  afterAll(() => dynamodb.stop());

  beforeEach(() => {
    key += 1;
  });

  it.each([['text'], [''], ['{"not":"parsed"}'], [7], [null], [{ a: [1, { b: 'c' }], '': '' }]])(
    'returns the value that was written: %j',
    async (value) => {
      await store.write({ key: 'any', value }, undefined, 1_000);
      expect(await store.read('any')).toMatchObject({ key: 'any', value, updatedAt: 1_000 });
    },
  );

  it('returns undefined for a key that was never written', async () => {
    expect(await store.read('nothing')).toBeUndefined();
  });

  it('increments the version with each write', async () => {
    expect((await write('a'))?.version).toBe(1);
    expect((await write('b'))?.version).toBe(2);
  });

  it('lets only one of two writers with the same version succeed', async () => {
    await write('a');
    const written = await Promise.all([write('b', { versions: [1] }), write('c', { versions: [1] })]);
    expect(written.filter((entry) => entry !== undefined)).toHaveLength(1);
    expect((await store.read(String(key)))?.version).toBe(2);
  });

  it('writes under the condition that the version is one of a list, or none of a list', async () => {
    expect(await write('a', { versions: [1] })).toBeUndefined();
    expect(await write('a', { otherThan: [1] })).toMatchObject({ version: 1 });
    expect(await write('b', { versions: [2, 1, 3] })).toMatchObject({ version: 2 });
    expect(await write('c', { otherThan: [1, 2] })).toBeUndefined();
    expect(await write('c', { versions: [] })).toBeUndefined();
    expect(await write('c', { otherThan: [1] })).toMatchObject({ version: 3 });
    expect(await write('d', { otherThan: [] })).toMatchObject({ version: 4 });
    expect(await write('e', { versions: Array.from({ length: 100 }, (_, n) => n + 1) })).toMatchObject({ version: 5 });
  });

  it.each([['1.10'], ['9007199254740993'], ['1e400'], ['-0'], ['{"__proto__":{"a":[1.0]}}']])(
    'returns the JSON that was written to the letter: %s',
    async (text) => {
      await store.write({ key: 'exact', value: parseJson(text) }, undefined, 1_000);
      expect(JSON.stringify((await store.read('exact'))?.value)).toBe(text);
    },
  );

  it('writes under the conditions that the entry exists or does not exist', async () => {
    expect(await write('a', 'exists')).toBeUndefined();
    expect(await write('a', 'does not exist')).toBeDefined();
    expect(await write('b', 'does not exist')).toBeUndefined();
    expect(await write('b', 'exists')).toBeDefined();
  });
});
