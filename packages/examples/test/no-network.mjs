// Loaded before a script whose test must not need a network: whoever opens a socket is stopped, and seen.
import { Socket } from 'node:net';

Socket.prototype.connect = function connect() {
  process.stderr.write('NETWORK USED\n');
  process.exit(99);
};
