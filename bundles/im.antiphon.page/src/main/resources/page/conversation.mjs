// SPDX-License-Identifier: Apache-2.0
/**
 * What one is in: a room or a call. Brings the library's view of it to the screen, second by second.
 *
 * Events: `over` {reason}.
 */

import { Levels } from './levels.mjs';
import { Statistics } from './stats.mjs';

const PLUGINS_EVERY_MILLIS = 10_000;

export class Conversation extends EventTarget {
  #client;
  #name;
  #room;
  #call;
  #microphone;
  #muted = false;
  #departed = new Set();
  #view = null;
  #levels = null;
  #statistics = null;
  #pluginsTimer = 0;
  #connection = 'new';
  #over = false;

  constructor(client, name, { room = null, call = null, microphone }) {
    super();
    this.#client = client;
    this.#name = name;
    this.#room = room;
    this.#call = call;
    this.#microphone = microphone;
  }

  static ofRoom(client, name, room, microphone) {
    return new Conversation(client, name, { room, microphone });
  }

  static ofCall(client, name, call, microphone = null) {
    return new Conversation(client, name, { call, microphone });
  }

  get isCall() {
    return this.#call !== null;
  }

  get call() {
    return this.#call;
  }

  get roomName() {
    return this.#room?.name ?? null;
  }

  get listensOnly() {
    return this.#microphone === null;
  }

  get peerConnection() {
    return this.#source.media?.peerConnection ?? null;
  }

