// SPDX-License-Identifier: Apache-2.0
/** The microphone, and what to tell a person when there is none. */

/** Why there is no microphone: a code for programs, a title and a text for people, and perhaps a place to go. */
export class MicrophoneError extends Error {
  constructor(code, title, text, link) {
    super(title);
    this.name = 'MicrophoneError';
    this.code = code;
    this.title = title;
    this.text = text;
    this.link = link;
  }
}

const WANTED = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true }, video: false };

/** Asks for the microphone; rejects with a MicrophoneError. */
export async function openMicrophone() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw isSecureContext ? unsupported() : insecure();
  }
  try {
    return await navigator.mediaDevices.getUserMedia(WANTED);
  } catch (fault) {
    throw explained(fault);
  }
}

function insecure() {
  const port = document.querySelector('meta[name="antiphon-https-port"]')?.content || '443';
  const secure = new URL(location.href);
  secure.protocol = 'https:';
  secure.port = port;
  return new MicrophoneError(
    'insecure-context',
    'This page needs a secure address',
    'Browsers give the microphone only to pages opened by https, or on this very computer.',
    { href: secure.href, label: `Open ${secure.host}` });
}

function unsupported() {
  return new MicrophoneError(
    'unsupported', 'This browser cannot make calls', 'It has no microphone access for pages. A current Firefox, Chrome or Safari does.');
}

function explained(fault) {
  switch (fault.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new MicrophoneError(
        'permission-refused',
        'The microphone is blocked',
        'Allow it for this page in the address bar, then call again. You can also just listen.');
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new MicrophoneError(
        'no-microphone', 'No microphone was found', 'Plug one in and call again. You can also just listen.');
    case 'NotReadableError':
    case 'AbortError':
      return new MicrophoneError(
        'microphone-busy',
        'The microphone does not answer',
        'Another program may be using it. Close that, then call again. You can also just listen.');
    default:
      return new MicrophoneError('microphone', 'The microphone could not be opened', fault.message);
  }
}
