import { writeFileSync } from 'node:fs';
import { openApiDocument } from './openApiDocument.ts';

/** Writes `openapi.json` anew: `node dashboard/server/writeOpenApi.ts`; `biome format` then lays it out. */
writeFileSync(new URL('openapi.json', import.meta.url), `${JSON.stringify(await openApiDocument(), null, 2)}\n`);