  get #source() {
    return this.#call ?? this.#room;
  }

  get #voices() {
    return this.#source.media?.voices ?? [];
  }

  show(view, banner) {
    this.#view = view;
    this.#levels = new Levels((publisher, level) => view.level(publisher ?? this.#client.session.sessionId, level));
    this.#statistics = new Statistics((own, voices) => this.#showFigures(own, voices));
    const on = (type, receive) => this.#source.addEventListener(type, ({ detail }) => this.#over || receive(detail));
    on('voices', () => this.#showEverybody());
    on('connection', ({ state }) => this.showConnection(state));
    on('quality', quality => view.controller(quality.congestionController ?? '?', quality.targetBitsPerSecond));
    on('silent', () => banner.show('waiting', 'Your browser holds the sound back.', '', {
      action: { label: 'Turn the sound on', run: () => this.#source.media?.play().then(() => banner.clear()) } }));
    on('trouble', ({ error }) => console.info('antiphon:', error.code ?? error.name, error.message));
    this.#call ? this.#followCall(on, banner) : this.#followRoom(on, banner);
    this.#microphone?.getAudioTracks()[0]?.addEventListener('ended', () => this.#over
      || banner.show('bad', 'Your microphone was unplugged.', 'You still hear the others. Leave and call again to be heard.'));
    view.status(this.isCall && this.#call.state === 'inviting' ? 'ringing' : 'connecting', 'waiting');
    view.muted(this.#muted, this.#microphone !== null);
    this.#levels.start(this.#microphone, () => this.#muted, () => this.#voices);
    this.#statistics.start(() => this.peerConnection);
    this.#showEverybody();
    this.showConnection(this.peerConnection?.connectionState ?? 'new');
    this.#askForPlugins();
  }

  /** Ourselves, the others, and publishers that are heard without having joined (WHIP). */
  everybody() {
    const id = this.#client.session.sessionId;
    const people = id
      ? [{ id, name: this.#name, own: true, stream: false, muted: this.#muted || !this.#microphone }] : [];
    const others = this.#others();
    people.push(...others);
    const known = new Set(others.map(other => other.id));
    for (const { publisher } of this.#voices) {
      // who has left may keep its slot for a moment longer; that makes no stream of it
      if (publisher !== id && !known.has(publisher) && !this.#departed.has(publisher)) {
        people.push({ id: publisher, name: publisher, own: false, stream: true, muted: false });
      }
    }
    return people;
  }

  toggleMute() {
    const track = this.#microphone?.getAudioTracks()[0];
    if (!track) {
      return;
    }
    this.#muted = !this.#muted;
    track.enabled = !this.#muted;
    this.#view.muted(this.#muted, true);
    this.#showEverybody();
    this.#client.session.send('state', { muted: this.#muted }).catch(() => {});
  }

  /** Of a room: what to send to somebody who shall come too. */
  link() {
    return new URL(`/r/${this.#room?.name ?? ''}`, location.href).href;
  }

  invite(users) {
    return this.#call.invite(users);
  }

  /** Leaves of our own will. */
  leave() {
    const leaving = this.#call ? this.#call.hangUp() : this.#room.leave();
    leaving.catch(() => {}); // it is over already
    this.#finish('left');
  }

  /** Lets go of the screen and the microphone. */
  end() {
    this.#over = true;
    clearTimeout(this.#pluginsTimer);
    this.#levels?.stop();
    this.#statistics?.stop();
    this.#microphone?.getTracks().forEach(track => track.stop());
  }

  /** @param state of the peer connection; the last known one where it is left out */
  showConnection(state = this.#connection) {
    this.#connection = state;
    const shown = {
      connected: ['connected', 'good'],
      disconnected: ['unsteady', 'bad'],
      failed: ['restarting', 'bad'],
    }[state];
    if (shown) {
      this.#view.status(...shown);
    }
  }

  #followRoom(on, banner) {
    on('people', () => this.#showEverybody());
    on('joined', ({ participant }) => {
      this.#departed.delete(participant.id);
      banner.announce(`${participant.name} has joined.`);
    });
    on('left', ({ participant }) => {
      this.#departed.add(participant.id);
      banner.announce(`${participant.name} has left.`);
    });
    on('closed', ({ reason }) => this.#finish(reason));
  }

  #followCall(on, banner) {
    on('changed', () => {
      this.#entitle();
      this.#showEverybody();
    });
    on('mode', ({ mode }) => {
      this.#view.way(mode);
      banner.announce(mode === 'p2p' ? 'The call is direct now.' : 'The call goes through the server now.');
    });
    on('ended', ({ reason }) => this.#finish(reason));
    if (this.#call.mode) {
      this.#view.way(this.#call.mode);
    }
  }

  /** A call is called by those it is with; when they have gone, by those it was with. */
  #entitle() {
    const others = this.#call.legs.filter(leg => leg.user !== this.#name);
    const present = others.filter(leg => leg.state !== 'left');
    const names = (present.length > 0 ? present : others).map(leg => leg.user);
    if (names.length > 0) {
      this.#view.title([...new Set(names)].join(', '));
    }
    this.#view.alone(this.#call.state === 'active' ? 'Everybody else has left.' : 'It rings…');
  }

  #finish(reason) {
    if (!this.#over) {
      this.end();
      this.dispatchEvent(new CustomEvent('over', { detail: { reason } }));
    }
  }

  #others() {
    if (this.#room) {
      return this.#room.people.map(({ id, name, state }) => ({
        id, name: name || 'somebody', own: false, stream: false, muted: state?.muted === true }));
    }
    const own = this.#client.session.sessionId;
    return this.#call.legs
      .filter(leg => leg.session !== own && leg.state !== 'left' && !(leg.user === this.#name && !leg.session))
      .map(leg => ({
        id: leg.session ?? `ringing-${leg.user}`, name: leg.user, own: false, stream: false, muted: false,
        ringing: leg.state !== 'connected' }));
  }

  #showEverybody() {
    if (!this.#over && this.#view) {
      this.#view.people(this.everybody());
    }
  }

  #showFigures(own, voices) {
    this.#view.figures(this.#client.session.sessionId, own);
    for (const { mid, publisher } of this.#voices) {
      this.#view.figures(publisher, voices.get(mid) ?? {});
    }
  }

  async #askForPlugins() {
    try {
      const reply = await fetch('/api/v1/plugins', { headers: { accept: 'application/json' } });
      if (reply.ok && !this.#over) {
        this.#view.plugins(await reply.json());
      }
    } catch {
      // the signaling connection notices a lost server; the list is asked for again
    }
    if (!this.#over) {
      this.#pluginsTimer = setTimeout(() => this.#askForPlugins(), PLUGINS_EVERY_MILLIS);
    }
  }
}
