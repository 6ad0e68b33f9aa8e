import { type LogRow, logActionSchema } from '@khue/domain/log';
import { viLog } from '../../i18n/viLog.ts';

type ActionKey = `log.action.${keyof typeof viLog.action}`;
type FactKey = `log.fact.${keyof typeof viLog.fact}`;
type KindKey = `log.kind.${keyof typeof viLog.kind}`;
type Values = typeof viLog.value;
type ValueKey = { [Name in keyof Values]: `log.value.${Name}.${keyof Values[Name] & string}` }[keyof Values];
type Word = { readonly key: ValueKey } | { readonly text: string };

function isAction(name: string): name is keyof typeof viLog.action {
  return Object.hasOwn(viLog.action, name);
}

function isKind(name: string): name is keyof typeof viLog.kind {
  return Object.hasOwn(viLog.kind, name);
}

function isFact(name: string): name is keyof typeof viLog.fact {
  return Object.hasOwn(viLog.fact, name);
}

const facts: readonly string[] = Object.keys(viLog.fact);

/** What a row tells beside who and what: the facts that have a word first, in the order of the words. */
export function orderedFacts(details: LogRow['details']): readonly (readonly [string, unknown])[] {
  const place = (name: string): number => (isFact(name) ? facts.indexOf(name) : facts.length);
  return Object.entries(details).toSorted(([a], [b]) => place(a) - place(b));
}

/** The text of a fact's name; null for one that has none. */
export function factKey(name: string): FactKey | null {
  return isFact(name) ? `log.fact.${name}` : null;
}

const valueKeys: ReadonlySet<string> = new Set(
  Object.entries(viLog.value).flatMap(([name, words]) =>
    Object.keys(words).map((value) => `log.value.${name}.${value}`),
  ),
);

function isValueKey(key: string): key is ValueKey {
  return valueKeys.has(key);
}

/** Names that several of a kind, or a state before and after, are told by: `zones`, `zonesBefore` are zones. */
function groupOf(name: string): string {
  return name.replace(/(?:Before|After)$/u, '').replace(/s$/u, '');
}

/** A value by its fact: each word that the house itself chose by its text, what somebody wrote as it was written. */
export function valueWords(name: string, value: string): readonly Word[] {
  const texts = groupOf(name) === 'zone' ? value.split(/,\s*/u) : [value];
  return texts.map((text) => {
    const key = `log.value.${groupOf(name)}.${text}`;
    return isValueKey(key) ? { key } : { text };
  });
}

/** The text of an action; null for one that this edition has no word for. */
export function actionKey(action: string): ActionKey | null {
  const name = action.replace('.', '_');
  return isAction(name) ? `log.action.${name}` : null;
}

/** The text of a kind of thing, or null. */
export function kindKey(kind: string): KindKey | null {
  return isKind(kind) ? `log.kind.${kind}` : null;
}

export const knownActions: readonly string[] = logActionSchema.options;
export const knownKinds: readonly string[] = Object.keys(viLog.kind);
