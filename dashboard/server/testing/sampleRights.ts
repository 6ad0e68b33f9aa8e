import type { Permission } from '@khue/domain/access';
import { AccountRights } from '../access/rights.ts';

/** The one grant of an account of `sampleRights`. */
export const sampleGrantId = '7d0c1f0e-6d5f-4b6e-8a53-0d9a4c1f2b3a';

/** Rights of an account that holds one role with these permissions, for the whole city or below one unit. */
export function sampleRights(permissions: Permission[], scopeId: string | null = null): AccountRights {
  const role = {
    name: 'sample',
    title: { vi: 'Vai trò mẫu', en: 'Sample role' },
    permissions,
    zones: [],
    idleLockMs: null,
    secondFactor: false,
    builtIn: false,
  };
  const grant = {
    id: sampleGrantId,
    accountId: '0d3a5f5e-54b9-44d5-9c3c-0a9c7a2b7a11',
    role: role.name,
    scopeId,
    relation: 'territorial' as const,
    zones: null,
    validFrom: 0,
    validTo: null,
  };
  const ground = { epoch: 1, placements: new Map(), closedZones: new Set<never>(), approvals: [] };
  return new AccountRights([{ role, grant }], ground, 1);
}
