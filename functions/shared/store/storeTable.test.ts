import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamodb, type TestDynamodb } from '../../../tests/dynamodb.ts';
import { keyName, type StoreTable, storeTable } from './storeTable.ts';

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
    store = storeTable(dynamodb.client, 'store');
  });

  afterAll(() => dynamodb.stop());

  beforeEach(() => {
    key += 1;
  });

  it.each([['text'], [''], ['{"not":"parsed"}'], [7], [null], [{ a: [1, { b: 'c' }], '': '' }]])(
    'gives back what was written: %j',
    async (value) => {
      await store.write({ key: 'any', value }, undefined, 1_000);
      expect(await store.read('any')).toMatchObject({ key: 'any', value, updatedAt: 1_000 });
    },
  );

  it('has nothing under a key that was never written', async () => {
    expect(await store.read('nothing')).toBeUndefined();
  });

  it('counts its versions', async () => {
    expect((await write('a'))?.version).toBe(1);
    expect((await write('b'))?.version).toBe(2);
  });

  it('lets only one of two writers go on from the same version', async () => {
    await write('a');
    const written = await Promise.all([write('b', { version: 1 }), write('c', { version: 1 })]);
    expect(written.filter((entry) => entry !== undefined)).toHaveLength(1);
    expect((await store.read(String(key)))?.version).toBe(2);
  });

  it('writes only what is there, or only what is not, where that is wanted', async () => {
    expect(await write('a', 'exists')).toBeUndefined();
    expect(await write('a', 'does not exist')).toBeDefined();
    expect(await write('b', 'does not exist')).toBeUndefined();
    expect(await write('b', 'exists')).toBeDefined();
  });
});

describe('the name of an entry', () => {
  it.each([['test1'], ['a'], ['user:7/name'], ['ключ 1'], ['x'.repeat(200)]])('may be %j', (name) => {
    expect(keyName.safeParse(name).success).toBe(true);
  });

  it.each([[''], [' '], ['../x'], ['a\nb'], ['a;b'], ['x'.repeat(201)], [undefined]])('may not be %j', (name) => {
    expect(keyName.safeParse(name).success).toBe(false);
  });
});
