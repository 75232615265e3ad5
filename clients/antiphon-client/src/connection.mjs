// SPDX-License-Identifier: Apache-2.0
/**
 * One session of signaling-v1 over as many WebSockets as it takes. Messages are matched with their acknowledgements; what
 * the server says is taken once, in order, and acknowledged by its number. A lost connection is made anew and the session
 * resumed: what was missed arrives late, what was unanswered is said again under the same id and takes effect once.
 *
 * Events: `welcome` {sessionId, …, resumed}, `lost` {reason, retryInMillis}, `ended` {reason} when the session is over for
 * good, `fault` {code, detail} for an error that answers nothing, and `message:<type>` for everything else the server sends, whole.
 */

import { AntiphonError } from './errors.mjs';

const PROTOCOL = 'signaling-v1';
const WELCOME_MILLIS = 10_000;
const ANSWER_MILLIS = 15_000;
const FIRST_RETRY_MILLIS = 300;
const LONGEST_RETRY_MILLIS = 15_000;
const UNANSWERED_AT_MOST = 128;
const CONFIRM_EVERY = 32;
const CONFIRM_MILLIS = 1_000;

/** Of RFC 6455's private range: another connection has taken the session over. */
const RESUMED_ELSEWHERE = 4001;

/** Reasons for which the server ends a session that must not be begun anew by itself. */
const FINAL = new Set(['left', 'revoked', 'token-expired', 'errors', 'flood']);

export class Connection extends EventTarget {
  #url;
  #token;
  #memory;
  #socket = null;
  #welcome = null;
  #former = null;
  #received = 0;
  #confirmed = 0;
  #confirmTimer = 0;
  #unanswered = new Map();
  #nextId = 1;
  #failures = 0;
  #attempts = 0;
  #shownToken = null;
  #heartbeat = 0;
  #retry = 0;
  #deadline = 0;
  #lastHeard = 0;
  #wanted = false;
  #listeners = new AbortController();
  #idPrefix = Math.random().toString(36).slice(2, 8);

  /**
   * @param url of the signaling endpoint, `ws:` or `wss:`
   * @param token a function that gives the bearer token of the moment, or a promise of it, or null where none is needed: asked
   *     for each connection, and again when the one that was shown is about to expire
   * @param memory a `Storage` in which the session outlives a reload of the page, or null
   */
  constructor(url, { token = () => null, memory = null } = {}) {
    super();
    this.#url = url;
    this.#token = token;
    this.#memory = memory && new SessionMemory(memory, url);
  }

  get sessionId() {
    return this.#welcome?.sessionId ?? this.#former?.sessionId ?? null;
  }

  /** The latest welcome's payload, or null while there is no session. */
  get welcome() {
    return this.#welcome;
  }

  get isOpen() {
    return this.#welcome !== null;
  }

