// SPDX-License-Identifier: Apache-2.0
package im.antiphon.core.record;

import im.antiphon.api.plugin.Tenants;
import im.antiphon.api.session.Session;
import im.antiphon.api.session.SessionState;
import im.antiphon.api.storage.SessionStore;
import im.antiphon.core.session.SessionListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each session to the journal of its tenant: tenants for whom configuration chooses a storage plugin have one with a
 * store of their own, all others share one. Safe from any thread.
 *
 * <p>A record stays in the store in which it began: a tenant that is given a choice later has its <em>new</em> sessions in
 * its own store. That store then follows the tenant's choice, as every store does, and stays open when the choice is undone;
 * sessions that come after that are in the common one again.
 */
public final class TenantJournals implements SessionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TenantJournals.class);

    /** A journal and the store it alone writes to. */
    public record Kept(SessionJournal journal, SessionStore store) implements AutoCloseable {
        @Override
        public void close() {
            journal.close();
            store.close();
        }
    }

    private final Supplier<Set<String>> tenantsWithChoice;
    private final Function<String, Kept> opener;
    private final Kept common;

    /** Read without a lock, written under this. */
    private final Map<String, Kept> own = new ConcurrentHashMap<>();

    /** Of sessions whose records are not in the common store. */
    private final Map<String, SessionJournal> homes = new ConcurrentHashMap<>();

    // guarded by this
    private boolean closed;

    /**
     * Opens the common journal, and those of the tenants who have a choice by now.
     *
     * @param tenantsWithChoice who they are at the moment
     * @param opener makes the journal of a tenant, and reads what a former life left in its store; may block, and throws
     *     {@link IllegalStateException} where too many stores are open
     */
    public TenantJournals(Supplier<Set<String>> tenantsWithChoice, Function<String, Kept> opener) {
        this.tenantsWithChoice = tenantsWithChoice;
        this.opener = opener;
        this.common = opener.apply(Tenants.DEFAULT);
        follow();
    }

    /** Choices may have changed: opens what is missing. May block, as the opener does. */
    public synchronized void follow() {
        if (closed) {
            return;
        }
        for (String tenant : tenantsWithChoice.get()) {
            if (!own.containsKey(tenant)) {
                open(tenant);
            }
        }
    }

    /** Guarded by this. */
    private void open(String tenant) {
        try {
            own.put(tenant, opener.apply(tenant));
        } catch (IllegalStateException tooMany) {
            LOG.warn("event=tenant_store_refused tenant=\"{}\" reason=\"{}\"", tenant, tooMany.getMessage());
        }
    }

    @Override
    public void onStateChanged(Session session, SessionState from, SessionState to, String reason) {
        journalOf(session, from, to).onStateChanged(session, from, to, reason);
    }

    private SessionJournal journalOf(Session session, SessionState from, SessionState to) {
        SessionJournal home = null;
        if (to == SessionState.TERMINATED) {
            home = homes.remove(session.id());
        } else if (from != SessionState.HANDSHAKING) {
            home = homes.get(session.id());
        } else if (to == SessionState.ACTIVE) {
            String tenant = session.identity().tenant();
            Kept kept = own.get(tenant);
            if (kept != null && tenantsWithChoice.get().contains(tenant)) {
                home = kept.journal();
                homes.put(session.id(), home);
            }
        }
        return home == null ? common.journal() : home;
    }

    /** Ends all journals and closes their stores, each as {@link SessionJournal#close} says. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        own.values().forEach(Kept::close);
        common.close();
    }
}
