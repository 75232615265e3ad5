// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.trace;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Begins spans. Register it as an OSGi service; the one with the highest ranking is asked. Safe from any thread; nothing
 * here blocks or throws: what cannot be recorded or sent is dropped and counted by whoever implements this.
 */
@ConsumerType
public interface Tracer {
    /** Records nothing; contexts are passed on as they came. */
    Tracer NONE = (name, parent, attributes) -> new PassedOn(parent);

    /**
     * Begins a span.
     *
     * @param name of what is done, such as {@code call.invite}; few different ones
     * @param parent what it is part of; null begins a trace
     * @param attributes known from the start
     */
    TraceSpan begin(String name, @Nullable TraceContext parent, Map<String, String> attributes);
}
