/** People, roles, grants and their review. */
import {
  type AccessReview,
  accessReviewSchema,
  accountListSchema,
  type AccountStateAnswer,
  type GrantChange,
  grantListSchema,
  type GrantRow,
  type NewAccount,
  type NewGrant,
  type PasswordOnce,
  passwordOnceSchema,
  type Place,
  placeListSchema,
  reviewMarkedSchema,
  type RoleChange,
  roleListSchema,
  type RoleState,
} from '@khue/domain/administration';
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { z } from 'zod';
import type { Language } from '../i18n/format.ts';
import { request, requestNothing } from './http.ts';

/** Everything of this page: a change of one part shows in the others. */
export const administrationKey = ['administration'] as const;

const freshMs = 5_000;

export function useAccounts(enabled: boolean): UseQueryResult<readonly AccountStateAnswer[]> {
  return useQuery({
    queryKey: [...administrationKey, 'accounts'],
    queryFn: async ({ signal }) => (await request('/api/accounts', accountListSchema, { signal })).accounts,
    staleTime: freshMs,
    enabled,
  });
}

export function useRoles(): UseQueryResult<readonly RoleState[]> {
  return useQuery({
    queryKey: [...administrationKey, 'roles'],
    queryFn: async ({ signal }) => (await request('/api/roles', roleListSchema, { signal })).roles,
    staleTime: freshMs,
  });
}

export function useGrants(accountId: string): UseQueryResult<readonly GrantRow[]> {
  return useQuery({
    queryKey: [...administrationKey, 'grants', accountId],
    queryFn: async ({ signal }) =>
      (await request(`/api/grants?accountId=${encodeURIComponent(accountId)}`, grantListSchema, { signal })).grants,
    staleTime: freshMs,
  });
}

export function useAccessReview(): UseQueryResult<AccessReview> {
  return useQuery({
    queryKey: [...administrationKey, 'review'],
    queryFn: ({ signal }) => request('/api/access/review', accessReviewSchema, { signal }),
    staleTime: freshMs,
  });
}

/** Places whose names hold the words; what was found before stays until the next answer. */
export function usePlaces(query: string): UseQueryResult<readonly Place[]> {
  return useQuery({
    queryKey: ['places', query],
    queryFn: async ({ signal }) =>
      (await request(`/api/access/places?q=${encodeURIComponent(query)}`, placeListSchema, { signal })).places,
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}

/** Where the review is as a table for spreadsheets. */
export function reviewCsvPath(language: Language): string {
  return `/api/access/review.csv?locale=${language}`;
}

const accountPath = (id: string): string => `/api/accounts/${encodeURIComponent(id)}`;

export function createAccount(account: NewAccount): Promise<PasswordOnce> {
  return request('/api/accounts', passwordOnceSchema, { method: 'POST', body: account });
}

export function renameAccount(id: string, displayName: string): Promise<void> {
  return requestNothing(accountPath(id), { method: 'PATCH', body: { displayName } });
}

export function setAccountEnabled(id: string, enabled: boolean): Promise<void> {
  return requestNothing(`${accountPath(id)}/${enabled ? 'enable' : 'disable'}`, { method: 'POST' });
}

export function resetPassword(id: string): Promise<PasswordOnce> {
  return request(`${accountPath(id)}/password`, passwordOnceSchema, { method: 'POST' });
}

export function unlockAccount(id: string): Promise<void> {
  return requestNothing(`${accountPath(id)}/unlock`, { method: 'POST' });
}

export function removeSecondFactorOf(id: string): Promise<void> {
  return requestNothing(`${accountPath(id)}/second-factor`, { method: 'DELETE' });
}

export async function addGrant(grant: NewGrant): Promise<void> {
  await request('/api/grants', z.object({ id: z.uuid() }), { method: 'POST', body: grant });
}

export function changeGrant(id: string, change: GrantChange): Promise<void> {
  return requestNothing(`/api/grants/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
}

export function endGrant(id: string): Promise<void> {
  return requestNothing(`/api/grants/${encodeURIComponent(id)}`, { method: 'DELETE' });
}

export function saveRole(name: string, role: RoleChange): Promise<void> {
  return requestNothing(`/api/roles/${encodeURIComponent(name)}`, { method: 'PUT', body: role });
}

export function removeRole(name: string): Promise<void> {
  return requestNothing(`/api/roles/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

/** How many were marked. */
export async function markReviewed(grantIds: readonly string[]): Promise<number> {
  const body = { grantIds };
  return (await request('/api/access/review', reviewMarkedSchema, { method: 'POST', body })).reviewed;
}
