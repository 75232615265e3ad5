// SPDX-License-Identifier: Apache-2.0
package im.antiphon.bus.local;

import im.antiphon.api.bus.BusFactory;
import im.antiphon.tck.BusContract;

final class LocalBusContractTest extends BusContract {
    private final LocalHub hub = new LocalHub();

    @Override
    protected BusFactory factory() {
        return hub;
    }
}
