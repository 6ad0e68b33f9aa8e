import { logActionSchema } from '@khue/domain/log';
import { viLog } from '../../i18n/viLog.ts';

type ActionKey = `log.action.${keyof typeof viLog.action}`;
type KindKey = `log.kind.${keyof typeof viLog.kind}`;

function isAction(name: string): name is keyof typeof viLog.action {
  return Object.hasOwn(viLog.action, name);
}

function isKind(name: string): name is keyof typeof viLog.kind {
  return Object.hasOwn(viLog.kind, name);
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
