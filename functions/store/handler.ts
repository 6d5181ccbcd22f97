import type { SendAlert } from '../shared/alerts/alert.ts';
import { createAuthorize } from '../shared/alerts/authorize.ts';
import { createRejectUnfit } from '../shared/alerts/rejectUnfit.ts';
import { checkData } from '../shared/guardrails/guardrails.ts';
import { httpHandler } from '../shared/http/httpHandler.ts';
import { MAX_VALUE_BYTES } from '../shared/http/limits.ts';
import { Problem } from '../shared/http/problem.ts';
import type { HttpRequest } from '../shared/http/request.ts';
import { type HttpResponse, json } from '../shared/http/response.ts';
import { toCheckedValue } from '../shared/runtime/json.ts';
import { log } from '../shared/runtime/log.ts';
import { byteLengthOf, type Entry, type StoreTable } from '../shared/store/storeTable.ts';
import { entityTag } from './entityTags.ts';
import { readStatusOf } from './readCondition.ts';
import { writeConditionOf } from './writeCondition.ts';

export interface StoreDependencies {
  readonly store: StoreTable;
  readonly sendAlert: SendAlert;
  /** The SHA-256 digests of the valid tokens. */
  readonly tokenDigests: readonly Buffer[];
  readonly now: () => number;
}

const CONDITION_FAILED =
  'The entry does not meet your condition: it was written since, or it does not exist. Read it and try again.';

type WriteInput = Pick<Entry, 'key' | 'value'> & { readonly version?: number | undefined };

/** Stores values under keys and returns them. */
export function createHandler({ store, sendAlert, tokenDigests, now }: StoreDependencies) {
  const rejectUnfit = createRejectUnfit({ sendAlert, now });

  async function write({ key, value, version }: WriteInput, request: HttpRequest): Promise<HttpResponse> {
    const condition = writeConditionOf(request, version);
    if (byteLengthOf(value) > MAX_VALUE_BYTES) {
      throw new Problem(413, { detail: `A value has at most ${MAX_VALUE_BYTES} bytes. Store less under one key.` });
    }
    const input = { [key]: value };
    await rejectUnfit(input, checkData(toCheckedValue(input)), request);

    const entry = await store.write({ key, value }, condition, now());
    if (!entry) {
      throw new Problem(412, { detail: CONDITION_FAILED });
    }
    const overwritten = entry.version > 1;
    log.info('Entry stored', { event: 'entry.stored', version: entry.version });
    const body = { ...metadataOf(entry), overwritten };
    return json(overwritten ? 200 : 201, body, { ETag: entityTag(entry.version) });
  }

  return httpHandler<'store'>({
    authorize: createAuthorize({ digests: tokenDigests, sendAlert, now }),
    handlers: {
      'POST /add': ({ query }, request) => write(query, request),
      'POST /write': ({ query, body }, request) => write(query ?? body, request),

      async 'GET /read'({ query: { key } }, request) {
        const entry = await store.read(key);
        if (!entry) throw new Problem(404, { detail: 'Unknown key: nothing is stored under it.' });
        const status = readStatusOf(request, entry.version);
        if (status === 412) throw new Problem(412, { detail: CONDITION_FAILED });
        const body = status === 304 ? undefined : { ...metadataOf(entry), value: entry.value };
        return json(status, body, { ETag: entityTag(entry.version), 'Cache-Control': 'no-store' });
      },
    },
  });
}

function metadataOf({ key, version, updatedAt }: Entry) {
  return { key, version, updated_at: new Date(updatedAt).toISOString() };
}
