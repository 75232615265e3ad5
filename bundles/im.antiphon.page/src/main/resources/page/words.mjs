// SPDX-License-Identifier: Apache-2.0
/** What is left of codes, in words for a person. */

export const REFUSALS = {
  'room-full': ['This room is full', 'Try again when somebody has left, or pick another room.'],
  'bad-sdp': ['This browser and the server do not understand each other', 'A current Firefox, Chrome or Safari should.'],
  unsupported: ['The server cannot serve this browser', 'A current Firefox, Chrome or Safari should work.'],
  draining: ['This server takes no new calls', 'It is being prepared for maintenance. Try again in a while.'],
  overloaded: ['The server is busy', 'Trying again in a moment.'],
  limited: ['That was too much at once', 'Try again in a moment.'],
  forbidden: ['You may not do that', 'Ask whoever runs this server.'],
  timeout: ['The server does not answer', 'Trying again in a moment.'],
  lost: ['The connection was lost', 'Try again.'],
};

/** Why a call or the session is over, where a person would like to know. */
export const ENDINGS = {
  'no-answer': 'Nobody answered.',
  declined: 'The call was declined.',
  busy: 'The line is busy.',
  unreachable: 'Nobody of that name is online.',
  taken: 'Another of your devices has answered.',
  lost: 'The call was lost.',
  'node-lost': 'The call was lost.',
  revoked: 'You have been signed out.',
  errors: 'The server has signed you out.',
  'resumed elsewhere': 'You are signed in from another window.',
};
