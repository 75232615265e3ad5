// SPDX-License-Identifier: Apache-2.0
/**
 * The room a session is in: who is there, what each says of itself, and the voices through the forwarding unit.
 *
 * Events: `people` when somebody came, went or changed, `joined` and `left` {participant}, `closed` {reason}; and those of
 * its media, passed on: `voices`, `connection` {state}, `silent`, `trouble` {error}, `quality` {…}.
 */

import { ForwardedMedia } from './forwarded-media.mjs';

const PASSED_ON = ['voices', 'connection', 'silent', 'trouble', 'quality'];

export class Room extends EventTarget {
  #session;
  #name;
  #people = new Map();
  #media = null;
  #microphone;
  #listeners = new AbortController();

  /** Use {@link Room.enter}. */
  constructor(session, name, microphone) {
    super();
    this.#session = session;
    this.#name = name;
    this.#microphone = microphone;
    this.#listen('message:room', ({ payload }) => payload.room === name && this.#replace(payload.participants ?? []));
    this.#listen('message:participant-joined', ({ payload }) => payload.room === name && this.#joined(payload.participant));
    this.#listen('message:participant-left', ({ payload }) => payload.room === name && this.#left(payload.id));
    this.#listen('message:participant-state', ({ payload }) => this.#changed(payload));
  }

  /**
   * Enters a room and begins to listen and speak there.
   * @param session a Connection with a session
   * @param microphone a MediaStream, or null to listen only
   * @param displayName what the others see
   * @param state an object the others see beside it
   * @param again whether the session is in that room already, as after a reload
   */
  static async enter(session, name, { microphone = null, displayName, state, again = false } = {}) {
    const room = new Room(session, name, microphone);
    const known = new Promise(resolve => room.addEventListener('people', resolve, { once: true }));
    try {
      if (again) {
        await session.send('sync');
      } else {
        await session.send('join', displayName === undefined ? { room: name } : { room: name, name: displayName });
      }
      if (state !== undefined) {
        await session.send('state', state);
      }
      await known; // who is there already says how many slots the first offer needs
    } catch (error) {
      room.#listeners.abort();
      throw error;
    }
    room.#startMedia();
    return room;
  }

  get name() {
    return this.#name;
  }

  /** The others: [{id, name, state}]. */
  get people() {
    return [...this.#people.values()];
  }

  get media() {
    return this.#media;
  }

  /** Tells the others something of ourselves; replaces what was told before. */
  announce(state) {
    return this.#session.send('state', state);
  }

  /** Leaves; resolves when the others have been told. */
  async leave() {
    this.close('left');
    await this.#session.send('leave').catch(() => {});
  }

  /** Lets go of everything without a word to the server, as when the session has ended. */
  close(reason = 'closed') {
    this.#listeners.abort();
    this.#media?.close();
    this.#media = null;
    this.#people.clear();
    this.#emit('closed', { reason });
  }

  #startMedia() {
    const media = new ForwardedMedia(this.#session, this.#microphone, this.#people.size);
    PASSED_ON.forEach(type => media.addEventListener(type, ({ detail }) => this.#emit(type, detail)));
    this.#media = media;
  }

  #replace(participants) {
    const others = participants.filter(({ id }) => id !== this.#session.sessionId);
    this.#people = new Map(others.map(participant => [participant.id, participant]));
    this.#counted();
  }

  #joined(participant) {
    if (participant && participant.id !== this.#session.sessionId) {
      this.#people.set(participant.id, participant);
      this.#emit('joined', { participant });
      this.#counted();
    }
  }

  #left(id) {
    const participant = this.#people.get(id);
    if (participant) {
      this.#people.delete(id);
      this.#emit('left', { participant });
      this.#counted();
    }
  }

  #changed({ id, state }) {
    const participant = this.#people.get(id);
    if (participant) {
      this.#people.set(id, { ...participant, state });
      this.#emit('people', {});
    }
  }

  #counted() {
    this.#media?.expect(this.#people.size);
    this.#emit('people', {});
  }

  #listen(type, receive) {
    this.#session.addEventListener(type, event => receive(event.detail), { signal: this.#listeners.signal });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
