// SPDX-License-Identifier: Apache-2.0
/** Somebody calls: answer or decline. Calls that come in together are shown one after the other. */

import { element, initials } from './elements.mjs';
import { Ring } from './ring.mjs';

export class IncomingView {
  #calls = [];
  #ring = new Ring();
  #title = '';

  /** @param actions {answer(call), decline(call)} */
  constructor(actions) {
    element('answer').addEventListener('click', () => this.#take(actions.answer));
    element('decline').addEventListener('click', () => this.#take(actions.decline));
    // Escape closes a dialog by itself: that would leave the other side ringing
    element('incoming').addEventListener('cancel', event => {
      event.preventDefault();
      this.#take(actions.decline);
    });
  }

  add(call) {
    this.#calls.push(call);
    call.addEventListener('ended', () => this.#remove(call), { once: true });
    this.#show();
  }

  #take(action) {
    const call = this.#calls[0];
    if (call) {
      this.#remove(call);
      action(call);
    }
  }

  #remove(call) {
    this.#calls = this.#calls.filter(other => other !== call);
    this.#show();
  }

  #show() {
    const call = this.#calls[0];
    const dialog = element('incoming');
    if (!call) {
      this.#ring.stop();
      if (dialog.open) {
        dialog.close();
        document.title = this.#title;
      }
      return;
    }
    element('caller').textContent = call.from.user;
    element('caller-initials').textContent = initials(call.from.user);
    const others = call.legs.length > 2 ? call.legs.length - 2 : 0;
    element('caller-more').textContent = others ? `and ${others} more` : '';
    if (!dialog.open) {
      this.#title = document.title;
      dialog.showModal();
      this.#ring.start();
    }
    document.title = `${call.from.user} calls · Antiphon`;
    element('answer').focus();
  }
}
