// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.g711;

import im.antiphon.api.codec.CodecFactory;
import im.antiphon.tck.CodecContract;

class PcmaContractTest extends CodecContract {
    @Override
    protected CodecFactory factory() {
        return G711Codec.pcma();
    }
}
