// SPDX-License-Identifier: Apache-2.0
/** Everything a page needs to call people through an Antiphon server. README.md has the way in. */
export { AntiphonClient } from './client.mjs';
export { AntiphonError } from './errors.mjs';
export { Call } from './call.mjs';
export { Connection } from './connection.mjs';
export { Room } from './room.mjs';

/** Of this library; signaling-v1 is what it speaks. */
export const version = '0.1.0';
