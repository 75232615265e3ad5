// SPDX-License-Identifier: Apache-2.0
/**
 * One peer connection straight to the other side of a one-to-one call, negotiated through the server. Who invited offers
 * first; when both offer at once the invited side gives way (the "perfect negotiation" of the WebRTC specification).
 *
 * Either side may have to begin anew, as after a reload. What it says then belongs to a later `generation`, and the other
 * side, when it sees one, begins anew too.
 *
 * Events: `voices`, `connection` {state}, `silent`, `trouble` {error}.
 */

import { Playback } from './playback.mjs';

const RESTART_MILLIS = 6_000;
const DISCONNECTED_MILLIS = 2_500;

export class DirectMedia extends EventTarget {
  #session;
  #call;
  #other;
  #polite;
  #microphone;
  #generation;
  #connection;
  #playback = new Playback(() => this.#emit('silent', {}));
  #making = false;
  #ignored = false;
  #early = [];
  #work = Promise.resolve();
  #timer = 0;
  #closed = false;
  #listeners = new AbortController();

  /**
   * @param session a Connection
   * @param call the call's id
   * @param other {session, user} of the other side
   * @param polite whether we give way when both offer: the invited side does
   * @param offers whether we begin: who invited does, and who comes back after a reload
   * @param microphone a MediaStream, or null to listen only
   */
  constructor(session, { call, other, polite, offers, microphone }) {
    super();
    this.#session = session;
    this.#call = call;
    this.#other = other;
    this.#polite = polite;
    this.#microphone = microphone;
    this.#generation = offers ? Date.now() : 0;
    for (const type of ['offer', 'answer', 'ice-candidate']) {
      session.addEventListener(`message:${type}`, ({ detail }) => this.#heard(type, detail), { signal: this.#listeners.signal });
    }
    this.#build(offers);
  }

  get mode() {
    return 'p2p';
  }

  get peerConnection() {
    return this.#connection;
  }

  /** The other's voice: [{mid, publisher, receiver}], empty until it has arrived. */
  get voices() {
    return this.#connection
      .getTransceivers()
      .filter(({ mid, currentDirection }) => mid !== null && /recv/.test(currentDirection ?? ''))
      .map(({ mid, receiver }) => ({ mid, publisher: this.#other.session, receiver }));
  }

  expect() {}

  play() {
    return this.#playback.resume();
  }

  /** Tries other addresses, without silence where the old ones still work. */
  restart() {
    this.#connection.restartIce();
  }

  close() {
    this.#closed = true;
    this.#listeners.abort();
    clearTimeout(this.#timer);
    this.#tearDown();
  }

  #build(offers) {
    const connection = new RTCPeerConnection({ iceServers: this.#session.welcome?.iceServers ?? [] });
    this.#connection = connection;
    this.#ignored = false;
    this.#early = [];
    connection.ontrack = ({ track }) => {
      this.#playback.add(track);
      this.#emit('voices', {});
    };
    connection.onicecandidate = ({ candidate }) =>
      candidate && this.#say('ice-candidate', { candidate: candidate.toJSON() });
    connection.onconnectionstatechange = () => this.#connectionChanged();
    if (offers) {
      connection.onnegotiationneeded = () => this.#offer(connection);
      const track = this.#microphone?.getAudioTracks()[0];
      connection.addTransceiver(track ?? 'audio', {
        direction: track ? 'sendrecv' : 'recvonly', streams: track ? [this.#microphone] : [] });
    }
  }

  #tearDown() {
    const connection = this.#connection;
    connection.ontrack = connection.onicecandidate = null;
    connection.onconnectionstatechange = connection.onnegotiationneeded = null;
    connection.close();
    this.#playback.stop();
  }

  #rebuild(generation, offers) {
    if (!this.#closed) {
      this.#tearDown();
      this.#generation = generation;
      this.#build(offers);
    }
  }

  async #offer(connection) {
    if (this.#closed || connection !== this.#connection) {
      return;
    }
    try {
      this.#making = true;
      await connection.setLocalDescription();
      await this.#say('offer', { sdp: connection.localDescription.sdp });
    } catch (error) {
      this.#troubled(error);
    } finally {
      this.#making = false;
    }
  }

  /** What the other says is taken one after the other, in order. */
  #heard(type, { from, payload }) {
    if (from === this.#other.session && payload?.call === this.#call) {
      this.#work = this.#work.then(() => this.#closed || this.#take(type, payload)).catch(error => this.#troubled(error));
    }
  }

  async #take(type, payload) {
    if (type === 'offer' && payload.generation !== this.#generation) {
      if (payload.generation < this.#generation) {
        return; // it has not heard of ours yet
      }
      this.#rebuild(payload.generation, false);
    } else if (payload.generation !== this.#generation) {
      return;
    }
    const connection = this.#connection;
    if (type === 'ice-candidate') {
      await this.#candidate(connection, payload.candidate);
      return;
    }
    const collides = type === 'offer' && (this.#making || connection.signalingState !== 'stable');
    this.#ignored = !this.#polite && collides;
    if (this.#ignored) {
      return;
    }
    await connection.setRemoteDescription({ type, sdp: payload.sdp });
    for (const candidate of this.#early.splice(0)) {
      await connection.addIceCandidate(candidate);
    }
    if (type === 'offer') {
      this.#openUp(connection);
      await connection.setLocalDescription();
      await this.#say('answer', { sdp: connection.localDescription.sdp });
      connection.onnegotiationneeded = () => this.#offer(connection);
    }
    this.#emit('voices', {});
  }

  /** An answer speaks too, where there is something to speak with. */
  #openUp(connection) {
    const track = this.#microphone?.getAudioTracks()[0];
    for (const transceiver of connection.getTransceivers()) {
      if (track && transceiver.direction === 'recvonly' && !transceiver.sender.track) {
        transceiver.sender.replaceTrack(track);
        transceiver.direction = 'sendrecv';
      }
    }
  }

  async #candidate(connection, candidate) {
    if (!connection.remoteDescription) {
      this.#early.push(candidate);
      return;
    }
    try {
      await connection.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignored) {
        throw error;
      }
    }
  }

  #say(type, content) {
    return this.#session
      .send(type, { call: this.#call, generation: this.#generation, ...content }, { to: this.#other.session })
      .catch(error => this.#troubled(error));
  }

  #connectionChanged() {
    const state = this.#connection.connectionState;
    this.#emit('connection', { state });
    if (state === 'connected') {
      clearTimeout(this.#timer);
    } else if (state === 'disconnected') {
      this.#later(DISCONNECTED_MILLIS, () => this.#again());
    } else if (state === 'failed') {
      this.#again();
    }
  }

  #again() {
    this.restart();
    this.#later(RESTART_MILLIS, () =>
      this.#connection.connectionState === 'connected' || this.#rebuild(this.#generation + 1, true));
  }

  #troubled(error) {
    if (!this.#closed && error?.code !== 'closed') {
      this.#emit('trouble', { error });
    }
  }

  #later(millis, what) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#closed || what(), millis);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
