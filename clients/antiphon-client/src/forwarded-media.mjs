// SPDX-License-Identifier: Apache-2.0
/**
 * One peer connection to the forwarding unit, for the room the session is in. We always offer: one section for the
 * microphone, and receive-only sections ("slots") that the unit fills with the others' voices. More voices than slots:
 * more slots, a new offer. Offers go out one at a time; whatever is wanted meanwhile goes into the next.
 *
 * Candidates of ours are not sent: the unit is ICE-lite, it learns our address from the first check.
 *
 * Events: `voices` when somebody is heard elsewhere, `connection` {state}, `silent` when the browser wants a gesture before
 * it plays, `trouble` {error} when an offer was refused, `quality` {…} about once a second.
 */

import { AntiphonError } from './errors.mjs';
import { Playback } from './playback.mjs';
import { adaptSender } from './sender.mjs';

const UNIT = 'sfu';
const FIRST_SLOTS = 3;
const SPARE_SLOTS = 1;
const MOST_SLOTS = 32;
const ANSWER_MILLIS = 15_000;
const RETRY_MILLIS = 1_000;
const LONGEST_RETRY_MILLIS = 30_000;
const RESTART_MILLIS = 8_000;
const DISCONNECTED_MILLIS = 4_000;

export class ForwardedMedia extends EventTarget {
  #session;
  #microphone;
  #connection;
  #playback = new Playback(() => this.#emit('silent', {}));
  #sender = null;
  #slots = [];
  #publishers = new Map();
  #answers = new Map();
  #others;
  #offering = false;
  #offerWanted = false;
  #restarting = false;
  #timer = 0;
  #closed = false;
  #refusals = 0;
  #listeners = new AbortController();

  /**
   * @param session a Connection whose session is in a room
   * @param microphone a MediaStream, or null to listen only
   * @param others how many there are to be heard
   */
  constructor(session, microphone, others) {
    super();
    this.#session = session;
    this.#microphone = microphone;
    this.#others = others;
    this.#listen('message:answer', message => this.#answered(message));
    this.#listen('message:tracks', ({ payload }) => this.#assign(payload.tracks ?? []));
    this.#listen('message:media', ({ payload }) => this.#media(payload));
    this.#listen('message:quality', ({ payload }) => this.#advised(payload));
    this.#build();
  }

  get mode() {
    return 'sfu';
  }

  get peerConnection() {
    return this.#connection;
  }

