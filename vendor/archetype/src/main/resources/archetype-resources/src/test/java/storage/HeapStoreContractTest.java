package ${package};

import im.antiphon.api.storage.SessionStoreFactory;
import im.antiphon.tck.SessionStoreContract;

/** What every plugin of this kind has to do: the compatibility kit. */
class HeapStoreContractTest extends SessionStoreContract {
    @Override
    protected SessionStoreFactory factory() {
        return new HeapStorePlugin();
    }
}
