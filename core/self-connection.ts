import type { Socket } from 'node:net';

/**
 * Whether a connected socket is connected to itself. TCP allows it (RFC 9293 section 3.5, simultaneous open):
 * who keeps connecting to a closed port of the ephemeral range on its own machine is one day given that
 * very port to connect from, and then holds the port against the server that wants to come back.
 */
export function isSelfConnected(socket: Socket): boolean {
  return socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
}
