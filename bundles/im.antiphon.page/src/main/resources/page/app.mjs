// SPDX-License-Identifier: Apache-2.0
/**
 * The page as a whole: from a name and a room to a call, through losses, and out again. `window.antiphon` shows what goes
 * on to tests and to the curious. `?room=…&name=…&auto=1` calls at once; `/r/<room>` fills in the room.
 */

import { Call } from './call.mjs';
import { Levels } from './levels.mjs';
import { openMicrophone } from './microphone.mjs';
import { Signaling } from './signaling.mjs';
import { Statistics } from './stats.mjs';
import { View } from './view.mjs';

const PLUGINS_EVERY_MILLIS = 10_000;
const NAME_KEY = 'antiphon.name';

/** What is left of an error's code, in words for a person. */
const REFUSALS = {
  'room-full': ['This room is full', 'Try again when somebody has left, or pick another room.'],
  'bad-sdp': ['This browser and the server do not understand each other', 'A current Firefox, Chrome or Safari should.'],
  unsupported: ['The server cannot serve this browser', 'A current Firefox, Chrome or Safari should work.'],
  overloaded: ['The server is busy', 'Trying again in a moment.'],
  timeout: ['The server does not answer', 'Trying again in a moment.'],
};

const state = {
  phase: 'idle', // idle → joining → in-call ⇄ reconnecting → idle
  name: '',
  room: '',
  muted: false,
  microphone: null,
  signaling: null,
  call: null,
  others: new Map(),
  departed: new Set(),
  formerSessions: new Set(),
  pluginsTimer: 0,
};

const view = new View({ call: begin, leave, mute: toggleMute, link: roomLink });
const levels = new Levels((publisher, level) => view.level(publisher ?? state.signaling?.sessionId, level));
const statistics = new Statistics(showFigures);

window.antiphon = {
  get state() {
    return state.phase;
  },
  get sessionId() {
    return state.signaling?.sessionId ?? null;
  },
  participants: () => everybody(),
  peerConnection: () => state.call?.peerConnection ?? null,
};

start();

function start() {
  const query = new URLSearchParams(location.search);
  const path = /^\/r\/([A-Za-z0-9._~-]{1,128})$/.exec(location.pathname);
  const name = (query.get('name') ?? remembered() ?? '').slice(0, 64);
  const room = query.get('room') ?? path?.[1] ?? '';
  view.fill(name, room);
  if (query.get('auto') === '1' && view.check(name, room)) {
    begin(name, room);
  }
}

async function begin(name, room, listenOnly = false) {
  if (state.phase !== 'idle') {
    return;
  }
  Object.assign(state, { phase: 'joining', name, room, muted: false });
  remember(name);
  view.clearBanner();
  view.busy(true);
  try {
    state.microphone = listenOnly ? null : await openMicrophone();
  } catch (fault) {
    state.phase = 'idle';
    view.busy(false);
    const listen = { label: 'Just listen', run: () => begin(name, room, true) };
    view.banner('bad', `${fault.title}.`, fault.text ?? '', {
      link: fault.link, action: fault.code === 'insecure-context' || fault.code === 'unsupported' ? null : listen });
    return;
  }
  state.microphone?.getAudioTracks()[0]?.addEventListener('ended', microphoneLost);
  connect();
}

function connect() {
  const signaling = new Signaling(`${location.origin.replace(/^http/, 'ws')}/signaling`);
  state.signaling = signaling;
  const on = (type, receive) => signaling.addEventListener(type, ({ detail }) => signaling === state.signaling && receive(detail));
  on('welcome', welcomed);
  on('lost', lost);
  on('message:room', message => replaceOthers(message.payload.participants ?? []));
  on('message:participant-joined', message => joined(message.payload.participant));
  on('message:participant-left', message => left(message.payload.id));
  on('message:participant-state', message => changed(message.payload));
  on('message:quality', ({ payload }) => view.controller(payload.congestionController ?? '?', payload.targetBitsPerSecond));
  signaling.open();
}

async function welcomed() {
  const signaling = state.signaling;
  // who is there already says how many slots the first offer needs
  const room = new Promise(resolve => signaling.addEventListener('message:room', resolve, { once: true }));
  try {
    await signaling.send('join', { room: state.room, name: state.name });
    if (state.muted || !state.microphone) {
      await signaling.send('state', { muted: true });
    }
  } catch (fault) {
    if (fault.code !== 'lost') {
      refused(fault);
    }
    return;
  }
  await room;
  if (signaling !== state.signaling || !signaling.isOpen) {
    return;
  }
  state.formerSessions.add(signaling.sessionId);
  startCall();
  state.phase = 'in-call';
  view.clearBanner();
  view.showRoom(state.room);
  view.muted(state.muted, state.microphone !== null);
  showEverybody();
  history.replaceState(null, '', `/r/${state.room}`);
  askForPlugins();
}

/** A call of an earlier session is of no use to this one: the server has closed its peer. */
function startCall() {
  endCall();
  const call = new Call(state.signaling, state.microphone, state.others.size);
  state.call = call;
  view.status('connecting', 'waiting');
  call.addEventListener('tracks', showEverybody);
  call.addEventListener('connection', ({ detail }) => showConnection(detail.state));
  call.addEventListener('silent', () =>
    view.banner('waiting', 'Your browser holds the sound back.', '', {
      action: { label: 'Turn the sound on', run: () => call.play().then(() => view.clearBanner()) } }));
  call.addEventListener('trouble', ({ detail }) => {
    const [title, text] = words(detail.error);
    view.banner('waiting', `${title}.`, text);
  });
  levels.start(state.microphone, () => state.muted, () => call.voices);
  statistics.start(() => call.peerConnection);
}

