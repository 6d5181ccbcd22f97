import type { FunctionLogLine } from '../../local/lambda/definition.ts';

/** Merges sources whose lines are in the order of their timestamps. Holds one line of each. */
export async function* mergeByTime(
  sources: readonly AsyncIterator<FunctionLogLine>[],
): AsyncGenerator<FunctionLogLine> {
  const firsts = await Promise.all(sources.map(async (source) => ({ source, result: await source.next() })));
  const heads = firsts.flatMap(({ source, result }) => (result.done ? [] : [{ source, line: result.value }]));
  for (;;) {
    let [earliest] = heads;
    if (!earliest) return;
    for (const head of heads) if (head.line.timestamp < earliest.line.timestamp) earliest = head;
    yield earliest.line;
    const result = await earliest.source.next();
    if (result.done) heads.splice(heads.indexOf(earliest), 1);
    else earliest.line = result.value;
  }
}