  /** Connects, and stays connected until `close`. */
  open() {
    if (this.#wanted) {
      return;
    }
    this.#wanted = true;
    this.#failures = 0;
    this.#former = this.#memory?.take() ?? null;
    this.#received = this.#confirmed = this.#former?.received ?? 0;
    const { signal } = (this.#listeners = new AbortController());
    // a laptop that wakes up, or a phone back in coverage, does not wait for the next try
    addEventListener('online', () => this.#hurry(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#hurry(), { signal });
    addEventListener('pagehide', () => this.#remember(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#memory?.take(), { signal });
    this.#connect();
  }

  /** Says goodbye: the session ends, and nothing is heard afterwards. */
  close() {
    if (!this.#wanted) {
      return;
    }
    this.#write({ type: 'bye' });
    this.#end('closed');
  }

  /** An identifier for a message whose answer is waited for before it is sent. */
  nextId() {
    return `${this.#idPrefix}-${this.#nextId++}`;
  }

  /**
   * Sends a message; resolves when it has taken effect, rejects with an AntiphonError. While the connection is away the
   * message waits for the session to be resumed.
   */
  send(type, payload = {}, { to, id = this.nextId(), traceparent } = {}) {
    if (!this.#wanted || (!this.isOpen && !this.#former)) {
      return Promise.reject(new AntiphonError('lost', 'there is no session'));
    }
    if (this.#unanswered.size >= UNANSWERED_AT_MOST) {
      return Promise.reject(new AntiphonError('overloaded', 'too many messages are unanswered', 1_000));
    }
    const message = { type, id, payload };
    if (to !== undefined) {
      message.to = to;
    }
    if (traceparent !== undefined) {
      message.traceparent = traceparent;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#settle(id, pending => pending.reject(new AntiphonError('timeout', `no answer to ${type}`))), ANSWER_MILLIS);
      this.#unanswered.set(id, { resolve, reject, timer, message });
      if (this.isOpen) {
        this.#write(message);
      }
    });
  }

  async #connect() {
    clearTimeout(this.#retry);
    this.#retry = 0;
    const attempt = ++this.#attempts;
    let token;
    try {
      token = await this.#token();
    } catch (error) {
      if (this.#wanted && attempt === this.#attempts) {
        this.#emit('fault', { code: 'token', detail: error.message });
        this.#lost(this.#socket, 'no token');
      }
      return;
    }
    if (!this.#wanted || attempt !== this.#attempts) {
      return; // closed meanwhile, or somebody was in a hurry
    }
    this.#shownToken = token;
    const socket = new WebSocket(this.#url, token ? [PROTOCOL, `bearer.${token}`] : PROTOCOL);
    this.#socket = socket;
    this.#deadline = setTimeout(() => this.#lost(socket, 'no welcome'), WELCOME_MILLIS);
    socket.onopen = () => this.#former && this.#askToResume();
    socket.onmessage = event => socket === this.#socket && this.#heard(event.data);
    socket.onclose = ({ code, reason }) => {
      if (socket === this.#socket && code === RESUMED_ELSEWHERE) {
        this.#end('resumed elsewhere');
      } else {
        this.#lost(socket, reason || `closed (${code})`);
      }
    };
  }

  #askToResume() {
    const { resumeToken } = this.#former;
    this.#write({ type: 'resume', id: 'resume', payload: { token: resumeToken, received: this.#received } });
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
    const { type, id, payload = {} } = message;
    if (type === 'welcome') {
      this.#welcomed(payload, message.seq);
    } else if (id === 'resume') {
      this.#resumeAnswered(type);
    } else if (this.isOpen && this.#isNew(message.seq)) {
      this.#take(type, id, payload, message);
    }
  }

  /** A session that is to be resumed speaks only after its own welcome: the first one is of the session it replaces. */
  #welcomed(welcome, seq) {
    if (this.#former && !welcome.resumed) {
      this.#former.successor = { welcome, seq };
      return;
    }
    const before = this.#former;
    this.#former = null;
    if (!before) {
      this.#received = this.#confirmed = seq ?? 0;
    }
    this.#arrived(welcome);
  }

  #resumeAnswered(type) {
    if (type !== 'error' || !this.#former) {
      return;
    }
    // the former session is over; what it owed an answer will not be answered
    const { successor } = this.#former;
    this.#former = null;
    this.#reject('lost', 'the session is over');
    if (successor) {
      this.#welcomed(successor.welcome, successor.seq);
    }
  }

