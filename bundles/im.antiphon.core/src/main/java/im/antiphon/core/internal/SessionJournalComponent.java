// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.internal;

import com.codahale.metrics.MetricRegistry;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.api.storage.Stores;
import im.antiphon.core.record.SessionJournal;
import im.antiphon.core.session.SessionRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Keeps the records of the registry's sessions in the store {@value #STORE}. */
@Component(immediate = true, service = SessionJournalComponent.class)
public final class SessionJournalComponent {
    static final String STORE = "sessions";

    private final SessionRegistry registry;
    private final SessionStore store;
    private final SessionJournal journal;

    @Activate
    public SessionJournalComponent(
            @Reference SessionRegistry registry, @Reference Stores stores, @Reference MetricRegistry metrics) {
        this.registry = registry;
        this.store = stores.open(STORE);
        this.journal = new SessionJournal(store, metrics, System::currentTimeMillis);
        registry.addListener(journal);
    }

    @Deactivate
    void deactivate() {
        registry.removeListener(journal);
        store.close();
    }
}
