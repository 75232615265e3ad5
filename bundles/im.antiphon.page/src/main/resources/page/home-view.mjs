// SPDX-License-Identifier: Apache-2.0
/** Who is online, and the two things one can do about it: call people, or enter a room. */

import { element, fromTemplate, initials, isRoomName, mark, roomName, showScreen } from './elements.mjs';

export class HomeView {
  #rows = new Map();
  #chosen = new Set();
  #actions;

  /** @param actions {call(users), enter(room), signOut()} */
  constructor(actions) {
    this.#actions = actions;
    element('sign-out').addEventListener('click', () => actions.signOut());
    element('call-chosen').addEventListener('click', () => this.#callChosen());
    element('call-form').addEventListener('submit', event => {
      event.preventDefault();
      const users = element('callee').value.split(',').map(user => user.trim()).filter(Boolean);
      if (mark('callee', 'callee-fault', users.length === 0).length === 0) {
        actions.call(users);
      }
    });
    element('room-form').addEventListener('submit', event => {
      event.preventDefault();
      const room = roomName(element('room-name').value);
      element('room-name').value = room;
      if (mark('room-name', 'room-fault', !isRoomName(room)).length === 0) {
        actions.enter(room);
      }
    });
  }

  show(name) {
    showScreen('home');
    element('me').textContent = name;
    element('home-title').focus();
    this.busy(false);
    document.title = `${name} · Antiphon`;
  }

  /** While a call is being made nothing else can be. */
  busy(isBusy) {
    element('home').querySelectorAll('button').forEach(button => (button.disabled = isBusy));
  }

  /** @param people [{user, online, inCall, devices}], without ourselves */
  people(people) {
    const online = people.filter(person => person.online).sort((a, b) => a.user.localeCompare(b.user));
    const gone = new Set(this.#rows.keys());
    online.forEach((person, index) => {
      gone.delete(person.user);
      const row = this.#rows.get(person.user) ?? this.#add(person.user);
      row.classList.toggle('is-busy', person.inCall === true);
      row.querySelector('.person-state').textContent = stateOf(person);
      const there = element('people').children[index];
      if (there !== row) {
        element('people').insertBefore(row, there ?? null);
      }
    });
    for (const user of gone) {
      this.#rows.get(user).remove();
      this.#rows.delete(user);
      this.#chosen.delete(user);
    }
    element('nobody').hidden = online.length > 0;
    this.#showChosen();
  }

  #add(user) {
    const row = fromTemplate('person');
    row.dataset.testid = `person-${user}`;
    row.querySelector('.person-initials').textContent = initials(user);
    row.querySelector('.person-name').textContent = user;
    const choice = row.querySelector('input');
    choice.setAttribute('aria-label', `Choose ${user}`);
    choice.addEventListener('change', () => {
      choice.checked ? this.#chosen.add(user) : this.#chosen.delete(user);
      this.#showChosen();
    });
    const button = row.querySelector('button');
    button.setAttribute('aria-label', `Call ${user}`);
    button.addEventListener('click', () => this.#actions.call([user]));
    this.#rows.set(user, row);
    return row;
  }

  #showChosen() {
    const count = this.#chosen.size;
    element('call-chosen').hidden = count < 2;
    element('call-chosen-label').textContent = `Call ${count} people`;
  }

  #callChosen() {
    const users = [...this.#chosen];
    this.#chosen.clear();
    this.#rows.forEach(row => (row.querySelector('input').checked = false));
    this.#showChosen();
    this.#actions.call(users);
  }
}

function stateOf({ inCall, devices = [] }) {
  const where = devices.length > 1 ? `on ${devices.length} devices` : '';
  return [inCall ? 'in a call' : '', where].filter(Boolean).join(' · ');
}
