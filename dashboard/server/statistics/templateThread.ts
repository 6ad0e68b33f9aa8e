/** Makes one template in a thread of its own: a sheet of thousands of schools would hold the server up for a second. */
import { parentPort, workerData } from 'node:worker_threads';
import { templateBook, type TemplateOrder } from './templateBook.ts';

const order: TemplateOrder = workerData;
parentPort?.postMessage(await templateBook(order), []);
