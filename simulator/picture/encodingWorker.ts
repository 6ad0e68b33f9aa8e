import { parentPort } from 'node:worker_threads';
import { type EncodingJob, type JobResult, jobSchema, runEncodingJob } from './encodingJob.ts';

/** The thread that encodes, one job after the other in the order asked. */
let lastJob: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: unknown) => {
  lastJob = answer(jobSchema.parse(message), lastJob);
});

async function answer(job: EncodingJob, before: Promise<void>): Promise<void> {
  await before;
  const result = await outcome(job);
  parentPort?.postMessage(result, []);
}

async function outcome(job: EncodingJob): Promise<JobResult> {
  try {
    return { id: job.id, packed: await runEncodingJob(job) };
  } catch (error) {
    return { id: job.id, failure: String(error) };
  }
}
