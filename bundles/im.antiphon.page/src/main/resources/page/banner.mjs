// SPDX-License-Identifier: Apache-2.0
/** What must not be missed, over whatever is shown; and what is said to those who do not see. */

import { element } from './elements.mjs';

export class Banner {
  #action = null;
  #dismiss = null;

  constructor() {
    element('banner-close').addEventListener('click', () => {
      this.clear();
      this.#dismiss?.();
    });
    element('banner-action').addEventListener('click', () => this.#action?.());
  }

  /**
   * @param kind `waiting` or `bad`
   * @param more {link: {href, label}, action: {label, run}, closable, onDismiss}
   */
  show(kind, title, text = '', { link, action, closable = true, onDismiss = null } = {}) {
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
    this.#action = action?.run ?? null;
    this.#dismiss = onDismiss;
    element('banner-close').hidden = !closable;
    element('banner').hidden = false;
  }

  clear() {
    element('banner').hidden = true;
  }

  /** For those who do not see the cards come and go. */
  announce(text) {
    element('announcements').textContent = text;
  }
}
