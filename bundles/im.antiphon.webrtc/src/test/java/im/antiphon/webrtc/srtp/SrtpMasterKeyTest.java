// SPDX-License-Identifier: Apache-2.0
package im.antiphon.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SrtpMasterKeyTest {
    @Test
    void isNotPrinted() {
        assertThat(new SrtpMasterKey(new byte[] {77, 88}, new byte[] {99}))
                .hasToString("SrtpMasterKey[key=2 bytes, salt=1 bytes]");
    }

    @Test
    void cannotBeChangedFromOutside() {
        byte[] key = {1, 2};
        SrtpMasterKey masterKey = new SrtpMasterKey(key, new byte[] {3});
        key[0] = 9;
        masterKey.key()[1] = 9;
        masterKey.salt()[0] = 9;
        assertThat(masterKey).isEqualTo(new SrtpMasterKey(new byte[] {1, 2}, new byte[] {3}));
        assertThat(masterKey).hasSameHashCodeAs(new SrtpMasterKey(new byte[] {1, 2}, new byte[] {3}));
    }

    @Test
    void profilesAreFoundByTheirUseSrtpIdentifier() {
        assertThat(SrtpProfile.forId(7)).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(SrtpProfile.forId(1)).isEqualTo(SrtpProfile.AES128_CM_HMAC_SHA1_80);
        assertThat(SrtpProfile.forId(2)).isNull();
    }
}
