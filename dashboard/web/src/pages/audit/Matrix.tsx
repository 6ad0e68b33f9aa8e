import { type RuleFamily, ruleFamilies } from '@khue/domain/audit';
import type { AuditBoard, AuditRulesAnswer } from '@khue/domain/auditApi';
import type { JSX } from 'react';
import { useTexts } from '../../i18n/language.ts';
import { FamilyCell, OffCell } from './FamilyCell.tsx';
import { Legend } from './Legend.tsx';
import { ScoreCells } from './ScoreCells.tsx';

type SchoolRow = AuditBoard['schools'][number];

interface MatrixProps {
  readonly board: AuditBoard;
  /** null: not here yet. */
  readonly answer: AuditRulesAnswer | null;
  readonly schoolId: string | null;
  readonly onSchool: (schoolId: string) => void;
}

/** Families of which the profile judges nothing: off, which is not the same as unknown. */
function familiesOff({ board, answer }: Pick<MatrixProps, 'board' | 'answer'>): ReadonlySet<RuleFamily> {
  const { profile: name, profileVersion } = board.campaign;
  const profile = answer?.profiles.find((known) => known.name === name && known.version === profileVersion);
  if (profile === undefined) return new Set();
  const on = new Set(profile.rules.filter(({ enabled }) => enabled).map(({ id }) => id.split('-')[0]));
  return new Set(ruleFamilies.filter((family) => !on.has(family)));
}

interface RowProps {
  readonly school: SchoolRow;
  readonly off: ReadonlySet<RuleFamily>;
  readonly offWord: string;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Row({ school, off, offWord, isOpen, onOpen }: RowProps): JSX.Element {
  const { t } = useTexts();
  const { name, shortName, code, wardName, finished } = school;
  return (
    <tr
      data-school={code}
      aria-current={isOpen ? 'true' : undefined}
      className={finished === 0 ? 'waiting' : undefined}
    >
      <th scope="row">
        <button
          type="button"
          title={name}
          aria-label={t('audit.board.openSchool', { name: shortName })}
          onClick={onOpen}
        >
          {shortName}
        </button>
        <small className="matrix-ward">{wardName ?? ''}</small>
      </th>
      {finished === 0 ? (
        <td colSpan={ruleFamilies.length + 3} className="hatched matrix-unaudited">
          {t('audit.board.waiting')}
        </td>
      ) : (
        <>
          <ScoreCells school={school} />
          {school.families.map((family) => (
            <FamilyCell key={family.family} family={family} off={off.has(family.family) ? offWord : null} />
          ))}
        </>
      )}
    </tr>
  );
}

function Head(): JSX.Element {
  const { t } = useTexts();
  return (
    <thead>
      <tr>
        <th scope="col">{t('audit.board.school')}</th>
        <th scope="col">{t('audit.board.camera')}</th>
        <th scope="col" className="numeric">
          {t('audit.board.score')}
        </th>
        <th scope="col">{t('audit.board.coverage')}</th>
        {ruleFamilies.map((family) => (
          <th key={family} scope="col" className="matrix-family">
            <b>{family}</b>
            {t(`audit.family.${family}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface TotalsProps {
  readonly board: AuditBoard;
  readonly off: ReadonlySet<RuleFamily>;
  readonly offWord: string;
}

/** Failures and unknowns of the whole campaign, by family. */
function Totals({ board, off, offWord }: TotalsProps): JSX.Element {
  const { t, format } = useTexts();
  return (
    <tr className="matrix-total">
      <th scope="row" colSpan={4}>
        {t('audit.board.total')} <small>{t('audit.board.totalHint')}</small>
      </th>
      {ruleFamilies.map((family, index) => {
        if (off.has(family)) return <OffCell key={family} why={offWord} />;
        const counts = board.families[index]?.counts;
        const [fail, unknown] = [format.number(counts?.FAIL ?? 0), format.number(counts?.UNKNOWN ?? 0)];
        return (
          <td key={family}>
            <span className="visually-hidden">
              {t('audit.board.sums', { family: t(`audit.family.${family}`), fail, unknown })}
            </span>
            <span className="matrix-sums" aria-hidden="true">
              <b>{fail}</b>
              <span>{unknown}</span>
            </span>
          </td>
        );
      })}
    </tr>
  );
}

/** Schools by families of rules: what fails stands left in each cell, what is not known right. */
export function Matrix({ board, answer, schoolId, onSchool }: MatrixProps): JSX.Element {
  const { t } = useTexts();
  const off = familiesOff({ board, answer });
  const offWord = t('audit.board.off', { name: board.campaign.profile, version: board.campaign.profileVersion });
  return (
    <>
      <div className="matrix-scroll">
        <table className="matrix" aria-label={t('audit.board.matrix')}>
          <Head />
          <tbody>
            <Totals board={board} off={off} offWord={offWord} />
            {board.schools.map((school) => (
              <Row
                key={school.schoolId}
                school={school}
                off={off}
                offWord={offWord}
                isOpen={school.schoolId === schoolId}
                onOpen={() => onSchool(school.schoolId)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Legend />
    </>
  );
}
