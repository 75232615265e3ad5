// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.call;

/**
 * One device of a user's that says something, or is to be told something.
 *
 * @param user within the call's tenant
 * @param device the user's name for it
 * @param session by which it is reached; it alone tells one device from another
 */
public record CallParty(String user, String device, String session) {}
