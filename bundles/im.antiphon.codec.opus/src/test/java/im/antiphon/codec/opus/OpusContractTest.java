// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.opus;

import im.antiphon.api.codec.CodecFactory;
import im.antiphon.tck.CodecContract;

class OpusContractTest extends CodecContract {
    @Override
    protected CodecFactory factory() {
        return new OpusCodec();
    }
}
