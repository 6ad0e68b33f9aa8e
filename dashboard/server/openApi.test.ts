import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openApiDocument.ts';

describe('description of the API', () => {
  it('is the one committed; `node dashboard/server/writeOpenApi.ts` writes it anew', async () => {
    const committed: unknown = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8'));
    expect(JSON.parse(JSON.stringify(await openApiDocument()))).toEqual(committed);
  });
});
