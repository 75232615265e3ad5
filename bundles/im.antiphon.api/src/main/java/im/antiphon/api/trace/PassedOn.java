// SPDX-License-Identifier: Apache-2.0
package im.antiphon.api.trace;

import org.jspecify.annotations.Nullable;

/** What a span is while nothing is recorded. */
record PassedOn(@Nullable TraceContext context) implements TraceSpan {
    @Override
    public void attribute(String name, String value) {}

    @Override
    public void event(String name) {}

    @Override
    public void end() {}

    @Override
    public void fail(String reason) {}
}
