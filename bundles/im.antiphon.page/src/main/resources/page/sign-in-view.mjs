// SPDX-License-Identifier: Apache-2.0
/** The first screen: who are you? */

import { element, mark, showScreen } from './elements.mjs';

export class SignInView {
  /** @param signIn called with a name */
  constructor(signIn) {
    element('sign-in-form').addEventListener('submit', event => {
      event.preventDefault();
      const name = element('name').value.trim();
      element('name').value = name;
      if (this.check(name)) {
        signIn(name);
      }
    });
  }

  /** @param room where one goes after having signed in, or an empty text */
  show(name, room) {
    showScreen('sign-in');
    this.busy(false);
    element('name').value = name;
    element('sign-in-room').hidden = room === '';
    element('sign-in-room-name').textContent = room;
    (name ? element('sign-in-label').closest('button') : element('name')).focus();
    document.title = 'Antiphon';
  }

  /** Marks what is wrong in the form; true if nothing is. */
  check(name) {
    const wrong = mark('name', 'name-fault', name === '');
    wrong[0]?.focus();
    return wrong.length === 0;
  }

  busy(isBusy) {
    element('sign-in-label').textContent = isBusy ? 'Signing in…' : 'Sign in';
    element('sign-in-label').closest('button').disabled = isBusy;
  }
}
