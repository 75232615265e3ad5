// SPDX-License-Identifier: Apache-2.0
/**
 * The signaling-v1 connection: says hello, matches acknowledgements to messages, keeps the heartbeat, and comes back by
 * itself after a loss. What to say on arrival (join, offer) is the caller's business, at every `welcome`.
 *
 * Events: `welcome` {sessionId, …}, `lost` {reason, retryInMillis}, `fault` {code, detail} for an error that answers
 * nothing, and `message:<type>` {message} for everything else the server sends.
 */

const PROTOCOL = 'signaling-v1';
const ACKNOWLEDGE_MILLIS = 10_000;
const WELCOME_MILLIS = 10_000;
const FIRST_RETRY_MILLIS = 500;
const LONGEST_RETRY_MILLIS = 15_000;

/** A message the server refused, or that went unanswered (`timeout`, `lost`). */
export class SignalingError extends Error {
  constructor(code, detail, retryAfterMillis) {
    super(detail || code);
    this.name = 'SignalingError';
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
  }
}

export class Signaling extends EventTarget {
  #url;
  #socket = null;
  #welcome = null;
  #pending = new Map();
  #nextId = 1;
  #failures = 0;
  #heartbeat = 0;
  #retry = 0;
  #deadline = 0;
  #lastHeard = 0;
  #wanted = false;

  constructor(url) {
    super();
    this.#url = url;
    // a laptop that wakes up, or a phone back in coverage, does not wait for the next try
    addEventListener('online', () => this.#hurry());
    document.addEventListener('visibilitychange', () => document.hidden || this.#hurry());
  }

  get sessionId() {
    return this.#welcome?.sessionId ?? null;
  }

  get iceServers() {
    return this.#welcome?.iceServers ?? [];
  }

  get isOpen() {
    return this.#welcome !== null;
  }

  /** Connects, and stays connected until `close`. */
  open() {
    this.#wanted = true;
    this.#failures = 0;
    this.#connect();
  }

  /** Says goodbye; nothing is heard afterwards. */
  close() {
    this.#wanted = false;
    clearTimeout(this.#retry);
    if (this.isOpen) {
      this.#write({ type: 'bye', payload: {} });
    }
    this.#release('lost', 'closed');
  }

  /** An identifier for a message whose answer is waited for before it is sent. */
  nextId() {
    return `m${this.#nextId++}`;
  }

  /** Sends a message; resolves when it is acknowledged, rejects with a SignalingError. */
  send(type, payload = {}, { to, id = this.nextId() } = {}) {
    if (!this.isOpen) {
      return Promise.reject(new SignalingError('lost', 'not connected'));
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new SignalingError('timeout', `no answer to ${type}`));
      }, ACKNOWLEDGE_MILLIS);
      this.#pending.set(id, { resolve, reject, timer });
      this.#write(to === undefined ? { type, id, payload } : { type, id, to, payload });
    });
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const socket = new WebSocket(this.#url, PROTOCOL);
    this.#socket = socket;
    this.#deadline = setTimeout(() => this.#lost(socket, 'no welcome'), WELCOME_MILLIS);
    socket.onmessage = event => socket === this.#socket && this.#heard(event.data);
    socket.onclose = event => this.#lost(socket, event.reason || `closed (${event.code})`);
  }

  #hurry() {
    if (this.#wanted && this.#retry) {
      this.#connect();
    }
  }

  #heard(text) {
    this.#lastHeard = performance.now();
    const message = parsed(text);
    if (!message) {
      return;
    }
    const payload = message.payload ?? {};
    switch (message.type) {
      case 'welcome':
        this.#arrived(payload);
        break;
      case 'ack':
        this.#settle(message.id ?? payload.id, pending => pending.resolve());
        break;
      case 'pong':
        break;
      case 'error':
        this.#refused(message.id ?? payload.id, payload);
        break;
      case 'bye':
        this.#lost(this.#socket, payload.reason || 'bye');
        break;
      default:
        this.#emit(`message:${message.type}`, message);
    }
  }

  #arrived(welcome) {
    clearTimeout(this.#deadline);
    this.#welcome = welcome;
    this.#failures = 0;
    const everyMillis = 1000 * (welcome.heartbeatSeconds || 15);
    const timeoutMillis = 1000 * (welcome.timeoutSeconds || 30);
    let lastBeat = performance.now();
    this.#heartbeat = setInterval(() => {
      const now = performance.now();
      // while the page itself stood still, what the server said waited too: that is no silence of the server's
      this.#lastHeard += Math.max(0, now - lastBeat - everyMillis);
      lastBeat = now;
      if (now - this.#lastHeard > timeoutMillis) {
        this.#lost(this.#socket, 'no heartbeat');
      } else {
        this.#write({ type: 'ping', id: this.nextId(), payload: {} });
      }
    }, everyMillis);
    this.#emit('welcome', welcome);
  }

  #refused(id, { code, detail, retryAfterMillis }) {
    const known = this.#settle(id, pending => pending.reject(new SignalingError(code, detail, retryAfterMillis)));
    if (!known) {
      this.#emit('fault', { code, detail });
    }
  }

  #settle(id, how) {
    const pending = this.#pending.get(id);
    if (pending) {
      this.#pending.delete(id);
      clearTimeout(pending.timer);
      how(pending);
    }
    return Boolean(pending);
  }

  #lost(socket, reason) {
    if (socket !== this.#socket || !this.#wanted) {
      return;
    }
    this.#release('lost', reason);
    const ceiling = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** this.#failures++);
    // half fixed, half random: a restarted server is not met by everybody at once
    const retryInMillis = ceiling * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#connect(), retryInMillis);
    this.#emit('lost', { reason, retryInMillis });
  }

  #release(code, reason) {
    clearTimeout(this.#deadline);
    clearInterval(this.#heartbeat);
    const socket = this.#socket;
    this.#socket = null;
    this.#welcome = null;
    socket?.close();
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, pending => pending.reject(new SignalingError(code, reason)));
    }
  }

  #write(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(message));
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function parsed(text) {
  try {
    const message = JSON.parse(text);
    return message && typeof message.type === 'string' ? message : null;
  } catch {
    return null;
  }
}
