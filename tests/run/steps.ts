import { spawn } from 'node:child_process';

/** One step of a run: a line while it works, a line when it is done, its output only where it failed or was asked for. */
export interface Step {
  readonly name: string;
  /** Program and parameters, or work to be done in this process; a rejected promise fails the step. */
  readonly run:
    | readonly [program: string, ...parameters: string[]]
    | ((log: (line: string) => void) => Promise<void> | void);
  /** Shows the output as it comes. */
  readonly loud?: boolean;
}

const root = new URL('../../', import.meta.url).pathname;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runProgram([program, ...parameters]: readonly [string, ...string[]], loud: boolean): Promise<void> {
  const child = spawn(program, parameters, {
    cwd: root,
    stdio: ['ignore', loud ? 'inherit' : 'pipe', loud ? 'inherit' : 'pipe'],
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-20_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(output.trim() || `${program} ended with ${code}`);
}

async function runStep({ name, run, loud = false }: Step): Promise<boolean> {
  const began = performance.now();
  if (loud) say(`\n  ${name}`);
  try {
    if (typeof run === 'function') await run((line) => say(`  ○ ${line}`));
    else await runProgram(run, loud);
    say(`  ✓ ${name.padEnd(44)} ${((performance.now() - began) / 1_000).toFixed(1)} s`);
    return true;
  } catch (error) {
    say(`  × ${name}\n\n${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

/** Runs all steps in their order, so many side by side; returns whether every one passed. */
export async function runSteps(steps: readonly Step[], atOnce = 1): Promise<boolean> {
  const waiting = [...steps];
  let passed = true;
  async function work(): Promise<void> {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!(await runStep(step))) passed = false;
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return passed;
}
