// SPDX-License-Identifier: Apache-2.0
/** What the page keeps: the name for next time, and for this tab, that one is signed in and which device it is. */

const NAME_KEY = 'antiphon.name';
const SIGNED_IN_KEY = 'antiphon.signed-in';
const DEVICE_KEY = 'antiphon.device';

export const remembered = () => quietly(() => localStorage.getItem(NAME_KEY));
export const remember = name => quietly(() => localStorage.setItem(NAME_KEY, name));

export const signedInAs = () => quietly(() => sessionStorage.getItem(SIGNED_IN_KEY));

/** @param name null when signed out */
export function rememberSignedIn(name) {
  quietly(() => (name === null ? sessionStorage.removeItem(SIGNED_IN_KEY) : sessionStorage.setItem(SIGNED_IN_KEY, name)));
}

/** Each tab is a device of its own. */
export function deviceOfTab() {
  const known = quietly(() => sessionStorage.getItem(DEVICE_KEY));
  const device = known ?? `tab-${Math.random().toString(36).slice(2, 8)}`;
  quietly(() => sessionStorage.setItem(DEVICE_KEY, device));
  return device;
}

/** Private browsing has no storage: then one is asked again next time. */
function quietly(access) {
  try {
    return access() ?? null;
  } catch {
    return null;
  }
}
