import { writeFileSync } from 'node:fs';
import { openApiText } from './openApiText.ts';

/** Writes `openapi.json` anew: `node dashboard/server/writeOpenApi.ts`. */
writeFileSync(new URL('openapi.json', import.meta.url), await openApiText());
