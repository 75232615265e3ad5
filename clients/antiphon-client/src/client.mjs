// SPDX-License-Identifier: Apache-2.0
/**
 * A device of a user of Antiphon: connects and stays connected, calls people and is called, enters rooms, sees who is
 * online.
 *
 * Events: `connected` {resumed, reloaded}, `lost` {reason, retryInMillis}, `ended` {reason}, `incoming` {call}, `restored` {call} or
 * {room} after a reload, `presence` {people} whenever somebody watched comes, goes, or takes a call, `fault` {code, detail}.
 */

import { Call, roomOf } from './call.mjs';
import { Connection } from './connection.mjs';
import { AntiphonError } from './errors.mjs';
import { DeviceHealth } from './health.mjs';
import { Room } from './room.mjs';

const HEALTH_MILLIS = 5_000;
const CALL_MILLIS = 15_000;
const CALL_MESSAGES = ['call', 'call-mode', 'call-taken', 'call-ended'];

export class AntiphonClient extends EventTarget {
  #session;
  #calls = new Map();
  #awaited = new Map();
  #people = new Map();
  #watching = null;
  #room = null;
  #microphone = null;
  #hasConnected = false;
  #health = new DeviceHealth();
  #healthTimer = 0;

  /**
   * @param options
   *   url: of the server's signaling, by default that of the page's own origin;
   *   token: a bearer token, or a function that gives one for each connection;
   *   user, device: who we say we are, where the server takes our word for it;
   *   remember: whether the session outlives a reload of the page (true)
   */
  constructor({ url = ownSignaling(), token, user, device, remember = true } = {}) {
    super();
    const address = new URL(url);
    user === undefined || address.searchParams.set('user', user);
    device === undefined || address.searchParams.set('device', device);
    this.#session = new Connection(address.href, {
      token: typeof token === 'function' ? token : () => token ?? null,
      memory: remember ? globalThis.sessionStorage : null,
    });
    this.#hear();
  }

  /** The session beneath, for messages of one's own. */
  get session() {
    return this.#session;
  }

  get isConnected() {
    return this.#session.isOpen;
  }

  /** {tenant, user, device} as the server knows us; null before the first welcome. */
  get identity() {
    const welcome = this.#session.welcome;
    return welcome && { tenant: welcome.tenant, user: welcome.user, device: welcome.device };
  }

  /** Calls that are not over. */
  get calls() {
    return [...this.#calls.values()];
  }

  /** The room we are in by our own will, or null. */
  get room() {
    return this.#room;
  }

  /** Everybody watched: [{user, online, inCall, devices}]. */
  get people() {
    return [...this.#people.values()];
  }

  /** Connects; resolves with the first welcome, and keeps trying until then. */
  connect() {
    return new Promise((resolve, reject) => {
      this.#session.addEventListener('welcome', ({ detail }) => resolve(detail), { once: true });
      this.#session.addEventListener(
        'ended', ({ detail }) => reject(new AntiphonError('closed', detail.reason)), { once: true });
      this.#session.open();
    });
  }

  /** Hangs up, leaves, says goodbye. */
  async disconnect() {
    await Promise.allSettled(this.calls.filter(call => call.isAnswered).map(call => call.hangUp()));
    this.#session.close();
  }

  /**
   * Calls people. Resolves as soon as the server has taken the invitation: the call's events tell the rest.
   * @param users one or several
   * @param microphone a MediaStream, or null to listen only
   */
  async call(users, { microphone = null } = {}) {
    const id = this.#session.nextId();
    const made = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new AntiphonError('timeout', 'the server did not say which call')), CALL_MILLIS);
      this.#awaited.set(id, { microphone, resolve: call => (clearTimeout(timer), resolve(call)), forget: () => clearTimeout(timer) });
    });
    try {
      await this.#session.send('invite', { users: [users].flat() }, { id });
      return await made;
    } catch (error) {
      this.#awaited.get(id)?.forget();
      throw error;
    } finally {
      this.#awaited.delete(id);
    }
  }

  /** Enters a room; leaves the one we were in. */
  async enter(name, options = {}) {
    this.#room?.close('moved');
    const room = await Room.enter(this.#session, name, options);
    this.#room = room;
    room.addEventListener('closed', () => this.#room === room && (this.#room = null), { once: true });
    return room;
  }

  /** Watches who is online: `'all'` of our tenant, or a list of users; an empty list ends it. */
  async watch(users) {
    this.#watching = users;
    this.#people.clear();
    await this.#session.send('presence', users === 'all' ? { all: true } : { users });
  }

  /**
   * After a reload: asks what this session is in; `restored` tells of each.
   * @param microphone a MediaStream for the calls that are taken up again, or null to listen only
   */
  restore(microphone = null) {
    this.#microphone = microphone;
    return this.#session.send('sync');
  }

  #hear() {
    const on = (type, receive) => this.#session.addEventListener(type, ({ detail }) => receive(detail));
    on('welcome', welcome => this.#welcomed(welcome));
    on('lost', detail => this.#emit('lost', detail));
    on('ended', detail => {
      this.#forgetAll();
      this.#emit('ended', detail);
    });
    on('fault', detail => this.#emit('fault', detail));
    on('message:incoming', ({ payload }) => this.#incoming(payload));
    on('message:presence', ({ payload }) => this.#present(payload.users ?? []));
    on('message:room', ({ payload }) => this.#roomTold(payload));
    CALL_MESSAGES.forEach(type => on(`message:${type}`, ({ payload }) => this.#callTold(type, payload)));
  }

  #welcomed(welcome) {
    const resumed = welcome.resumed === true;
    const reloaded = resumed && !this.#hasConnected;
    this.#hasConnected = true;
    if (!resumed) {
      this.#forgetAll();
      if (this.#watching !== null) {
        this.watch(this.#watching).catch(error => this.#emit('fault', error));
      }
    }
    this.#emit('connected', { resumed, reloaded });
  }

  /** Another session: what the former one was in is over. */
  #forgetAll() {
    this.#calls.forEach(call => call.lost());
    this.#room?.close('lost');
    this.#room = null;
    this.#people.clear();
  }

  #incoming({ call: id, from }) {
    if (!this.#calls.has(id)) {
      const call = this.#add(new Call(this.#session, { id, direction: 'incoming', from }));
      call.ringing().catch(() => {}); // it may be over already
      this.#emit('incoming', { call });
    }
  }

  #callTold(type, payload) {
    const { call: id, re } = payload;
    const awaited = this.#awaited.get(re);
    let call = this.#calls.get(id);
    if (!call && awaited) {
      call = this.#add(this.#outgoing(id, awaited.microphone));
      call.heard(type, payload);
      awaited.resolve(call);
      return;
    }
    if (!call && type === 'call' && this.#isIn(payload)) {
      call = this.#add(this.#restored(payload));
      call.heard(type, payload);
      this.#emit('restored', { call });
      return;
    }
    call?.heard(type, payload);
  }

  #outgoing(id, microphone) {
    return new Call(this.#session, { id, direction: 'outgoing', from: this.identity, microphone });
  }

  #restored({ call: id, from, legs }) {
    const inviter = from ?? legs[0];
    const direction = inviter?.user === this.identity.user ? 'outgoing' : 'incoming';
    return new Call(this.#session, {
      id, direction, from: inviter, microphone: this.#microphone, back: true });
  }

  #isIn({ state, legs = [] }) {
    return state !== 'ended' && legs.some(leg => leg.session === this.#session.sessionId && leg.state === 'connected');
  }

  #add(call) {
    this.#calls.set(call.id, call);
    // the first sound is worth a word at once; the server cannot hear what goes past it
    call.addEventListener('connection', ({ detail }) => detail.state === 'connected' && this.#reportHealth());
    call.addEventListener('ended', () => {
      this.#calls.delete(call.id);
      this.#watchHealth();
    }, { once: true });
    this.#watchHealth();
    return call;
  }

  /** A room we are told of without having asked is one we were in before a reload. */
  #roomTold({ room: name }) {
    if (this.#room === null && !name.startsWith(roomOf(''))) {
      this.#emit('restored', { room: name });
    }
  }

  #present(users) {
    users.forEach(person => this.#people.set(person.user, person));
    this.#emit('presence', { people: this.people });
  }

  #watchHealth() {
    if (this.#calls.size === 0) {
      clearInterval(this.#healthTimer);
      this.#healthTimer = 0;
      this.#health.stop();
    } else if (!this.#healthTimer) {
      this.#health.start();
      this.#healthTimer = setInterval(() => this.#reportHealth(), HEALTH_MILLIS);
    }
  }

  async #reportHealth() {
    const call = this.calls.find(({ isAnswered, state }) => isAnswered && state === 'active');
    if (call && this.isConnected) {
      const health = await this.#health.report(call.peerConnection);
      await this.#session.send('health', health).catch(() => {}); // the next report says it better
    }
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

function ownSignaling() {
  return `${location.origin.replace(/^http/, 'ws')}/signaling`;
}
