/** What the interoperability tests use of npm `smpp`, which has no types of its own. */
declare module 'smpp' {
  export interface PeerPdu {
    command: string;
    command_status: number;
    sequence_number: number;
    message_id?: string;
    [field: string]: unknown;
    response(fields?: object): PeerPdu;
  }

  type OnResponse = (pdu: PeerPdu) => void;

  export class PDU {
    constructor(command: string, fields?: object);
    constructor(bytes: Buffer);
    toBuffer(): Buffer;
  }

  export interface Session {
    bind_transceiver(fields: object, onResponse: OnResponse): void;
    submit_sm(fields: object, onResponse: OnResponse): void;
    deliver_sm(fields: object, onResponse: OnResponse): void;
    enquire_link(onResponse: OnResponse): void;
    unbind(onResponse: OnResponse): void;
    send(pdu: PeerPdu): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: string, listener: (pdu: PeerPdu) => void): void;
    destroy(): void;
  }

  export interface Server {
    listen(port: number, host: string, onListening: () => void): void;
    address(): { port: number };
    close(): void;
  }

  const smpp: {
    PDU: typeof PDU;
    createServer(onSession: (session: Session) => void): Server;
    connect(options: { host: string; port: number }, onConnect: () => void): Session;
  };
  export default smpp;
}
