// SPDX-License-Identifier: Apache-2.0
/**
 * The page as a whole: from a name to who is online, from there into calls and rooms, through losses and reloads, and out
 * again. `window.antiphon` shows what goes on to tests and to the curious. `?name=…` fills in the name, `&auto=1` signs in
 * at once, `?room=…` and `/r/<room>` lead into a room.
 */

import { AntiphonClient } from './client/index.mjs';
import { Banner } from './banner.mjs';
import { Conversation } from './conversation.mjs';
import { ConversationView } from './conversation-view.mjs';
import { isRoomName } from './elements.mjs';
import { HomeView } from './home-view.mjs';
import { IncomingView } from './incoming-view.mjs';
import { openMicrophone } from './microphone.mjs';
import { deviceOfTab, remember, remembered, rememberSignedIn, signedInAs } from './memory.mjs';
import { SignInView } from './sign-in-view.mjs';
import { ENDINGS, REFUSALS } from './words.mjs';

const banner = new Banner();
const announce = text => banner.announce(text);
const signInView = new SignInView(signIn);
const homeView = new HomeView({ call, enter, signOut });
const incomingView = new IncomingView({ answer, decline });
const conversationView = new ConversationView({
  leave, announce, mute: () => conversation?.toggleMute(), link: () => conversation?.link(), add: addPeople });

let phase = 'signed-out'; // → signing-in → home → opening → in-call ⇄ reconnecting → home
let client = null;
let conversation = null;
let roomAhead = '';
let listensAhead = false;
let name = '';
let restoredMicrophone = null;

window.antiphon = {
  get state() {
    return phase;
  },
  get sessionId() {
    return client?.session.sessionId ?? null;
  },
  get client() {
    return client;
  },
  get conversation() {
    return conversation;
  },
  participants: () => conversation?.everybody() ?? [],
  peerConnection: () => conversation?.peerConnection ?? null,
};

start();

function start() {
  const query = new URLSearchParams(location.search);
  const path = /^\/r\/([A-Za-z0-9._~-]{1,128})$/.exec(location.pathname);
  const room = query.get('room') ?? path?.[1] ?? '';
  roomAhead = isRoomName(room) ? room : '';
  const asked = (query.get('name') ?? signedInAs() ?? remembered() ?? '').slice(0, 64);
  signInView.show(asked, roomAhead);
  if ((query.get('auto') === '1' || signedInAs() === asked) && asked !== '' && signInView.check(asked)) {
    signIn(asked);
  }
}

async function signIn(asked) {
  if (phase !== 'signed-out') {
    return;
  }
  phase = 'signing-in';
  name = asked;
  remember(name);
  banner.clear();
  signInView.busy(true);
  client = new AntiphonClient({ user: name, device: deviceOfTab() });
  listen(client);
  try {
    await client.connect();
  } catch (fault) {
    refused(fault);
  }
}

function listen(signedIn) {
  const on = (type, receive) => signedIn.addEventListener(type, ({ detail }) => signedIn === client && receive(detail));
  on('connected', connected);
  on('lost', lost);
  on('ended', ({ reason }) => ended(reason));
  on('incoming', ({ call: incoming }) => incomingView.add(incoming));
  on('restored', ({ call: restored, room }) => (restored ? takeUp(restored) : enter(room, { again: true })));
  on('presence', ({ people }) => homeView.people(people.filter(({ user }) => user !== name)));
  on('fault', fault => console.info('antiphon:', fault.code, fault.detail ?? fault.message));
}

async function connected({ resumed, reloaded }) {
  rememberSignedIn(name);
  banner.clear();
  if (resumed && !reloaded) {
    if (phase === 'reconnecting') {
      phase = 'in-call';
      conversation?.showConnection();
    }
    return;
  }
  const room = roomAhead;
  roomAhead = '';
  phase = 'home';
  homeView.show(name);
  client.watch('all').catch(refusedQuietly);
  if (reloaded) {
    const microphone = await openMicrophone().catch(() => null);
    restoredMicrophone = microphone;
    client.restore(microphone).catch(refusedQuietly);
  } else if (room) {
    await enter(room, { listensOnly: listensAhead });
  }
}