  #isNew(seq) {
    if (seq === undefined) {
      return true; // transient
    }
    if (seq <= this.#received) {
      return false;
    }
    this.#received = seq;
    if (this.#received - this.#confirmed >= CONFIRM_EVERY) {
      this.#confirm();
    } else if (!this.#confirmTimer) {
      this.#confirmTimer = setTimeout(() => this.#confirm(), CONFIRM_MILLIS);
    }
    return true;
  }

  #confirm() {
    clearTimeout(this.#confirmTimer);
    this.#confirmTimer = 0;
    if (this.isOpen && this.#received > this.#confirmed) {
      this.#confirmed = this.#received;
      this.#write({ type: 'received', payload: { seq: this.#received } });
    }
  }

  #take(type, id, payload, message) {
    switch (type) {
      case 'ack':
        this.#settle(id, pending => pending.resolve());
        break;
      case 'pong':
        break;
      case 'error':
        this.#refused(id, payload);
        break;
      case 'bye':
        this.#farewell(payload.reason || 'bye');
        break;
      case 'token-expires':
        this.#showToken();
        this.#emit(`message:${type}`, message);
        break;
      default:
        this.#emit(`message:${type}`, message);
    }
  }

  /** The token is about to expire: another one keeps the session. Where there is none, its end says so. */
  async #showToken() {
    try {
      const token = await this.#token();
      if (token && token !== this.#shownToken) {
        this.#shownToken = token;
        await this.send('auth', { token });
      }
    } catch ({ code, message, retryAfterMillis }) {
      this.#emit('fault', { code: code ?? 'token', detail: message, retryAfterMillis });
    }
  }

  #arrived(welcome) {
    clearTimeout(this.#deadline);
    this.#welcome = welcome;
    this.#failures = 0;
    this.#beat(1000 * (welcome.heartbeatSeconds || 15), 1000 * (welcome.timeoutSeconds || 30));
    if (welcome.resumed) {
      this.#unanswered.forEach(({ message }) => this.#write(message));
    } else {
      this.#write({ type: 'ping' }); // others know of a session from its first word on
    }
    this.#emit('welcome', welcome);
  }

  #beat(everyMillis, timeoutMillis) {
    let lastBeat = performance.now();
    this.#heartbeat = setInterval(() => {
      const now = performance.now();
      // while the page itself stood still, what the server said waited too: that is no silence of the server's
      this.#lastHeard += Math.max(0, now - lastBeat - everyMillis);
      lastBeat = now;
      if (now - this.#lastHeard > timeoutMillis) {
        this.#lost(this.#socket, 'no heartbeat');
      } else {
        this.#write({ type: 'ping', id: this.nextId() });
      }
    }, everyMillis);
  }

  #refused(id, { code, detail, retryAfterMillis }) {
    const known = this.#settle(id, pending => pending.reject(new AntiphonError(code, detail, retryAfterMillis)));
    if (!known) {
      this.#emit('fault', { code, detail, retryAfterMillis });
    }
  }

  #settle(id, how) {
    const pending = this.#unanswered.get(id);
    if (pending) {
      this.#unanswered.delete(id);
      clearTimeout(pending.timer);
      how(pending);
    }
    return Boolean(pending);
  }

  #reject(code, detail) {
    for (const id of [...this.#unanswered.keys()]) {
      this.#settle(id, pending => pending.reject(new AntiphonError(code, detail)));
    }
  }

  /** The server has ended the session: whatever comes next is another one. */
  #farewell(reason) {
    if (FINAL.has(reason)) {
      this.#end(reason);
      return;
    }
    this.#welcome = null;
    this.#reject('lost', reason);
    this.#lost(this.#socket, reason);
  }

  #lost(socket, reason) {
    if (socket !== this.#socket || !this.#wanted) {
      return;
    }
    this.#letGo();
    const ceiling = Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS * 2 ** this.#failures++);
    // half fixed, half random: a restarted server is not met by everybody at once
    const retryInMillis = ceiling * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => this.#connect(), retryInMillis);
    this.#emit('lost', { reason, retryInMillis });
  }

  #end(reason) {
    this.#wanted = false;
    clearTimeout(this.#retry);
    this.#letGo();
    this.#former = null;
    this.#listeners.abort();
    this.#reject('closed', reason);
    this.#emit('ended', { reason });
  }

  /** Lets the socket go; the session stays to be resumed, if there was one. */
  #letGo() {
    clearTimeout(this.#deadline);
    clearTimeout(this.#confirmTimer);
    clearInterval(this.#heartbeat);
    this.#confirmTimer = 0;
    if (this.#welcome) {
      this.#former = { resumeToken: this.#welcome.resumeToken, sessionId: this.#welcome.sessionId };
      this.#welcome = null;
    }
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }

  #remember() {
    const session = this.#welcome ?? this.#former;
    if (session?.resumeToken) {
      this.#memory?.keep({ resumeToken: session.resumeToken, sessionId: session.sessionId, received: this.#received });
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

/**
 * What a reloaded page needs to be the same session again. It is there only while no page is: a duplicated tab finds
 * nothing, and becomes a device of its own.
 */
class SessionMemory {
  #storage;
  #key;

  constructor(storage, url) {
    this.#storage = storage;
    this.#key = `antiphon.session ${url}`;
  }

  keep(session) {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(session));
    } catch {
      // private browsing: the reloaded page begins a new session
    }
  }

  take() {
    try {
      const text = this.#storage.getItem(this.#key);
      this.#storage.removeItem(this.#key);
      const session = text && JSON.parse(text);
      return typeof session?.resumeToken === 'string' && Number.isSafeInteger(session.received) ? session : null;
    } catch {
      return null;
    }
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
