// SPDX-License-Identifier: Apache-2.0

/** What the server refused, or what went unanswered: `code` is one of signaling-v1's, or `timeout`, `lost`, `closed`. */
export class AntiphonError extends Error {
  constructor(code, detail, retryAfterMillis) {
    super(detail || code);
    this.name = 'AntiphonError';
    this.code = code;
    this.retryAfterMillis = retryAfterMillis;
  }
}
