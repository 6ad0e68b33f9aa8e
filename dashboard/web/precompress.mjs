/** Writes .br and .gz beside every text asset of the build (`dist`, or the folder that is named), so that the server only picks a file. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const dist = process.argv[2] ?? join(import.meta.dirname, 'dist');
const compressible = /\.(?:js|mjs|css|html|svg|json)$/u;
const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

const files = await readdir(dist, { recursive: true, withFileTypes: true });
await Promise.all(
  files
    .filter((file) => file.isFile() && compressible.test(file.name))
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      const bytes = await readFile(path);
      const [br, gz] = await Promise.all([
        // 9 of 11: within 5 % of the smallest, at a tenth of the time.
        brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
        deflate(bytes, { level: 9 }),
      ]);
      await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
    }),
);
