// SPDX-License-Identifier: Apache-2.0
package im.antiphon.auth.jwt;

import java.util.concurrent.CompletionStage;

/** Where trusted keys come from. Safe from any thread. */
interface KeySource {
    /** The keys at hand; never waits. */
    TrustedKeys current();

    /**
     * Asks again, because a token names a key that is not at hand. Completes with what is at hand then, which may be what
     * there was: a source does not let strangers' tokens make it ask as often as they like.
     */
    CompletionStage<TrustedKeys> refreshed();
}
