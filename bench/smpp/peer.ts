import type { Buffer } from 'node:buffer';

/** What the benchmark uses of npm `smpp`, which has no types. */
export interface PeerPdu {
  toBuffer(): Buffer;
  response(fields: object): PeerPdu;
}

export interface PeerSession {
  bind_transceiver(fields: object, onResponse: (pdu: PeerPdu) => void): void;
  submit_sm(fields: object, onResponse: (pdu: PeerPdu) => void): void;
  send(pdu: PeerPdu): void;
  on(event: string, listener: (pdu: PeerPdu) => void): void;
  destroy(): void;
}

export interface PeerServer {
  listen(port: number, host: string, onListening: () => void): void;
  address(): { port: number };
}

export interface PeerLibrary {
  PDU: new (commandOrBytes: string | Buffer, fields?: object) => PeerPdu;
  createServer(onSession: (session: PeerSession) => void): PeerServer;
  connect(options: { host: string; port: number }, onConnect: () => void): PeerSession;
}

/** Undefined when it is not installed: it is a development dependency of the whole repository. */
export async function loadPeer(): Promise<PeerLibrary | undefined> {
  const name = 'smpp';
  try {
    const module: { default: PeerLibrary } = await import(name);
    return module.default;
  } catch (error) {
    const missing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (missing) return undefined;
    throw error;
  }
}
