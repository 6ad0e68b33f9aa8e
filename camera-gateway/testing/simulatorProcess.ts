import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const readySchema = z.object({ msg: z.literal('ready'), control: z.int() });
const startTimeoutMs = 60_000;

/** A fault as the simulator's control API takes it. */
export type SimulatorFault = Readonly<Record<string, unknown>>;

/** The simulator in a process of its own, on free ports: a stranger that is spoken to over the network alone. */
export class SimulatorProcess {
  readonly #process: ChildProcess;
  readonly #control: string;

  private constructor(process: ChildProcess, control: string) {
    this.#process = process;
    this.#control = control;
  }

  /** `settings`: variables of its environment, see simulator/README.md. */
  static async start(settings: Readonly<Record<string, string>>): Promise<SimulatorProcess> {
    const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));
    const child = spawn(process.execPath, [main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        KHUE_SIMULATOR_CONTROL_PORT: '0',
        KHUE_SIMULATOR_RTSP_PORTS: '0+2',
        KHUE_SIMULATOR_ONVIF_PORTS: '0+2',
        ...settings,
      },
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
    for await (const line of createInterface({ input: child.stdout })) {
      const ready = readySchema.safeParse(JSON.parse(line));
      if (!ready.success) continue;
      clearTimeout(timer);
      child.stdout.resume();
      return new SimulatorProcess(child, `http://127.0.0.1:${ready.data.control}`);
    }
    throw new Error('the simulator does not start');
  }

  /** A list of its inventory, a row each, without the head (RFC 4180). */
  async list(name: 'schools' | 'cameras'): Promise<string[][]> {
    const text = await (await fetch(`${this.#control}/inventory/${name}.csv`)).text();
    const rows = text.trimEnd().split('\r\n').slice(1);
    return rows.map((row) =>
      Array.from(row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu), ([, quoted, bare]) =>
        quoted === undefined ? (bare ?? '').trim() : quoted.replaceAll('""', '"'),
      ),
    );
  }

  async ask(path: string): Promise<unknown> {
    return (await fetch(`${this.#control}${path}`)).json();
  }

  async setFault(code: string, fault: SimulatorFault): Promise<void> {
    const response = await fetch(`${this.#control}/cameras/${code}/fault`, {
      method: 'PUT',
      body: JSON.stringify(fault),
    });
    if (!response.ok) throw new Error(`the simulator refuses the fault: HTTP ${response.status}`);
  }

  async clearFault(code: string): Promise<void> {
    await fetch(`${this.#control}/cameras/${code}/fault`, { method: 'DELETE' });
  }

  async stop(): Promise<void> {
    const gone = once(this.#process, 'close');
    this.#process.kill('SIGTERM');
    await gone;
  }
}
