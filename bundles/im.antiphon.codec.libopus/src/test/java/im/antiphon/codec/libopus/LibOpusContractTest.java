// SPDX-License-Identifier: Apache-2.0
package im.antiphon.codec.libopus;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import im.antiphon.api.codec.CodecFactory;
import im.antiphon.tck.CodecContract;

class LibOpusContractTest extends CodecContract {
    @Override
    protected CodecFactory factory() {
        LibOpusCodec codec = LibOpusCodec.load();
        assumeTrue(codec != null, "this system has no libopus");
        return requireNonNull(codec);
    }
}
