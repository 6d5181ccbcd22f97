declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** The folder of the LevelDB that holds the tables; in memory without one. */
    path?: string;
    createTableMs?: number;
    updateTableMs?: number;
    deleteTableMs?: number;
  }

  export default function dynalite(options?: DynaliteOptions): Server;
}
