// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.trace;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Something that takes time. Safe from any thread; nothing here blocks or throws. After its end nothing has an effect. */
@ConsumerType
public interface TraceSpan {
    /** Where what it causes belongs; passed on in messages. Null where there is no trace to belong to. */
    @Nullable
    TraceContext context();

    /** Says something more of it; a later value of the same name replaces an earlier one. */
    void attribute(String name, String value);

    /** Something happened at this moment within it. */
    void event(String name);

    /** It is over. */
    void end();

    /** It is over, and did not come to what it was begun for. @param reason one or two words */
    void fail(String reason);
}
