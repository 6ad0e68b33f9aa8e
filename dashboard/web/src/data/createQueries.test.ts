import { MutationObserver, onlineManager } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createQueries } from './createQueries.ts';

describe('without a network, as the browser believes', () => {
  beforeEach(() => onlineManager.setOnline(false));
  afterEach(() => onlineManager.setOnline(true));

  it('a question is asked all the same: the server may stand in the same room', async () => {
    const answer = createQueries().fetchQuery({ queryKey: ['health'], queryFn: async () => 'up' });
    expect(await answer).toBe('up');
  });

  it('a change that cannot be sent fails, and does not wait in silence', async () => {
    const change = new MutationObserver(createQueries(), {
      mutationFn: async () => {
        throw new Error('no way to the server');
      },
    });
    await expect(change.mutate()).rejects.toThrow('no way to the server');
  });
});
