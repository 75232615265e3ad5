// SPDX-License-Identifier: Apache-2.0
/**
 * One call as this device sees it. The server decides what state it is in; this follows, and keeps the media where the
 * server wants it: straight to the other side, or through the forwarding unit. A move makes the new connection before it
 * breaks the old one.
 *
 * Events: `changed` after every word of the server's, `taken` {device} when another device of ours has answered, `ended`
 * {reason, durationMillis}, `mode` {mode}; and those of the media: `voices`, `connection` {state}, `silent`, `trouble`
 * {error}, `quality` {…}.
 */

import { DirectMedia } from './direct-media.mjs';
import { Room } from './room.mjs';

const PASSED_ON = ['voices', 'connection', 'silent', 'trouble', 'quality'];
const MOVE_MILLIS = 5_000;

/** The room in which a call that goes through the forwarding unit has its media. */
export const roomOf = call => `call~${call}`;

export class Call extends EventTarget {
  #session;
  #id;
  #direction;
  #from;
  #state = 'inviting';
  #legs = [];
  #mode = null;
  #media = null;
  #room = null;
  #microphone = null;
  #answered;
  #moving = Promise.resolve();
  #back;

  /**
   * Made by AntiphonClient.
   * @param direction `outgoing` or `incoming`
   * @param from {user, device} of who invites
   * @param back whether this page comes back to a call it was in before a reload
   */
  constructor(session, { id, direction, from, microphone = null, back = false }) {
    super();
    this.#session = session;
    this.#id = id;
    this.#direction = direction;
    this.#from = from;
    this.#microphone = microphone;
    this.#answered = direction === 'outgoing' || back;
    this.#back = back;
  }

  get id() {
    return this.#id;
  }

  get direction() {
    return this.#direction;
  }

  /** Who invited: {user, device}. */
  get from() {
    return this.#from;
  }

  /** `inviting`, `active` or `ended`. */
  get state() {
    return this.#state;
  }

  /** Everybody invited or connected: [{user, device, session, state, reason}]. */
  get legs() {
    return this.#legs;
  }

  /** The legs of others that are connected. */
  get others() {
    return this.#legs.filter(leg => leg.state === 'connected' && leg.session !== this.#session.sessionId);
  }

  /** `p2p` or `sfu`; null until the server has said. */
  get mode() {
    return this.#mode;
  }

  /** Whether this device is in it, rather than being rung. */
  get isAnswered() {
    return this.#answered;
  }

  get media() {
    return this.#media ?? this.#room?.media ?? null;
  }

  get peerConnection() {
    return this.media?.peerConnection ?? null;
  }

  get voices() {
    return this.media?.voices ?? [];
  }

  /** Tells who invites that this device rings. */
  ringing() {
    return this.#session.send('ringing', { call: this.#id });
  }

  /** Answers. @param microphone a MediaStream, or null to listen only */
  async accept(microphone = null) {
    this.#microphone = microphone;
    this.#answered = true;
    try {
      await this.#session.send('accept', { call: this.#id });
    } catch (error) {
      this.#answered = false;
      throw error;
    }
  }

  /** Declines, on all our devices. @param reason `declined` or `busy` */
  reject(reason = 'declined') {
    return this.#session.send('reject', { call: this.#id, reason });
  }

  /** Takes an invitation back, or leaves the call. */
  hangUp() {
    const type = this.#direction === 'outgoing' && this.#state === 'inviting' ? 'cancel' : 'hangup';
    return this.#session.send(type, { call: this.#id });
  }

  /** Asks more people in; the call becomes a group's. */
  invite(users) {
    return this.#session.send('invite', { call: this.#id, users });
  }

  /** Plays what the browser held back; call it from a gesture. */
  play() {
    return this.media?.play();
  }

  /** What the server says of this call. */
  heard(type, payload) {
    switch (type) {
      case 'call':
        this.#follow(payload);
        break;
      case 'call-mode':
        this.#move(payload.mode);
        break;
      case 'call-taken':
        this.#ended('taken', payload);
        break;
      case 'call-ended':
        this.#ended(payload.reason, payload);
        break;
      default:
        break;
    }
  }

  /** The session is gone for good, and the call with it. */
  lost() {
    this.#ended('lost', {});
  }

  #follow({ state, mode, legs }) {
    this.#state = state;
    this.#legs = legs ?? [];
    if (this.#answered && state === 'active' && mode) {
      this.#move(mode);
    }
    this.#emit('changed', {});
  }

  /** Moves come one after the other; the last wins. */
  #move(mode) {
    if (this.#mode === mode || this.#state === 'ended') {
      return;
    }
    this.#mode = mode;
    this.#moving = this.#moving
      .then(() => this.#mode === mode && this.#state !== 'ended' && (mode === 'p2p' ? this.#goDirect() : this.#goThrough()))
      .catch(error => this.#emit('trouble', { error }));
    this.#emit('mode', { mode });
  }

  async #goDirect() {
    const [other] = this.others;
    if (!other) {
      this.#mode = null; // nobody to connect with yet: the next word of the server's says who
      return;
    }
    const room = this.#room;
    const media = new DirectMedia(this.#session, {
      call: this.#id,
      other,
      polite: this.#direction === 'incoming',
      offers: this.#back || room !== null ? this.#isFirst(other) || this.#back : this.#direction === 'outgoing',
      microphone: this.#microphone,
    });
    this.#back = false;
    this.#media = this.#passOn(media);
    if (room) {
      await connected(media);
      this.#room = null;
      await room.leave();
    }
    this.#emit('voices', {});
  }

  async #goThrough() {
    const direct = this.#media;
    const room = await Room.enter(this.#session, roomOf(this.#id), { microphone: this.#microphone });
    if (this.#state === 'ended') {
      room.close();
      return;
    }
    this.#room = this.#passOn(room);
    this.#back = false;
    if (direct) {
      await connected(room.media);
      this.#media = null;
      direct.close();
    }
    this.#emit('voices', {});
  }

  /** Of two that move back at the same time, one begins. */
  #isFirst(other) {
    return this.#session.sessionId < other.session;
  }

  #passOn(media) {
    PASSED_ON.forEach(type => media.addEventListener(type, ({ detail }) => this.#emit(type, detail)));
    return media;
  }

  #ended(reason, { durationMillis = 0, device }) {
    if (this.#state === 'ended') {
      return;
    }
    this.#state = 'ended';
    this.#media?.close();
    this.#room?.close(reason);
    this.#media = this.#room = null;
    if (reason === 'taken') {
      this.#emit('taken', { device });
    }
    this.#emit('ended', { reason, durationMillis });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Resolves when sound can flow; a move that takes too long is made all the same. */
function connected(media) {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, MOVE_MILLIS);
    const look = () => {
      if (media.peerConnection.connectionState === 'connected') {
        clearTimeout(timer);
        resolve();
      }
    };
    media.addEventListener('connection', look);
    look();
  });
}
