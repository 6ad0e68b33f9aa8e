import { type JSX, useState } from 'react';
import { type Step, usePrivacyChange } from '../../data/privacy.ts';
import { useTexts } from '../../i18n/language.ts';
import { StepForm } from './StepForm.tsx';

interface Stepped<Name extends string> {
  readonly id: string;
  /** What may be done with it now. */
  readonly steps: readonly Name[];
}

interface StepWords<Item, Name extends string> {
  readonly whatOf: (item: Item) => string;
  readonly nameOf: (step: Name) => string;
  readonly titleOf: (step: Name) => string;
}

interface Steps<Item> {
  /** A button for each step that an entry may take. */
  readonly buttonsOf: (item: Item) => JSX.Element;
  /** The form of the step that was chosen; null while none is. */
  readonly form: JSX.Element | null;
}

/** Steps of the entries of a register: chosen by a button, entered in a form, one at a time. */
export function useSteps<Name extends string, Item extends Stepped<Name>>(
  send: (step: Step) => Promise<void>,
  { whatOf, nameOf, titleOf }: StepWords<Item, Name>,
): Steps<Item> {
  const { t } = useTexts();
  const stepping = usePrivacyChange(send);
  const [open, setOpen] = useState<{ readonly item: Item; readonly step: Name } | null>(null);
  const close = (): void => {
    stepping.reset();
    setOpen(null);
  };
  return {
    buttonsOf: (item) => (
      <>
        {item.steps.map((step) => (
          <button
            key={step}
            type="button"
            className="quiet-button"
            aria-label={t('privacy.step.what', { step: nameOf(step), what: whatOf(item) })}
            onClick={() => setOpen({ item, step })}
          >
            {nameOf(step)}
          </button>
        ))}
      </>
    ),
    form: open && (
      <StepForm
        key={`${open.item.id} ${open.step}`}
        id={open.item.id}
        step={open.step}
        title={`${whatOf(open.item)}: ${titleOf(open.step)}`}
        submit={nameOf(open.step)}
        busy={stepping.isPending}
        error={stepping.error}
        onSubmit={(step) => stepping.mutate(step, { onSuccess: close })}
        onCancel={close}
      />
    ),
  };
}
