import { setTimeout } from 'node:timers/promises';

/** Asks again and again until the answer satisfies; throws with the last answer after the deadline (ms). */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer>,
  satisfies: (answer: Answer) => boolean,
  deadlineMs: number,
): Promise<Answer> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (performance.now() > deadline)
      throw new Error(`${what}: not within ${deadlineMs} ms; last: ${JSON.stringify(answer)}`);
    await setTimeout(100);
  }
}
