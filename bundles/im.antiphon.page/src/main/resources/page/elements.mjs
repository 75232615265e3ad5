// SPDX-License-Identifier: Apache-2.0
/** What the views share: finding, filling and making elements. */

export const element = id => document.getElementById(id);

/** The first element of a template, ready to be filled. */
export const fromTemplate = id => element(id).content.firstElementChild.cloneNode(true);

const SCREENS = ['sign-in', 'home', 'room'];

/** Shows one of the screens, and no other. */
export function showScreen(id) {
  SCREENS.forEach(screen => (element(screen).hidden = screen !== id));
}

/** Marks a field as wrong or right; puts what is wrong on the list. */
export function mark(input, fault, isWrong, wrong = []) {
  element(input).setAttribute('aria-invalid', String(isWrong));
  element(fault).hidden = !isWrong;
  if (isWrong) {
    wrong.push(element(input));
  }
  return wrong;
}

export function initials(name) {
  const words = name.trim().split(/[\s._~-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map(word => [...word][0].toUpperCase()).join('') || '?';
}

/** A room's name as people write it, as the server wants it. */
export const roomName = text => text.trim().replace(/\s+/g, '-');

export const isRoomName = name => /^[A-Za-z0-9._~-]{1,128}$/.test(name);
