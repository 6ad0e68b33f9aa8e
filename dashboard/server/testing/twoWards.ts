import { addSampleAccount } from '@khue/store/testing/sampleAccounts';
import type { builtInRoles } from '@khue/domain/access';
import type { AccountKind } from '@khue/store/access';
import { firstDay, sampleCamera, sampleSchool } from './sampleCity.ts';
import type { Ground } from './testDashboard.ts';

export type RoleName = (typeof builtInRoles)[number];

/** Somebody who holds one role, for the whole city or below one unit. */
export interface Holder {
  readonly accountId: string;
  readonly role: RoleName;
  readonly scopeId: string | null;
  /** Cookie of a fresh session. */
  cookie(): Promise<string>;
}

/** What lies in one ward: a school with a camera. */
export interface WardContents {
  readonly unitId: string;
  readonly schoolId: string;
  readonly cameraId: string;
}

export interface TwoWards {
  readonly here: WardContents;
  readonly there: WardContents;
  /** Grants somebody his role over another scope as well; gives the grant's id. */
  grant(holder: Pick<Holder, 'accountId' | 'role'>, scopeId: string | null): Promise<string>;
  /** A new account with one role. */
  holder(role: RoleName, scopeId?: string | null): Promise<Holder>;
}

const kinds: Partial<Record<RoleName, AccountKind>> = { wall_display: 'wall', city_client: 'client' };

function ward(code: string, name: string) {
  const fullName = `Phường ${name}`;
  return {
    code,
    name,
    fullName,
    kind: 'ward' as const,
    lon: 106.7,
    lat: 10.77,
    areaKm2: 1,
    mergedFrom: null,
    parentCode: null,
  };
}

/** Two invented wards, each with a school and its camera, and people who may see one of them or both. */
export async function fillTwoWards({ store, storeConfig }: Ground): Promise<TwoWards> {
  await store.units.upsert([ward('99001', 'Mô Phỏng'), ward('99002', 'Giả Định')], firstDay);
  await store.schools.upsert([sampleSchool(1), { ...sampleSchool(2), wardCode: '99002' }], firstDay);
  await store.cameras.upsert([sampleCamera(1, 1), sampleCamera(2, 2)], firstDay);
  const units = new Map((await store.units.list()).map(({ code, id }) => [code, id]));
  const schools = new Map((await store.schools.list()).map((school) => [school.wardCode, school.id]));
  const cameras = new Map((await store.cameras.list()).map((camera) => [camera.schoolId, camera.id]));
  const contents = (code: string): WardContents => {
    const schoolId = schools.get(code) ?? '';
    return { unitId: units.get(code) ?? '', schoolId, cameraId: cameras.get(schoolId) ?? '' };
  };
  let accounts = 0;
  const grant: TwoWards['grant'] = ({ accountId, role }, scopeId) => {
    const always = { relation: 'territorial', zones: null, validFrom: 0, validTo: null } as const;
    return store.access.addGrant({ accountId, role, scopeId, ...always }, null, () => []);
  };
  return {
    grant,
    here: contents('99001'),
    there: contents('99002'),
    async holder(role, scopeId = null) {
      accounts += 1;
      const accountId = await addSampleAccount(storeConfig.databaseUrl, `${role}.${accounts}`, kinds[role]);
      await grant({ accountId, role }, scopeId);
      return {
        accountId,
        role,
        scopeId,
        async cookie() {
          const session = { accountId, stage: 'full', lifetimeMs: 3_600_000, address: null, agent: null } as const;
          const { token } = await store.accounts.openSession({ ...session, at: new Date() }, () => []);
          return `khue_session=${token}`;
        },
      };
    },
  };
}