function lost() {
  const title = phase === 'signing-in' ? 'The server does not answer — trying again…' : 'The server is gone — reconnecting…';
  if (phase === 'in-call') {
    phase = 'reconnecting';
    conversationView.status('reconnecting', 'bad');
  }
  banner.show('waiting', title, 'This happens by itself; just stay here.', {
    closable: phase === 'signing-in', onDismiss: phase === 'signing-in' ? signOut : null });
}

function ended(reason) {
  if (phase !== 'signed-out') {
    signedOut();
    if (reason !== 'closed') {
      banner.show('bad', ENDINGS[reason] ?? 'The server has signed you out.', '');
    }
  }
}

/** Runs what needs a microphone; without one, listening is offered. */
async function withMicrophone(run, listensOnly) {
  try {
    return await run(listensOnly ? null : await openMicrophone());
  } catch (fault) {
    phase = 'home';
    homeView.show(name);
    if (fault.name === 'MicrophoneError') {
      const listen = { label: 'Just listen', run: () => withMicrophone(run, true) };
      banner.show('bad', `${fault.title}.`, fault.text ?? '', {
        link: fault.link, action: fault.code === 'insecure-context' || fault.code === 'unsupported' ? null : listen });
    } else {
      refused(fault);
    }
    return null;
  }
}

async function call(users) {
  if (phase !== 'home') {
    return;
  }
  opening();
  await withMicrophone(async microphone => {
    const made = await client.call(users, { microphone });
    showConversation(Conversation.ofCall(client, name, made, microphone), users.join(', '));
  });
}

async function answer(incoming) {
  conversation?.leave();
  conversation = null;
  opening();
  await withMicrophone(async microphone => {
    await incoming.accept(microphone);
    showConversation(Conversation.ofCall(client, name, incoming, microphone), incoming.from.user);
  });
}

function decline(incoming) {
  incoming.reject().catch(refusedQuietly);
}

async function enter(room, { listensOnly = false, again = false } = {}) {
  if (phase !== 'home') {
    return;
  }
  opening();
  await withMicrophone(async microphone => {
    const entered = await client.enter(room, { microphone, displayName: name, again, state: { muted: !microphone } });
    history.replaceState(null, '', `/r/${room}`);
    showConversation(Conversation.ofRoom(client, name, entered, microphone), room);
  }, listensOnly);
}

/** A call that was going on when the page was reloaded. */
function takeUp(restored) {
  const others = restored.legs.map(leg => leg.user).filter(user => user !== name);
  showConversation(Conversation.ofCall(client, name, restored, restoredMicrophone), others.join(', '));
}

function opening() {
  phase = 'opening';
  banner.clear();
  homeView.busy(true);
}

function showConversation(begun, title) {
  conversation = begun;
  phase = 'in-call';
  conversationView.show(title, { isCall: begun.isCall });
  begun.show(conversationView, banner);
  begun.addEventListener('over', ({ detail }) => over(begun, detail.reason), { once: true });
}

function over(which, reason) {
  if (which !== conversation) {
    return;
  }
  conversation = null;
  if (reason === 'lost' && which.roomName !== null) {
    // the session is another one, the room is still the same: we go back there
    roomAhead = which.roomName;
    listensAhead = which.listensOnly;
    return;
  }
  if (phase !== 'signed-out') {
    phase = 'home';
    history.replaceState(null, '', '/');
    homeView.show(name);
    if (ENDINGS[reason]) {
      banner.show('waiting', ENDINGS[reason], '');
    }
  }
}

function leave() {
  conversation?.leave();
}

function addPeople(users) {
  conversation?.invite(users).then(() => announce(`${users.join(', ')} will be asked in.`), refused);
}

function signOut() {
  const leaving = client;
  signedOut();
  leaving?.disconnect();
}

function signedOut() {
  phase = 'signed-out';
  rememberSignedIn(null);
  conversation?.end();
  conversation = null;
  client = null;
  banner.clear();
  history.replaceState(null, '', '/');
  signInView.show(name, '');
}

function refused(fault) {
  const [title, text] = REFUSALS[fault.code] ?? ['The server refused', fault.message];
  banner.show('bad', `${title}.`, text);
}

function refusedQuietly(fault) {
  console.info('antiphon:', fault.code, fault.message);
}
