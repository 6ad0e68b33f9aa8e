// Writes deploy/mosquitto.acl anew after a change of domain/bus.ts: `node store/bus/writeMosquittoAcl.ts`.
import { writeFileSync } from 'node:fs';
import { mosquittoAcl } from './mosquittoAcl.ts';

writeFileSync(new URL('../../deploy/mosquitto.acl', import.meta.url), mosquittoAcl());
