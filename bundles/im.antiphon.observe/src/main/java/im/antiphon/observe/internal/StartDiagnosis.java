// SPDX-License-Identifier: Apache-2.0
package im.antiphon.observe.internal;

import im.antiphon.observe.Check;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells the launcher what is missing where {@link StartScreen} does not appear. */
@Component(service = Supplier.class, property = "antiphon.start.diagnosis=text")
public final class StartDiagnosis implements Supplier<String> {
    private final Readiness readiness;

    @Activate
    public StartDiagnosis(@Reference Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public String get() {
        return readiness.report().checks().stream()
                .filter(check -> check.status() == Check.Status.DOWN)
                .map(check -> check.name() + ": " + check.detail())
                .collect(Collectors.joining("; "));
    }
}
