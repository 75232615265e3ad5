// SPDX-License-Identifier: Apache-2.0
/** A room or a call on the screen: the voices, what serves them, and the controls. Knows nothing of calls: it is told. */

import { element, fromTemplate, initials, showScreen } from './elements.mjs';

const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const NOTHING = '–';
const COPIED_MILLIS = 2_000;
const CHANGED_MILLIS = 6_000;

export class ConversationView {
  #voices = new Map();
  #controller = '';
  #announce;

  /** @param actions {leave(), mute(), link(), add(users), announce(text)} */
  constructor(actions) {
    this.#announce = actions.announce;
    element('leave').addEventListener('click', () => actions.leave());
    element('mute').addEventListener('click', () => actions.mute());
    element('copy').addEventListener('click', () => this.#copy(actions.link()));
    element('add-form').addEventListener('submit', event => {
      event.preventDefault();
      const users = element('added').value.split(',').map(user => user.trim()).filter(Boolean);
      if (users.length > 0) {
        element('added').value = '';
        actions.add(users);
      }
    });
    addEventListener('keydown', event => {
      const typing = event.target.closest?.('input, textarea, select');
      if (event.key === 'm' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !element('room').hidden) {
        actions.mute();
      }
    });
    element('served-details').open = matchMedia('(min-width: 60rem)').matches;
  }

  /**
   * @param title the room's name, or who is called
   * @param isCall whether it is a call: more people can be asked in, and there is no link to it
   */
  show(title, { isCall }) {
    showScreen('room');
    this.#voices.clear();
    element('voices').replaceChildren();
    this.title(title);
    this.alone(isCall ? 'It rings…' : 'Nobody answers yet. Send somebody the link.');
    element('room-title').focus();
    element('copy').hidden = isCall;
    element('add-form').hidden = !isCall;
    element('leave-label').textContent = isCall ? 'Hang up' : 'Leave';
    element('way').hidden = true;
  }

  /** Who or what it is with, which changes as people come into a call. */
  title(title) {
    element('room-title').textContent = title;
    document.title = `${title} · Antiphon`;
  }

  /** What is said while nobody else is there. */
  alone(text) {
    element('alone-text').textContent = text;
  }

  /** @param mode `p2p` or `sfu` */
  way(mode) {
    element('way').hidden = false;
    element('way').textContent = mode === 'p2p' ? 'direct' : 'through the server';
  }

  /** @param kind `good`, `waiting` or `bad` */
  status(text, kind) {
    element('status').textContent = text;
    element('status').dataset.kind = kind;
  }

  /** @param people [{id, name, own, stream, muted, ringing}], ourselves first */
  people(people) {
    const gone = new Set(this.#voices.keys());
    for (const person of people) {
      gone.delete(person.id);
      const card = this.#voices.get(person.id) ?? this.#addVoice(person.id);
      card.querySelector('.name').textContent = person.name;
      card.querySelector('.initials').textContent = initials(person.name);
      card.classList.toggle('is-own', person.own);
      card.classList.toggle('is-stream', person.stream);
      card.classList.toggle('is-muted', person.muted);
      card.classList.toggle('is-ringing', person.ringing === true);
    }
    for (const id of gone) {
      this.#voices.get(id).remove();
      this.#voices.delete(id);
    }
    // ourselves first, also after a reconnection has given us a new name tag
    people.forEach((person, index) => {
      const card = this.#voices.get(person.id);
      const there = element('voices').children[index];
      if (there !== card) {
        element('voices').insertBefore(card, there ?? null);
      }
    });
    element('alone').hidden = people.length > 1;
  }

  /** @param level 0..1 */
  level(id, level) {
    const card = this.#voices.get(id);
    card?.style.setProperty('--level', level.toFixed(3));
    card?.classList.toggle('is-speaking', level > 0.45);
  }

  figures(id, { lossFraction, jitterMillis, roundTripMillis, bitsPerSecond }) {
    const card = this.#voices.get(id);
    if (!card) {
      return;
    }
    figure(card, 'loss', lossFraction, value => percent.format(value), value => value > 0.05);
    figure(card, 'jitter', jitterMillis, value => `${whole.format(value)} ms`, value => value > 60);
    figure(card, 'trip', roundTripMillis, value => `${whole.format(value)} ms`, value => value > 400);
    figure(card, 'rate', bitsPerSecond, value => `${whole.format(value / 1000)} kb/s`, () => false);
  }

  muted(isMuted, canSpeak) {
    const button = element('mute');
    button.setAttribute('aria-pressed', String(isMuted));
    button.disabled = !canSpeak;
    element('mute-label').textContent = canSpeak ? (isMuted ? 'Unmute' : 'Mute') : 'Listening';
    button.querySelector('use').setAttribute('href', isMuted || !canSpeak ? '#icon-muted' : '#icon-microphone');
  }

  /** @param controller `name@version`, as quality reports name it */
  controller(controller, targetBitsPerSecond) {
    const [name, version = ''] = controller.split('@');
    element('controller').hidden = false;
    element('controller-name').textContent = name;
    element('controller-version').textContent = version;
    element('controller-target').textContent =
      targetBitsPerSecond > 0 ? `lets through ${whole.format(targetBitsPerSecond / 1000)} kb/s` : '';
    if (this.#controller && this.#controller !== controller) {
      this.#announce(`Congestion control is now ${name} ${version}.`);
      element('controller').classList.add('is-new');
      setTimeout(() => element('controller').classList.remove('is-new'), CHANGED_MILLIS);
    }
    this.#controller = controller;
  }

  /** @param plugins as /api/v1/plugins lists them */
  plugins(plugins) {
    const order = plugin => `${String(plugin.kind).toLowerCase()} ${plugin.name}`;
    const rows = [...plugins].sort((a, b) => order(a).localeCompare(order(b))).map(pluginRow);
    element('plugins').replaceChildren(...rows);
    element('plugins-none').hidden = rows.length > 0;
  }

  #addVoice(id) {
    const card = fromTemplate('voice');
    card.dataset.testid = `participant-${id}`;
    this.#voices.set(id, card);
    element('voices').append(card);
    return card;
  }

  async #copy(link) {
    const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    element('copy-label').textContent = copied ? 'Copied' : link;
    element('copy').classList.add('is-done');
    setTimeout(() => {
      element('copy-label').textContent = 'Copy link';
      element('copy').classList.remove('is-done');
    }, copied ? COPIED_MILLIS : 5 * COPIED_MILLIS);
  }
}

function figure(card, name, value, format, isBad) {
  const known = typeof value === 'number' && Number.isFinite(value);
  const cell = card.querySelector(`[data-figure="${name}"]`);
  cell.textContent = known ? format(value) : NOTHING;
  cell.classList.toggle('is-bad', known && isBad(value));
}

function pluginRow({ kind, name, version, bundle, state, users, failures }) {
  const row = document.createElement('li');
  row.dataset.state = String(state ?? '').toLowerCase();
  row.title = bundle ?? '';
  row.append(
    span('kind', String(kind).toLowerCase()),
    span('plugin', String(name)),
    span('version', String(version ?? '')),
    span('use', [
      row.dataset.state === 'serving' ? '' : row.dataset.state,
      users > 0 ? `${users} in use` : '',
      failures > 0 ? `${failures} failed` : '',
    ].filter(Boolean).join(' · ')));
  return row;
}

function span(className, text) {
  const made = document.createElement('span');
  made.className = className;
  made.textContent = text;
  return made;
}
