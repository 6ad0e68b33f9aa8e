import { PreparedBody } from '../answers/preparedBody.ts';
import type { Sight } from './sight.ts';

/** Answers kept for one sight; beyond it the one kept longest is made anew. */
const keptAnswers = 400;
const json = 'application/json; charset=utf-8';

interface Kept {
  readonly epoch: string;
  readonly body: PreparedBody;
}

/**
 * Answers that many ask for, made once as long as nothing changed: per sight, since equal scopes share one set, and gone
 * with it.
 */
export class PreparedAnswers {
  readonly #bySight = new WeakMap<object, Map<string, Kept>>();
  readonly #wholeCity = {};

  /** `epoch` says what the answer was made of; another one makes it anew. */
  async get(
    { sight, name, epoch }: { readonly sight: Sight; readonly name: string; readonly epoch: string },
    make: () => Promise<unknown>,
  ): Promise<PreparedBody> {
    const owner = sight ?? this.#wholeCity;
    const answers = this.#bySight.get(owner) ?? new Map<string, Kept>();
    this.#bySight.set(owner, answers);
    const known = answers.get(name);
    if (known?.epoch === epoch) return known.body;
    const made = new PreparedBody(json, JSON.stringify(await make()));
    // The same words as before: its compressed forms serve on.
    const body = known?.body.version === made.version ? known.body : made;
    answers.delete(name);
    answers.set(name, { epoch, body });
    const [oldest] = answers.keys();
    if (answers.size > keptAnswers && oldest !== undefined) answers.delete(oldest);
    return body;
  }
}