function endCall() {
  levels.stop();
  statistics.stop();
  state.call?.close();
  state.call = null;
}

function lost() {
  if (state.phase === 'in-call') {
    state.phase = 'reconnecting';
    view.status('reconnecting', 'bad');
  }
  const title = state.phase === 'reconnecting' ? 'The server is gone — reconnecting…' : 'The server does not answer — trying again…';
  view.banner('waiting', title, 'This happens by itself; just stay here.', {
    closable: state.phase === 'joining', onDismiss: state.phase === 'joining' ? leave : null });
}

function refused(fault) {
  const [title, text] = words(fault);
  leave();
  view.banner('bad', `${title}.`, text);
}

function words(fault) {
  return REFUSALS[fault.code] ?? ['The server refused', fault.message];
}

function leave() {
  state.phase = 'idle';
  clearTimeout(state.pluginsTimer);
  endCall();
  if (state.signaling?.isOpen) {
    state.signaling.send('leave').catch(() => {});
  }
  state.signaling?.close();
  state.signaling = null;
  state.microphone?.getTracks().forEach(track => track.stop());
  state.microphone = null;
  state.others.clear();
  state.departed.clear();
  state.formerSessions.clear();
  view.clearBanner();
  view.showJoin();
  view.fill(state.name, state.room);
}

function toggleMute() {
  const track = state.microphone?.getAudioTracks()[0];
  if (!track || state.phase === 'idle') {
    return;
  }
  state.muted = !state.muted;
  track.enabled = !state.muted;
  view.muted(state.muted, true);
  view.announce(state.muted ? 'You are muted.' : 'You can be heard.');
  showEverybody();
  state.signaling.send('state', { muted: state.muted }).catch(() => {});
}

function microphoneLost() {
  if (state.phase !== 'idle') {
    view.banner('bad', 'Your microphone was unplugged.', 'You still hear the others. Leave and call again to be heard.');
  }
}

function replaceOthers(participants) {
  state.others = new Map(participants.filter(isOther).map(participant => [participant.id, participant]));
  state.call?.expect(state.others.size);
  showEverybody();
}

function joined(participant) {
  if (participant && isOther(participant)) {
    state.others.set(participant.id, participant);
    state.departed.delete(participant.id);
    view.announce(`${participant.name} has joined.`);
    state.call?.expect(state.others.size);
    showEverybody();
  }
}

function left(id) {
  const participant = state.others.get(id);
  if (participant) {
    state.others.delete(id);
    state.departed.add(id);
    view.announce(`${participant.name} has left.`);
    state.call?.expect(state.others.size);
    showEverybody();
  }
}

function changed({ id, state: theirs }) {
  const participant = state.others.get(id);
  if (participant) {
    state.others.set(id, { ...participant, state: theirs });
    showEverybody();
  }
}

/** After a reconnection our own earlier session may linger in the room for a while. */
function isOther(participant) {
  return participant.id !== state.signaling?.sessionId && !state.formerSessions.has(participant.id);
}

/** Ourselves, those who joined, and publishers that are heard without having joined (WHIP). */
function everybody() {
  const id = state.signaling?.sessionId;
  const people = id ? [{ id, name: state.name, own: true, stream: false, muted: state.muted || !state.microphone }] : [];
  for (const participant of state.others.values()) {
    people.push({
      id: participant.id, name: participant.name || 'somebody', own: false, stream: false, muted: participant.state?.muted === true });
  }
  for (const { publisher } of state.call?.voices ?? []) {
    // who has left may keep its slot for a moment longer; that makes no stream of it
    if (isOther({ id: publisher }) && !state.others.has(publisher) && !state.departed.has(publisher)) {
      people.push({ id: publisher, name: publisher, own: false, stream: true, muted: false });
    }
  }
  return people;
}

function showEverybody() {
  // while reconnecting, the last picture stays
  if (state.phase === 'in-call') {
    view.people(everybody());
  }
}

function showFigures(own, voices) {
  view.figures(state.signaling?.sessionId, own);
  for (const { mid, publisher } of state.call?.voices ?? []) {
    view.figures(publisher, voices.get(mid) ?? {});
  }
}

function showConnection(connectionState) {
  const shown = {
    connected: ['connected', 'good'],
    disconnected: ['unsteady', 'bad'],
    failed: ['restarting', 'bad'],
  }[connectionState];
  if (shown && state.phase === 'in-call') {
    view.status(...shown);
  }
}

async function askForPlugins() {
  clearTimeout(state.pluginsTimer);
  try {
    const reply = await fetch('/api/v1/plugins', { headers: { accept: 'application/json' } });
    if (!reply.ok) {
      return;
    }
    view.plugins(await reply.json());
  } catch {
    // the signaling connection notices a lost server; the list is asked for again
  }
  if (state.phase === 'in-call' || state.phase === 'reconnecting') {
    state.pluginsTimer = setTimeout(askForPlugins, PLUGINS_EVERY_MILLIS);
  }
}

function roomLink() {
  return new URL(`/r/${state.room}`, location.href).href;
}

function remembered() {
  try {
    return localStorage.getItem(NAME_KEY);
  } catch {
    return null;
  }
}

function remember(name) {
  try {
    localStorage.setItem(NAME_KEY, name);
  } catch {
    // private browsing: asked again next time
  }
}
