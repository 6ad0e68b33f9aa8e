/** The little of node-media-server 4.4 that the hub uses; it ships no types. */
declare module 'node-media-server' {
  import type { Server } from 'node:http';

  interface Configuration {
    readonly bind: string;
    /** Any truthy port makes it listen; it is handed to `listen` as it is. */
    readonly http: { readonly port: number | string };
    readonly webadmin: { readonly enable: boolean };
    readonly record: { readonly auto: boolean };
    readonly auth: { readonly play: boolean; readonly publish: boolean; readonly secret: string };
  }

  export default class NodeMediaServer {
    constructor(configuration: Configuration);
    readonly httpServer: { readonly httpServer: Server; run(): void };
  }
}
