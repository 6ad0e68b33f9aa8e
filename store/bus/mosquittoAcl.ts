import { busMembers, clientFilters, publishFilters, subscribeFilters } from '@khue/domain/busRights';

/**
 * The rights of `domain/bus.ts` as an access file of Mosquitto (mosquitto.conf, `acl_file`): whoever is not named may
 * nothing. Mosquitto grants every subscription and holds back the messages that its reader may not have; it knows no right
 * to retain. Clients from outside hear what bears their own name (`%u`).
 */
export function mosquittoAcl(): string {
  const sections = busMembers.map((member) => {
    const lines = [
      ...publishFilters(member).map((filter) => `topic write ${filter}`),
      ...subscribeFilters(member).map((filter) => `topic read ${filter}`),
    ];
    return [`user ${member}`, ...lines].join('\n');
  });
  const head = '# Written by `node store/bus/writeMosquittoAcl.ts` from domain/bus.ts. Not to be edited.';
  const clients = clientFilters('%u').map((filter) => `pattern read ${filter}`);
  return `${[head, ...sections, ...clients].join('\n\n')}\n`;
}
