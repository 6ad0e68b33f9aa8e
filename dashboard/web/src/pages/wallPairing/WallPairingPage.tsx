import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type JSX, useEffect } from 'react';
import { useSecond } from '../../clock/useNow.ts';
import { Failure } from '../../controls/Failure.tsx';
import { RequestError } from '../../data/http.ts';
import { expectSession, sessionKey } from '../../data/session.ts';
import { claimPairing, offerPairing, rememberWall } from '../../data/walls.ts';
import { useTexts } from '../../i18n/language.ts';
import { navigate } from '../../router.ts';
import { SignInFrame } from '../signIn/SignInFrame.tsx';
import '../signIn/steps.css';
import './wallPairing.css';

const askEveryMs = 2_000;
const offerKey = ['wallPairing'] as const;

/** A browser that becomes a wall display: shows a code until somebody with the right has entered it. */
export function WallPairingPage(): JSX.Element {
  const { t, format } = useTexts();
  const queries = useQueryClient();
  const now = useSecond();
  const offer = useQuery({
    queryKey: offerKey,
    queryFn: ({ signal }) => offerPairing(signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const secret = offer.data?.secret;
  const claim = useQuery({
    queryKey: [...offerKey, 'claim', secret],
    queryFn: ({ signal }) => claimPairing(secret ?? '', signal),
    enabled: secret !== undefined,
    refetchInterval: askEveryMs,
    gcTime: 0,
  });
  const isOver = claim.error instanceof RequestError && claim.error.status === 404;

  useEffect(() => {
    document.title = `${t('walls.pairing.title')} · ${t('product')}`;
  }, [t]);

  useEffect(() => {
    if (isOver) void queries.resetQueries({ queryKey: offerKey, exact: true });
  }, [isOver, queries]);

  useEffect(() => {
    if (claim.data !== true) return;
    rememberWall(true);
    expectSession();
    navigate('/', 'replace');
    void queries.invalidateQueries({ queryKey: sessionKey });
  }, [claim.data, queries]);

  if (offer.isError) {
    return <Failure what={t('walls.pairing.codeLabel')} error={offer.error} onRetry={() => void offer.refetch()} />;
  }
  const code = offer.data?.code;
  const leftMs = offer.data === undefined ? 0 : Date.parse(offer.data.expiresAt) - now;
  return (
    <SignInFrame>
      <div className="wall-pairing">
        <h1>{t('walls.pairing.title')}</h1>
        <p className="step-lead">{t('walls.pairing.lead')}</p>
        <output className="wall-code" aria-label={t('walls.pairing.codeLabel')}>
          {code === undefined ? t('walls.pairing.getting') : `${code.slice(0, 3)} ${code.slice(3)}`}
        </output>
        {code !== undefined && (
          <p className="step-lead">{t('walls.pairing.left', { time: format.duration(leftMs) })}</p>
        )}
        <button
          type="button"
          className="quiet-button"
          onClick={() => {
            rememberWall(false);
            navigate('/', 'replace');
          }}
        >
          {t('walls.pairing.signIn')}
        </button>
      </div>
    </SignInFrame>
  );
}
