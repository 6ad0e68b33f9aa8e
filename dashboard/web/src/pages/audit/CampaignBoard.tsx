import type { AuditCampaign } from '@khue/domain/audit';
import type { AuditBoard } from '@khue/domain/auditApi';
import { type JSX, useState } from 'react';
import { Loaded } from '../../controls/Loaded.tsx';
import { type BoardView, useAuditBoard, useAuditRules, useCampaign } from '../../data/audits.ts';
import { useTexts } from '../../i18n/language.ts';
import { type AuditPlace, navigate, pathOf } from '../../router.ts';
import { BoardAnswer } from './BoardAnswer.tsx';
import { BoardFilter } from './BoardFilter.tsx';
import { boardStep, finishedOf } from './boardStep.ts';
import { CampaignHead } from './CampaignHead.tsx';
import { Matrix } from './Matrix.tsx';
import { SchoolPanel } from './SchoolPanel.tsx';
import './board.css';
import './matrix.css';

interface BoardProps {
  readonly board: AuditBoard;
  readonly campaign: AuditCampaign;
  readonly place: AuditPlace;
  readonly view: BoardView;
  readonly onView: (view: BoardView) => void;
  readonly onSchool: (schoolId: string) => void;
}

/** All schools, worst first. */
const whole: BoardView = { page: 1, order: 'worst', rule: null, ward: null, q: '' };

function NoneFound({ onView }: Pick<BoardProps, 'onView'>): JSX.Element {
  const { t } = useTexts();
  return (
    <p className="audit-none">
      {t('audit.board.noneFound')}{' '}
      <button type="button" className="text-button" onClick={() => onView(whole)}>
        {t('audit.board.showAll')}
      </button>
    </p>
  );
}

function Board({ board, campaign, place, view, onView, onSchool }: BoardProps): JSX.Element {
  const { t } = useTexts();
  const rules = useAuditRules();
  return (
    <section className="board" aria-label={campaign.title}>
      <CampaignHead campaign={campaign} board={board} of={{ schoolId: place.schoolId, ward: view.ward }} />
      {board.profileState === 'placeholder' ? (
        <p className="placeholder-note hatched">{t('audit.board.placeholder')}</p>
      ) : (
        <BoardAnswer board={board} rules={rules.data?.rules ?? []} />
      )}
      {board.cameras === 0 && <p className="audit-none">{t('audit.board.empty')}</p>}
      <BoardFilter board={board} view={view} onView={onView} />
      {board.schools.length === 0 ? (
        <NoneFound onView={onView} />
      ) : (
        <Matrix board={board} answer={rules.data ?? null} schoolId={place.schoolId} onSchool={onSchool} />
      )}
    </section>
  );
}

/** A campaign: what fails and why at the left, one school and its cameras at the right. */
export function CampaignBoard({ place }: { readonly place: AuditPlace }): JSX.Element {
  const campaign = useCampaign(place.id);
  const counts = campaign.data?.counts;
  const at = { campaignId: place.id, done: counts === undefined ? 0 : finishedOf(counts) };
  const [view, setView] = useState(whole);
  const board = useAuditBoard({ ...at, done: counts === undefined ? 0 : boardStep(counts) }, view);
  const go = (schoolId: string | null, cameraId: string | null = null): void =>
    navigate(pathOf({ page: 'audit', tab: 'campaigns', campaign: { ...place, schoolId, cameraId } }), 'replace');
  return (
    <div className="audit campaign" data-campaign={place.id} data-open={place.schoolId !== null}>
      <Loaded what="audit.loading" query={campaign}>
        {(followed) => (
          <Loaded what="audit.loading" query={board}>
            {(shown) => (
              <Board
                board={shown}
                campaign={followed}
                place={place}
                view={view}
                onView={setView}
                onSchool={(id) => go(id)}
              />
            )}
          </Loaded>
        )}
      </Loaded>
      {place.schoolId !== null && (
        <SchoolPanel
          key={place.schoolId}
          at={at}
          schoolId={place.schoolId}
          cameraId={place.cameraId}
          onCamera={(cameraId) => go(place.schoolId, cameraId)}
          onClose={() => go(null)}
        />
      )}
    </div>
  );
}
