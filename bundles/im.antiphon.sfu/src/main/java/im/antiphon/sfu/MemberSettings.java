// SPDX-License-Identifier: Apache-2.0
package im.antiphon.sfu;

import org.jspecify.annotations.Nullable;

/**
 * How a member takes part.
 *
 * @param id of its session
 * @param publisherName by which listeners name what it publishes
 * @param onlyFrom the publisher it wants to hear, or null for everybody
 * @param ssrc of its reports where it is sent nothing
 */
public record MemberSettings(String id, String publisherName, @Nullable String onlyFrom, int ssrc) {}