  /** Who is heard where: [{mid, publisher, receiver}], filled slots only. */
  get voices() {
    return this.#slots
      .filter(slot => this.#publishers.get(slot.mid))
      .map(slot => ({ mid: slot.mid, publisher: this.#publishers.get(slot.mid), receiver: slot.receiver }));
  }

  /** How many others there are now; makes room for them. */
  expect(others) {
    this.#others = others;
    if (this.#grow()) {
      this.#offer();
    }
  }

  /** Plays what the browser held back; call it from a gesture. */
  play() {
    return this.#playback.resume();
  }

  close() {
    this.#closed = true;
    this.#listeners.abort();
    clearTimeout(this.#timer);
    this.#tearDown();
  }

  #build() {
    this.#connection = new RTCPeerConnection({
      iceServers: this.#session.welcome?.iceServers ?? [], bundlePolicy: 'max-bundle' });
    this.#connection.onconnectionstatechange = () => this.#connectionChanged();
    this.#publishers.clear();
    const track = this.#microphone?.getAudioTracks()[0];
    if (track) {
      this.#sender = this.#connection.addTransceiver(track, { direction: 'sendonly', streams: [this.#microphone] }).sender;
    }
    this.#grow();
    this.#offer();
  }

  #tearDown() {
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
    this.#playback.stop();
    this.#slots = [];
    this.#sender = null;
    this.#answers.forEach(waiting => waiting.reject(new AntiphonError('lost', 'the media was closed')));
    this.#answers.clear();
  }

  /** Starts over where a restart of ICE did not help, or the unit has dropped us. */
  #rebuild() {
    if (!this.#closed) {
      this.#tearDown();
      this.#restarting = false;
      this.#build();
    }
  }

  /** A voice without a slot is worse than a slot without a voice. */
  #grow() {
    const filled = this.voices.length;
    const wanted = Math.min(MOST_SLOTS, Math.max(FIRST_SLOTS, this.#others + SPARE_SLOTS, filled + SPARE_SLOTS));
    const missing = wanted - this.#slots.length;
    for (let i = 0; i < missing; i++) {
      const slot = this.#connection.addTransceiver('audio', { direction: 'recvonly' });
      this.#playback.add(slot.receiver.track);
      this.#slots.push(slot);
    }
    return missing > 0;
  }

  async #offer() {
    this.#offerWanted = true;
    if (this.#offering) {
      return;
    }
    this.#offering = true;
    const connection = this.#connection;
    while (this.#offerWanted && !this.#closed && connection === this.#connection) {
      this.#offerWanted = false;
      try {
        await this.#offerOnce(connection);
      } catch (fault) {
        this.#refused(fault, connection);
        break;
      }
    }
    this.#offering = false;
    if (this.#offerWanted && !this.#closed) {
      this.#offer();
    }
  }

  async #offerOnce(connection) {
    await connection.setLocalDescription();
    const id = this.#session.nextId();
    const answer = this.#answerTo(id);
    // the answer may fail first; without a handler of its own that would be reported as an error nobody caught
    answer.catch(() => {});
    await this.#session.send('offer', { sdp: connection.localDescription.sdp }, { to: UNIT, id });
    const { sdp, tracks } = await answer;
    await connection.setRemoteDescription({ type: 'answer', sdp });
    this.#refusals = 0;
    this.#assign(tracks ?? []);
  }

  #answerTo(id) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#answers.delete(id);
        reject(new AntiphonError('timeout', 'no answer to our offer'));
      }, ANSWER_MILLIS);
      const settled = how => value => {
        clearTimeout(timer);
        this.#answers.delete(id);
        how(value);
      };
      this.#answers.set(id, { resolve: settled(resolve), reject: settled(reject) });
    });
  }

  #answered({ from, payload }) {
    if (from === UNIT) {
      this.#answers.get(payload.re)?.resolve(payload);
    }
  }

  #refused(fault, connection) {
    this.#answers.clear();
    if (this.#closed || connection !== this.#connection) {
      return;
    }
    if (fault.code !== 'lost' && fault.code !== 'closed') {
      this.#emit('trouble', { error: fault });
    }
    const patience = Math.min(LONGEST_RETRY_MILLIS, RETRY_MILLIS * 2 ** this.#refusals++);
    this.#later(fault.retryAfterMillis ?? patience, () => this.#rebuild());
  }

  #assign(tracks) {
    this.#publishers = new Map(tracks.map(track => [track.mid, track.publisher]));
    this.#emit('voices', {});
    if (this.#grow()) {
      this.#offer();
    }
  }

  #media({ state }) {
    if (state === 'closed') {
      this.#later(RETRY_MILLIS, () => this.#rebuild());
    } else if (state === 'restart') {
      this.#restart();
    }
  }

  #connectionChanged() {
    const state = this.#connection.connectionState;
    this.#emit('connection', { state });
    if (state === 'connected') {
      this.#restarting = false;
      clearTimeout(this.#timer);
    } else if (state === 'disconnected') {
      // often a matter of seconds; only what lasts is worth an offer
      this.#later(DISCONNECTED_MILLIS, () => this.#restart());
    } else if (state === 'failed') {
      this.#restart();
    }
  }

  #restart() {
    if (this.#restarting) {
      this.#rebuild();
      return;
    }
    this.#restarting = true;
    this.#connection.restartIce();
    this.#offer();
    this.#later(RESTART_MILLIS, () => this.#connection.connectionState === 'connected' || this.#rebuild());
  }

  #advised(quality) {
    this.#emit('quality', quality);
    adaptSender(this.#sender, quality.targetAudioBitsPerSecond);
  }

  #later(millis, what) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#closed || what(), millis);
  }

  #listen(type, receive) {
    this.#session.addEventListener(type, event => receive(event.detail), { signal: this.#listeners.signal });
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
