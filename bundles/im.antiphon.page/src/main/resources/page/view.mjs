// SPDX-License-Identifier: Apache-2.0
/** Everything that touches the document. Knows nothing of calls: it is told what to show, and tells what was pressed. */

const element = id => document.getElementById(id);
const percent = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const NOTHING = '–';
const COPIED_MILLIS = 2_000;
const CHANGED_MILLIS = 6_000;

export class View {
  #voices = new Map();
  #controller = '';
  #dismiss = null;
  #bannerAction = null;

  /** @param actions {call(name, room), leave(), mute(), link()} */
  constructor(actions) {
    element('join-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#submit(actions);
    });
    element('leave').addEventListener('click', () => actions.leave());
    element('mute').addEventListener('click', () => actions.mute());
    element('copy').addEventListener('click', () => this.#copy(actions.link()));
    element('banner-close').addEventListener('click', () => {
      this.clearBanner();
      this.#dismiss?.();
    });
    element('banner-action').addEventListener('click', () => this.#bannerAction?.());
    addEventListener('keydown', event => {
      const typing = event.target.closest?.('input, textarea, select');
      if (event.key === 'm' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && !element('room').hidden) {
        actions.mute();
      }
    });
    element('served-details').open = matchMedia('(min-width: 60rem)').matches;
  }

  fill(name, room) {
    element('name').value = name;
    element('room-name').value = room;
    (name ? (room ? element('call-label').closest('button') : element('room-name')) : element('name')).focus();
  }

  /** Marks what is wrong in the form; true if nothing is. */
  check(name, room) {
    const wrong = [];
    mark('name', 'name-fault', name === '', wrong);
    mark('room-name', 'room-fault', !/^[A-Za-z0-9._~-]{1,128}$/.test(room), wrong);
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  busy(isBusy) {
    element('call-label').textContent = isBusy ? 'Calling…' : 'Call';
    element('call-label').closest('button').disabled = isBusy;
  }

  showJoin() {
    element('room').hidden = true;
    element('join').hidden = false;
    this.busy(false);
    this.#voices.clear();
    element('voices').replaceChildren();
    document.title = 'Antiphon';
  }

  showRoom(room) {
    element('join').hidden = true;
    element('room').hidden = false;
    element('room-title').textContent = room;
    element('room-title').focus();
    this.busy(false);
    document.title = `${room} · Antiphon`;
  }

  /** @param kind `good`, `waiting` or `bad` */
  status(text, kind) {
    element('status').textContent = text;
    element('status').dataset.kind = kind;
  }

  /**
   * Says something that must not be missed.
   * @param kind `waiting` or `bad`
   * @param more {link: {href, label}, action: {label, run}, closable, onDismiss}
   */
  banner(kind, title, text, { link, action, closable = true, onDismiss = null } = {}) {
    element('banner').dataset.kind = kind;
    element('banner-title').textContent = title;
    element('banner-text').textContent = text;
    element('banner-link').hidden = !link;
    if (link) {
      element('banner-link').href = link.href;
      element('banner-link').textContent = link.label;
    }
    element('banner-action').hidden = !action;
    element('banner-action').textContent = action?.label ?? '';
    this.#bannerAction = action?.run ?? null;
    this.#dismiss = onDismiss;
    element('banner-close').hidden = !closable;
    element('banner').hidden = false;
  }

  clearBanner() {
    element('banner').hidden = true;
  }

  /** For those who do not see the cards come and go. */
  announce(text) {
    element('announcements').textContent = text;
  }

  /** @param people [{id, name, own, stream, muted}], ourselves first */
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
      this.announce(`Congestion control is now ${name} ${version}.`);
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

  #submit(actions) {
    const name = element('name').value.trim();
    // what people type for a name of two words
    const room = element('room-name').value.trim().replace(/\s+/g, '-');
    element('room-name').value = room;
    if (this.check(name, room)) {
      actions.call(name, room);
    }
  }

  #addVoice(id) {
    const card = element('voice').content.firstElementChild.cloneNode(true);
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

function mark(input, fault, isWrong, wrong) {
  element(input).setAttribute('aria-invalid', String(isWrong));
  element(fault).hidden = !isWrong;
  if (isWrong) {
    wrong.push(element(input));
  }
}

function initials(name) {
  const words = name.trim().split(/[\s._~-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map(word => [...word][0].toUpperCase()).join('') || '?';
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
