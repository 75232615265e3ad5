// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import im.antiphon.api.trace.Tracer;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The tracer of this node, which may come later, be replaced, or never come. */
@Component(immediate = true, service = CurrentTracer.class)
public final class CurrentTracer implements Supplier<Tracer> {
    private volatile Tracer tracer = Tracer.NONE;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTracer(Tracer bound) {
        tracer = bound;
    }

    /** A better one is bound before this one goes. */
    void unbindTracer(Tracer gone) {
        if (tracer == gone) {
            tracer = Tracer.NONE;
        }
    }

    @Override
    public Tracer get() {
        return tracer;
    }
}
