import type { Clock } from '@khue/domain/clock';
import type { HardeningConfig } from './hardeningConfig.ts';
import { takeOne } from './hardenRequests.ts';
import { RequestRate, siteOf } from './requestRate.ts';
import type { TurnedAway } from './turnedAway.ts';

/** How often WebSockets are opened. Both throw KHUE_TOO_MANY_ATTEMPTS; what was turned away is counted and written down. */
export interface UpgradeRates {
  /** By an address, before anybody is looked up. */
  fromAddress(address: string): void;
  /** By an account, from wherever. */
  byAccount(accountId: string, address: string): void;
}

export function upgradeRates(
  config: Pick<HardeningConfig, 'perAddress' | 'upgradesPerAccount'>,
  { clock, turnedAway }: { readonly clock: Clock; readonly turnedAway: TurnedAway },
): UpgradeRates {
  const addresses = new RequestRate(config.perAddress, clock);
  const accounts = new RequestRate(config.upgradesPerAccount, clock);
  return {
    fromAddress: (address) => takeOne(addresses, siteOf(address), turnedAway, address, 'upgrades of an address'),
    byAccount: (accountId, address) => takeOne(accounts, accountId, turnedAway, address, 'upgrades of an account'),
  };
}
