/** A process of its own that runs an embedded server, so that a test can kill it: `node serverOwner.ts <dataDir>`. */
import { startEmbeddedPostgres } from '../embeddedPostgres.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('the data folder is missing');
const server = await startEmbeddedPostgres({ dataDir });
process.stdout.write(`${server.url}\n`);
setInterval(() => {}, 60_000);
